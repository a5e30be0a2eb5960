"""Golds as the agents write them, one maker a form; each draws from a `random.Random`."""

import json

NAMES = ["甲银行", "乙证券股份有限公司", "丙产品", "丁基金", "Harbour Bank", "ＡＢＣ保险", "李某"]
KINDS = ["机构", "产品", "监管机构", "指标", "institution"]
RELATIONS = ["发行", "担保", "控股", "受益", "guarantees"]
LABELS = ["负面", "正面", "中性", "投诉", "转账", "挂失", "negative", "loan request"]
SLOTS = ["金额", "期限", "收款账户", "产品", "币种", "amount"]
TOOLS = ["查余额", "转账", "getRate", "开户", "exportReport", "风险测评"]
REASONS = ["频繁大额现金", "资金快进快出", "分散转入集中转出", "与身份不符", "夜间交易", "空壳公司"]
TITLES = ["商业银行法", "存款保险条例", "中华人民共和国反洗钱法", "证券法"]
STATEMENTS = [
    "存款人取款时银行应当核对身份证件并在{n}个工作日内书面告知结果",
    "投保机构应当自收到通知之日起{n}日内报告存款保险基金管理机构",
    "该产品的年化收益率为-{n}%，低于同期业绩比较基准",
    "管理人应当按照合同约定向受托人支付报酬{n}万元",
    "净值较上月上升{n}%，主要由债券价格推动",
    "the custodian shall report the loss of {n} usd to the regulator within the month",
]
EXPRESSIONS = [
    "p*(1+r)**n",
    "p*r*days/365",
    "round(p*r/12, 2)",
    "max(0, income-{n})*0.03",
    "a if a > {n} else b",
    "min(x, y)/max(x, y)",
    "abs(x-y)*{n}",
    "(x+y)//{n} + x % {n}",
    "x >= {n}",
    "本金*利率*期限",
]
TEXTS_TO_REDACT = [
    "客户[姓名]的手机号是[手机号]，住在[地址]。",
    "请向[姓名]汇款{n}元，账号[银行卡号]。",
    "[name] asked to change the number [phone] {n} times.",
]


def dumped(value):
    return json.dumps(value, ensure_ascii=False)


def some(dice, pool, least=1, most=3):
    return dice.sample(pool, dice.randint(least, most))


def amount(dice):
    figure = dice.choice([dice.randint(1, 999), f"{dice.uniform(1, 9999):.2f}"])
    return f"{figure}{dice.choice(['元', '万元', '美元', '个月', '%', '年'])}"


def statement(dice):
    return dice.choice(STATEMENTS).format(n=dice.randint(3, 99))


def triple(dice):
    head, tail = dice.sample(NAMES, 2)
    return {"head": head, "relation": dice.choice(RELATIONS), "tail": tail}


def event(dice):
    arguments = {slot: amount(dice) for slot in some(dice, SLOTS)}
    return {"type": dice.choice(RELATIONS), "arguments": arguments}


def number(dice):
    sign = dice.choice(["", "", "-"])
    unit = dice.choice(["", "", "%"])
    return f"{sign}{dice.randint(1, 10**6)}.{dice.randint(11, 98)}{unit}"


def letters(dice):
    return "".join(sorted(dice.sample("ABCD", dice.randint(1, 3))))


def plan(dice):
    tools = dice.sample(TOOLS, dice.randint(3, 5))
    return dumped([tools[0], tools[1:3], *tools[3:]] if dice.random() < 0.5 else tools)


def call(dice):
    bound = {"amount": dice.randint(1, 10**6), "to": dice.choice(["000123", "李某", "6222 0001"])}
    bound["note"] = amount(dice)
    return dumped({"tool": dice.choice(TOOLS), "arguments": bound})


def question(dice):
    names = some(dice, SLOTS)
    asked = "和".join(f"「{name}」" for name in names)
    english = " and ".join(f"“{name}”" for name in names)
    return dice.choice([f"请问{asked}是什么？", f"麻烦您说明{asked}？", f"What are {english}?"])


def with_articles(dice):
    named = [f"《{title}》第{dice.randint(1, 99)}条" for title in some(dice, TITLES, most=2)]
    return f"{statement(dice)}（{'、'.join(named)}）"


def with_citations(dice):
    marks = sorted(dice.sample(range(1, 10), 2))
    claim = f"{dice.choice(NAMES)}对此{dice.choice(REASONS)}"
    return f"{statement(dice)}[{marks[0]}]。{claim}[{marks[1]}]。"


def with_reasons(dice):
    label = dice.choice(["高风险", "中风险", "可疑", "high risk"])
    return f"{label}：{'；'.join(some(dice, REASONS))}"


def table(dice):
    rows = {name: {slot: amount(dice) for slot in some(dice, SLOTS)} for name in some(dice, NAMES)}
    return dumped(rows)


def code(dice):
    if dice.random() < 0.3:
        return "\n".join(number(dice) for _ in range(dice.randint(1, 3)))
    marker = dice.choice(["代码：", "code: "])
    return marker + dice.choice(EXPRESSIONS).format(n=dice.randint(2, 60000))


def reply(dice):
    if dice.random() < 0.5:
        kind = dice.choice(["套取他人信息", "诱导违规", "越权"])
        return f"{dice.choice(['拒绝', 'Refuse'])}：{kind}"
    return f"{dice.choice(['可答', 'Answer'])}：{statement(dice)}"


GOLDS = {
    "json_spans": lambda dice: dumped(
        [{"type": dice.choice(KINDS), "text": name} for name in some(dice, NAMES)]
    ),
    "label_set": lambda dice: "；".join(some(dice, LABELS)),
    "json_slots": lambda dice: dumped({slot: amount(dice) for slot in some(dice, SLOTS)}),
    "entity_id": lambda dice: dice.choice("ABCDE"),
    "text": statement,
    "number": number,
    "yes_no_with_article": lambda dice: (
        f"{dice.choice(['合规', '不合规'])}，第{dice.randint(1, 200)}条"
    ),
    "choice": letters,
    "exact": lambda dice: dice.choice(NAMES),
    "json_triples": lambda dice: dumped([triple(dice) for _ in range(dice.randint(1, 3))]),
    "json_events": lambda dice: dumped([event(dice) for _ in range(dice.randint(1, 3))]),
    "json_fields": lambda dice: dumped(
        {
            slot: dice.choice([amount(dice), "自签署之日起三十日", *NAMES])
            for slot in some(dice, SLOTS)
        }
    ),
    "label": lambda dice: dice.choice(LABELS),
    "tool_list": plan,
    "json_call": call,
    "question": question,
    "text_with_article_ids": with_articles,
    "text_with_citations": with_citations,
    "number_or_choice": lambda dice: dice.choice([number, letters])(dice),
    "choice_or_text": lambda dice: dice.choice([letters, statement])(dice),
    "label_with_reasons": with_reasons,
    "table_or_choice": lambda dice: dice.choice([letters, table])(dice),
    "code_or_output": code,
    "yes_no_with_type": lambda dice: dice.choice(
        ["无幻觉", "有幻觉：数字错误", "有幻觉：主体张冠李戴", "hallucination: wrong figure"]
    ),
    "refuse_or_safe_answer": reply,
    "redacted_text": lambda dice: dice.choice(TEXTS_TO_REDACT).format(n=dice.randint(2, 99)),
}
"""A maker of golds for each form."""
