"""Slots by search: every span that could be a value, assigned so that the whole fits best."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from agentar_assets.verification.answerers.question import Question, choices
from agentar_assets.verification.answerers.utterance import amended, segments

_MOST_READINGS = 4096
_NUMERAL = "零一二两三四五六七八九十百千万"
_SPAN = re.compile(
    rf"(?P<day>(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}[日号]|"
    rf"[上下本这]周[一二三四五六日天]|\d{{1,2}} "
    rf"[JFMASOND][a-z]{{2,8}}(?=$|\W))"
    rf"|(?P<card>尾号\d+的[卡账]户?|the card ending in \d+)"
    rf"|(?P<often>每(?:两周|[周月天日年]|个?季度|个月)|every [a-z]+(?: weeks)?)"
    rf"|(?P<who>我(?!想|要|的|来|只|们|有|那)[\u4e00-\u9fff]{{1,2}}?("
    rf"?=那|在|出|投|的|保|报|，|$|是)|我[\u4e00-\u9fff]{{2}}(?=[，"
    rf"。]|$)|my (?:daughter|son|father|mother|"
    rf"wife|husband)|myself)"
    rf"|(?P<cash>RMB \d[\d,.]*\d|(?:\d[\d,.]*万?|[{_NUMERAL}]+)(?:元|块钱|块)|\d[\d,.]* yuan)"
    rf"|(?P<span>(?:\d+|[{_NUMERAL}]+)(?:个月|年|天|周)|半年|\d+ (?:year|month|week|day)s?)"
    rf"|(?P<part>\d[\d,.]*万?份|\d[\d,]* units)"
    rf"|(?P<lot>(?:\d[\d,]*|[{_NUMERAL}]+)[股手](?![\u4e00-\u9fff]?票)|\d[\d,]* shares)"
)
_HEADS = re.compile(
    r"(?:[A-Z]{2,5}|(?:沪深300)?[\u4e00-\u9fff]{2,"
    r"4}?)(?:基金|存款|存单|整取|寿险|险|逆回购|"
    r"股票)|[一-龥]{2}300ETF|国债|公司债|可转债|"
    r"银行股|增额终身寿"
    r"|(?:[A-Za-z]+ )?(?:market fund|fund|deposit|"
    r"stocks|bonds|ETF)|(?:term life|accident|"
    r"medical|annuity|critical illness|care) "
    r"(?:policy|plan)|savings plan|STAR shares|"
    r"certificate of deposit"
)
_KINDS: dict[str, str] = {
    "日期 date": "day",
    "账户 account": "card",
    "频率 frequency": "often",
    "被保险人 insured": "who",
    "金额 amount": "cash",
    "价格 price": "cash",
    "期限 年限 term years": "span",
    "份额 shares": "part",
    "数量 quantity": "lot",
    "产品 product": "thing",
}
_BEFORE = {"价格": "按跌到挂单涨到", "price": "at above to", "金额": "投存取转扣有买预算额"}
_STRIPPED = re.compile(
    r"^(?:想|母|亲|女|儿|父|那份|用|打算|买|"
    r"卖|投|把|存成|存|赎回|份|了|的|先|成|退掉|"
    r"定投|申购|看看|转成|我|元|万|手|来|其余|"
    r"余|去|帮|给|那笔|期|到|卖出|掉|只|是|入|"
    r"出)+"
)


@dataclass(frozen=True)
class _Value:
    text: str
    kind: str
    before: str


def answer(question: Question) -> str | None:
    """The reading that fills most slots with the best fit, each span used once."""
    asked = choices(question.text, "槽位|says|slots")
    if not asked:
        return None
    values = [*_values("，".join(segments(question.text)))]
    options = [[None, *(v for v in values if v.kind == _kind(slot))] for slot in asked]
    best = max(_readings(options), key=lambda reading: _fit(asked, reading), default=None)
    if best is None:
        return None
    filled = {slot: value.text for slot, value in zip(asked, best, strict=True) if value}
    filled |= {slot: value for slot, value in amended(question.text).items() if slot in asked}
    return json.dumps(filled, ensure_ascii=False, separators=(",", ":"))


def _readings(options: list[list[_Value | None]]) -> Iterator[tuple[_Value | None, ...]]:
    """Every way to give each slot one of its options; no more than `_MOST_READINGS`."""
    for count, reading in enumerate(product(*options)):
        if count == _MOST_READINGS:
            return
        used = [id(value) for value in reading if value]
        if len(used) == len(set(used)):
            yield reading


def _fit(asked: list[str], reading: tuple[_Value | None, ...]) -> float:
    score = 0.0
    for slot, value in zip(asked, reading, strict=True):
        if value is None:
            continue
        cue = any(word and value.before.rstrip().endswith(word) for word in _cues(slot))
        price = slot in ("价格", "price")
        score += 1.0 + (0.6 if cue else -1.5 if price else 0.0) - 0.001 * len(value.before)
    return score


def _cues(slot: str) -> tuple[str, ...]:
    words = _BEFORE.get(slot, "")
    return (
        tuple(words.split(" "))
        if " " in words
        else ("按", "跌到", "挂单", "涨到")
        if slot == "价格"
        else tuple(words)
    )


def _kind(slot: str) -> str:
    return next((kind for names, kind in _KINDS.items() if slot in names.split()), "thing")


def _values(text: str) -> Iterator[_Value]:
    for match in _SPAN.finditer(text):
        yield _Value(match.group().strip(), match.lastgroup or "", text[: match.start()])
    plain = _SPAN.sub(lambda match: "，" * len(match.group()), text)
    for match in _HEADS.finditer(plain):
        name = _STRIPPED.sub("", match.group()).removeprefix("the ").removeprefix("a ")
        yield _Value(name, "thing", text[: match.start()])
