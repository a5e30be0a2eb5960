"""Quantities as people write them in a question: `5万元`, `3.5%`, `18个月`, `千分之五`."""

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_HAN = "零〇一二两三四五六七八九十百千"

_UNITS: dict[str, tuple[str, Decimal]] = {
    "%": ("ratio", Decimal("0.01")),
    "％": ("ratio", Decimal("0.01")),
    "percent": ("ratio", Decimal("0.01")),
    "per cent": ("ratio", Decimal("0.01")),
    "‰": ("ratio", Decimal("0.001")),
    "个百分点": ("ratio", Decimal("0.01")),
    "个基点": ("ratio", Decimal("0.0001")),
    "basis points": ("ratio", Decimal("0.0001")),
    "亿元": ("money", Decimal(10**8)),
    "万元": ("money", Decimal(10**4)),
    "元": ("money", Decimal(1)),
    "yuan": ("money", Decimal(1)),
    "CNY": ("money", Decimal(1)),
    "RMB": ("money", Decimal(1)),
    "万份": ("share", Decimal(10**4)),
    "份": ("share", Decimal(1)),
    "units": ("share", Decimal(1)),
    "万股": ("share", Decimal(10**4)),
    "股": ("share", Decimal(1)),
    "shares": ("share", Decimal(1)),
    "手": ("share", Decimal(100)),
    "个工作日": ("day", Decimal(1)),
    "工作日": ("day", Decimal(1)),
    "个交易日": ("day", Decimal(1)),
    "交易日": ("day", Decimal(1)),
    "working days": ("day", Decimal(1)),
    "working day": ("day", Decimal(1)),
    "trading days": ("day", Decimal(1)),
    "trading day": ("day", Decimal(1)),
    "fund shares": ("share", Decimal(1)),
    "块钱": ("money", Decimal(1)),
    "块": ("money", Decimal(1)),
    "万块": ("money", Decimal(10**4)),
    "个自然日": ("day", Decimal(1)),
    "天": ("day", Decimal(1)),
    "日": ("day", Decimal(1)),
    "days": ("day", Decimal(1)),
    "day": ("day", Decimal(1)),
    "个月": ("month", Decimal(1)),
    "months": ("month", Decimal(1)),
    "month": ("month", Decimal(1)),
    "年": ("year", Decimal(1)),
    "years": ("year", Decimal(1)),
    "year": ("year", Decimal(1)),
    "期": ("count", Decimal(1)),
    "人": ("count", Decimal(1)),
    "名": ("count", Decimal(1)),
    "次": ("count", Decimal(1)),
    "倍": ("times", Decimal(1)),
    "times": ("times", Decimal(1)),
}
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_PARTS = re.compile(rf"([百千万])分之([{_HAN}\d.]+)")
_QUANTITY = re.compile(
    rf"(?<![A-Za-z\d.])(-?\d[\d,]*(?:\.\d+)?(?:[万亿])?|[{_HAN}][{_HAN}万亿]*)\s*({_UNIT})"
)


_PREFIXED = re.compile(r"(?:RMB|CNY|¥)\s*(\d(?:[\d,]*\d)?(?:\.\d+)?)(\s*million)?")


@dataclass(frozen=True)
class Quantity:
    """A number with its dimension; money in yuan, ratios as fractions of 1."""

    value: Decimal
    dimension: str
    start: int
    end: int


def read(text: str) -> list[Quantity]:
    """Every quantity of a text, in its order; dates and article numbers are none."""
    clean = _without_dates(text)
    found = [
        Quantity(number(part.group(2)) / _SCALE[part.group(1)], "ratio", *part.span())
        for part in _PARTS.finditer(clean)
    ]
    masked = _PARTS.sub(lambda part: " " * len(part.group()), clean)
    for match in _PREFIXED.finditer(masked):
        scale = Decimal(1_000_000 if match.group(2) else 1)
        found.append(Quantity(number(match.group(1)) * scale, "money", *match.span()))
    masked = _PREFIXED.sub(lambda part: " " * len(part.group()), masked)
    for match in _QUANTITY.finditer(masked):
        dimension, scale = _UNITS[match.group(2)]
        found.append(Quantity(number(match.group(1)) * scale, dimension, *match.span()))
    return sorted(found, key=lambda quantity: quantity.start)


_SCALE = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10000)}
_DATE = re.compile(
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,"
    r"2}月\d{1,2}日|《[^》]*》|第[零一二三四五六七八九十百千\d]+[条章"
    r"款项]"
)


def _without_dates(text: str) -> str:
    return _DATE.sub(lambda match: " " * len(match.group()), text)


def number(written: str) -> Decimal:
    """A number from digits or Chinese numerals: `1,200.5`, `3万`, `三百二十`, `二十万`."""
    plain = written.replace(",", "")
    scale = 1
    while plain and plain[-1] in _GROUPS and not set(plain) & (set(_DIGITS) | set(_TENS)):
        scale *= _GROUPS[plain[-1]]
        plain = plain[:-1]
    if not set(plain) & (set(_DIGITS) | set(_TENS)):
        return Decimal(plain) * scale
    return Decimal(_han(plain))


def _han(written: str) -> int:
    total = group = digit = 0
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            group, digit = group + (digit or 1) * _TENS[sign], 0
        elif sign in _GROUPS:
            total, group, digit = total + (group + digit) * _GROUPS[sign], 0, 0
    return total + group + digit
