"""Typed numbers of a text: money, rates, terms, counts, and the bounds set by the words around."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from agentar_assets.knowledge.numerals import HAN, WORDS, literal, number

_NUMBER: Final = (
    rf"(?:(?<![\d.,A-Za-z])\d[\d,]*(?:\.\d+)?(?:[百千]?[万亿])?"
    rf"|(?<![{HAN}第])[{HAN}]+(?:点[{HAN}]+)?"
    rf"|\b(?:{'|'.join(WORDS)})\b)"
)
_MONEY: Final = {
    "人民币": "元",
    "RMB": "元",
    "CNY": "元",
    "￥": "元",
    "¥": "元",
    "元": "元",
    "yuan": "元",
    "US$": "美元",
    "USD": "美元",
    "$": "美元",
    "美元": "美元",
    "dollars": "美元",
    "HK$": "港元",
    "HKD": "港元",
    "港元": "港元",
    "港币": "港元",
    "EUR": "欧元",
    "€": "欧元",
    "欧元": "欧元",
    "英镑": "英镑",
    "日元": "日元",
}
_PARTS: Final = {
    "百分之": Decimal(1),
    "千分之": Decimal("0.1"),
    "万分之": Decimal("0.01"),
    "%": Decimal(1),
    "％": Decimal(1),
    "‰": Decimal("0.1"),
    "个百分点": Decimal(1),
    "个基点": Decimal("0.01"),
    "basis points": Decimal("0.01"),
    "percentage points": Decimal(1),
    "percent": Decimal(1),
    "per cent": Decimal(1),
}
"""How many percent one of them is."""
_TERMS: Final = {
    "个工作日": "工作日",
    "工作日": "工作日",
    "business day": "工作日",
    "working day": "工作日",
    "个交易日": "交易日",
    "trading day": "交易日",
    "个自然日": "日",
    "calendar day": "日",
    "日": "日",
    "天": "日",
    "day": "日",
    "周岁": "周岁",
    "周": "周",
    "week": "周",
    "个月": "月",
    "month": "月",
    "个季度": "季",
    "年": "年",
    "个年度": "年",
    "year": "年",
    "个小时": "小时",
    "小时": "小时",
    "hour": "小时",
    "分钟": "分钟",
    "minute": "分钟",
}
_COUNTS: Final = {
    sign: sign for sign in ("倍", "人", "名", "家", "户", "次", "件", "份", "股", "笔", "张", "种")
} | {"times": "倍", "shares": "股"}
_SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9}

_MASKED = re.compile(
    rf"《[^《》]*》|第[{HAN}\d]+[条款项章节编年次期届号]?(?:之[{HAN}]+)?"
    r"|(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?"
    r"|\d{1,2}月\d{1,2}日|\d{1,2}[:：]\d\d|\d{4}-\d{2}-\d{2}|Articles? \d+|Class \w+"
    r"|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)"
)


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_SIGNS: Final = [name for name in _MONEY if name not in ("元", "yuan", "dollars", "英镑")]
"""Signs of money that stand before the sum."""

_QUANTITY = re.compile(
    rf"(?P<fraction>(?P<whole>[二三四五六七八九十]|\d+)分之(?P<top>[{HAN}\d]+))"
    rf"|(?P<part>[百千万]分之)(?P<parts>[{HAN}]+(?:点[{HAN}]+)?|\d+(?:\.\d+)?)"
    rf"|(?P<sign>{_either(_SIGNS)})\s?"
    rf"(?P<sum>{_NUMBER})(?:\s(?P<scale>{'|'.join(_SCALES)}))?(?:\s?元)?"
    rf"|(?P<number>{_NUMBER})[\s-]?(?:(?P<money>(?:{_either(_MONEY)}))"
    rf"|(?P<rate>{_either(_PARTS)})|(?P<term>{_either(_TERMS)})(?:s\b)?"
    rf"|(?P<count>{_either(_COUNTS)}))",
    re.IGNORECASE,
)

_BEFORE: Final = (
    (
        "<=",
        r"不得超过|不超过|未超过|不得高于|不高于|不得多于|不多于|至多|最多|最高|最长|上限|限额"
        r"|(?:最高|最长)[\u4e00-\u9fff]{0,6}为"
        r"|at most|no more than|not more than|not exceed(?:ing)?|up to|within|no later than"
        r"|maximum (?:of|is)|not be above",
    ),
    (
        ">=",
        r"不得低于|不低于|不得少于|不少于|不得短于|至少|最低|最短|起点|达到|已满|年满|满"
        r"|(?:最低|最短|起存)[\u4e00-\u9fff]{0,6}为"
        r"|at least|no less than|not less than|not fewer than|not (?:be )?below|no lower than"
        r"|minimum (?:of|is)|from",
    ),
    (">", r"超过|高于|大于|多于|逾|more than|over|above|exceed(?:s|ing)?|greater than"),
    ("<", r"低于|少于|小于|不足|不满|未满|未达到|less than|fewer than|below|under"),
)
_AFTER: Final = (
    (">=", r"(?:及|或者|或)?以上|起存|起(?=[，。；])|or (?:more|above|older)|and above"),
    ("<=", r"(?:及|或者|或)?以下|以内|之内|内|or (?:less|fewer|below)"),
    (">", r"以外|之外"),
)
_LINK: Final = (
    r"(?:人民币|合计为?|为|是|其|达|总计|等值|提前|每[年月日次]|约定的?期限|规定的?期限|RMB\s)?\s?$"
)
_BOUNDS_BEFORE = [
    (sign, re.compile(rf"(?:{words}){_LINK}", re.IGNORECASE)) for sign, words in _BEFORE
]
_BOUNDS_AFTER = [(sign, re.compile(rf"\s?(?:{words})", re.IGNORECASE)) for sign, words in _AFTER]
_NEAR = 24


def quantities(text: str) -> list[dict[str, Any]]:
    """The typed numbers of a text as `records.QUANTITY`, in their order; dates are none.

    Money is in `元` (or `美元`, `港元` …), rates in `%`, fractions in `比例`, terms in `日`,
    `工作日`, `月`, `年` …, counts in their measure word; the unit is the same for both languages.
    """
    masked = _MASKED.sub(lambda found: "\0" * len(found[0]), text)
    rows = []
    for found in _QUANTITY.finditer(masked):
        try:
            value, unit = _read(found)
        except (ValueError, ArithmeticError):
            continue
        start, end = found.span()
        rows.append(
            {
                "text": text[start:end],
                "value": literal(value),
                "unit": unit,
                "comparison": _comparison(masked, start, end),
                "start": start,
                "end": end,
            }
        )
    return rows


def _read(found: re.Match[str]) -> tuple[Decimal, str]:
    """Value and unit of a match."""
    if found["fraction"]:
        share = number(found["top"]) / number(found["whole"])
        return share.quantize(Decimal("0.000001")), "比例"
    if found["part"]:
        return number(found["parts"]) * _PARTS[found["part"]], "%"
    if found["sign"]:
        scale = _SCALES[found["scale"].lower()] if found["scale"] else 1
        return number(found["sum"]) * scale, _of(_MONEY, found["sign"])
    value = number(found["number"])
    if found["rate"]:
        return value * _PARTS[found["rate"].lower()], "%"
    for kind, units in (("money", _MONEY), ("term", _TERMS), ("count", _COUNTS)):
        if found[kind]:
            return value, _of(units, found[kind])
    raise ValueError(f"{found[0]!r} has no unit")


def _of(units: dict[str, str], written: str) -> str:
    return units.get(written) or next(
        unit for name, unit in units.items() if name.lower() == written.lower()
    )


def _comparison(text: str, start: int, end: int) -> str:
    """The bound that the longest words beside a number set; `=` where none do."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    told = [(found, sign) for sign, words in _BOUNDS_BEFORE if (found := words.search(before))]
    told += [(found, sign) for sign, words in _BOUNDS_AFTER if (found := words.match(after))]
    return max(told, key=lambda bound: len(bound[0][0]))[1] if told else "="
