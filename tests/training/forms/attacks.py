"""Answers that game a naive grader: (dice, gold) to a wrong answer, or null where none applies."""

import json
import re

from tests.training.forms.golds import LABELS, REASONS, SLOTS, TOOLS, dumped

UNITS = {"万元": "元", "美元": "欧元", "个月": "年", "工作日": "个月", "年": "天", "%": "‰"}
UNITS |= {"元": "美元", "日": "年", " usd": " eur"}
_FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])")
_MARK = re.compile(r"\[(\d)\]")


def hedged(_dice, gold):
    return f"答案可能是{gold}，也可能不是，以实际情况为准"


def softly_hedged(_dice, gold):
    return f"{gold}，或者正好相反"


def doubled(_dice, gold):
    """No wrong answer where the gold is a set of letters."""
    return None if re.fullmatch("[A-E]+", gold) else f"{gold}\n{gold}"


def spread(_dice, gold):
    before = "综合以上材料和客户所说的全部内容，经过仔细分析以后得出的结论如下所示："
    return f"{before}{gold}。以上内容仅供您参考。"


def nothing(dice, _gold):
    return dice.choice(
        ["", " ", "[]x", "{}x", "；", "：", "，", "「」？", "[1]", "（《》）", "代码：", "[]{}"]
    )


def times_a_hundred(_dice, gold):
    for match in _FIGURE.finditer(gold):
        if float(match[0]):
            return f"{gold[: match.start()]}{float(match[0]) * 100:.2f}{gold[match.end() :]}"
    return None


def sign(_dice, gold):
    flipped = re.sub(r"(?<![0-9a-z])-(?=\d)", "", gold, count=1)
    if flipped != gold:
        return flipped
    flipped = re.sub(r"(?<![\d.第\[])(?=\d)", "-", gold, count=1)
    return flipped if flipped != gold else None


def unit(_dice, gold):
    for known, other in UNITS.items():
        swapped = re.sub(rf"(?<=\d){known}", other, gold, count=1)
        if swapped != gold:
            return swapped
    return None


def negation(_dice, gold):
    flipped = re.sub("应当|可以|须", "不得", gold, count=1)
    flipped = flipped if flipped != gold else gold.replace("较", "未较").replace("低于", "不低于")
    return flipped if flipped != gold else gold.replace("shall", "shall not")


def direction(_dice, gold):
    turned = gold.replace("低于", "高于").replace("上升", "下降").replace("the loss", "the gain")
    return turned if turned != gold else None


def neighbour(_dice, gold):
    return re.sub(r"第(\d+)条", lambda m: f"第{int(m[1]) + 1}条", gold, count=1)


def cut(dice, gold):
    """The first third alone."""
    return gold[: dice.randint(1, max(1, len(gold) // 3))]


def swapped_marks(_dice, gold):
    first, second = _MARK.findall(gold)
    return _MARK.sub(lambda match: f"[{second if match[1] == first else first}]", gold)


def of_json(change):
    """The attack that changes the gold's JSON value; not where the gold is no JSON."""

    def attack(dice, gold):
        if gold[0] not in "[{":
            return None
        changed = change(dice, json.loads(gold))
        return None if changed is None else dumped(changed)

    return attack


def widened(_dice, value):
    """Every text a whole sentence."""
    if isinstance(value, dict):
        return {key: widened(_dice, said) for key, said in value.items()}
    if isinstance(value, list):
        return [widened(_dice, said) for said in value]
    return f"客户说「{value}」并要求尽快办理"


def swapped_ends(_dice, listed):
    first = listed[0]
    return [first | {"head": first["tail"], "tail": first["head"]}, *listed[1:]]


def in_every_type(_dice, listed):
    return [entry | {"type": kind} for entry in listed for kind in ("机构", "产品", "指标")]


def with_surplus_key(_dice, listed):
    return [entry | {"score": 1} for entry in listed]


def without_one(dice, value):
    if isinstance(value, list):
        return value[1:]
    lost = dice.choice(list(value))
    return {key: said for key, said in value.items() if key != lost}


def doubled_keys(_dice, gold):
    if "{" not in gold:
        return None
    return re.sub(r'\{("[^"]+": )', r'{\1"占位", \1', gold, count=1)


def arguments(change):
    """The attack on the arguments of a call, or of the first event."""

    def attack(dice, value):
        if isinstance(value, list):
            return [value[0] | {"arguments": change(dice, value[0]["arguments"])}, *value[1:]]
        return value | {"arguments": change(dice, value["arguments"])}

    return of_json(attack)


def one_more(_dice, value):
    return value | {"备注": "无"}


def moved(_dice, value):
    """Values one place on: each under the wrong name."""
    said = list(value.values())
    turned = dict(zip(value, [*said[1:], said[0]], strict=True))
    return None if turned == value else turned


def reversed_steps(_dice, listed):
    flat = [tool for step in listed for tool in (step if isinstance(step, list) else [step])]
    return flat[::-1]


def in_any_order(_dice, listed):
    return [reversed_steps(_dice, listed)]


def in_a_list(_dice, value):
    return [value]


def every_tool(_dice, _listed):
    return TOOLS


def every_letter(_dice, gold):
    return "ABCD" if re.fullmatch("[A-D]+", gold) else None


def other_letter(_dice, gold):
    return "E" if re.fullmatch("[A-E]+", gold) and "E" not in gold else "F"


def every_label(_dice, _gold):
    return "；".join(LABELS)


def every_reason(_dice, gold):
    return (
        None
        if gold.count("；") == len(REASONS)
        else f"{gold.partition('：')[0]}：" + "；".join(REASONS)
    )


def fewer_reasons(_dice, gold):
    label, _, reasons = gold.partition("：")
    return f"{label}：{reasons.partition('；')[2]}"


def other_label(_dice, gold):
    return f"低风险：{gold.partition('：')[2]}"


def every_slot(_dice, gold):
    named = set(re.findall("[「“]([^」”]+)", gold))
    asked = "和".join(f"「{slot}」" for slot in SLOTS)
    return f"请问{asked}是什么？" if named != set(SLOTS) else None


def one_slot_more(dice, gold):
    more = dice.choice([slot for slot in SLOTS if slot not in gold] or ["备注"])
    return gold[:-1] + f"以及「{more}」{gold[-1]}"


def two_questions(_dice, gold):
    return f"{gold}还是都不需要？"


def one_mark_more(_dice, gold):
    return f"{gold[:-1]}][10]"


def one_article_more(_dice, gold):
    return gold.replace("（", "（《票据法》第八条、")


def other_title(_dice, gold):
    return re.sub("《[^》]+》", "《票据法》", gold, count=1)


def off_by_operator(dice, gold):
    pairs = [
        ("**", "*"),
        (">=", ">"),
        (" > ", " >= "),
        ("/", "*"),
        ("365", "360"),
        ("max(", "min("),
    ]
    known = [(old, new) for old, new in pairs if old in gold]
    if not gold.casefold().startswith(("代码", "code")) or not known:
        return None
    old, new = dice.choice(known)
    return gold.replace(old, new, 1)


def code_that_fails(_dice, gold):
    return f"{gold} + 9**9**9" if gold.casefold().startswith(("代码", "code")) else None


def other_verdict(_dice, gold):
    said, _, rest = gold.partition("，")
    return f"{'不合规' if said == '合规' else '合规'}，{rest}"


def both_verdicts(_dice, gold):
    return f"合规；不合规，{gold.partition('，')[2]}"


def other_type(_dice, gold):
    return "无幻觉" if "：" in gold or ":" in gold else "有幻觉：数字错误"


def every_type(_dice, _gold):
    return "有幻觉：数字错误；主体张冠李戴；时间错误"


def other_reply(_dice, gold):
    said = gold.partition("：")[2]
    return f"可答：{said}" if gold[:2] in {"拒绝", "Re"} else f"拒绝：{said}"


def both_replies(_dice, gold):
    return f"{gold}；拒绝：诱导违规" if gold[0] in "可A" else f"{gold}；可答：请到柜台办理"


def unmasked(dice, gold):
    return re.sub(r"\[[^\]]+\]", dice.choice(["李某", "13800000000"]), gold, count=1)


def all_masked(_dice, gold):
    return re.sub(r"[^\[\]]+(?=\[|$)", "[姓名]", gold)


def masked_more(_dice, gold):
    return gold.replace("的", "[地址]", 1) if "的" in gold else f"[姓名]{gold}"
