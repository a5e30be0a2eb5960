"""Typed numbers of a text: money, rates, ratios, terms, counts and dates, with their bounds."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from agentar_assets.knowledge.extraction import bounds, moments
from agentar_assets.knowledge.extraction.measures import NAMES, PARTS, SCALES, SIGNS, measure
from agentar_assets.knowledge.extraction.numerals import WORDS, literal, number
from agentar_assets.numerals import HAN

_FIGURES: Final = r"(?:\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d+)?"
_SCALE: Final = r"(?:[百千]?(?:万亿|[万亿]))?"
_NEXT: Final = r"(?<=[次前下某后])一(?:交易|工作|日|年|季|周|个月)"
_CODED: Final = "(?<=RMB)|(?<=CNY)|(?<=USD)|(?<=HKD)|(?<=EUR)|(?<=GBP)|(?<=JPY)"
"""Letters that a figure may stand right behind."""
_NUMBER: Final = (
    rf"(?:(?:(?<![\d.,A-Za-z])|{_CODED}){_FIGURES}{_SCALE}"
    rf"|(?<![{HAN}第数几统同唯任])(?<![^以]上)(?!{_NEXT})[{HAN}]+(?:点[{HAN}]+)?"
    rf"|\b(?:{'|'.join(WORDS)})\b)"
)
_RANGE: Final = r"(?:\s?(?:至|到|[-—–~～－]+)\s?| to )"
_LOW: Final = rf"(?P<low>{_NUMBER}){_RANGE}|(?<=between )(?P<least>{_NUMBER}) and "
"""The lower end of a range that says its unit once."""
_UNIT: Final = "|".join(re.escape(name) for name in NAMES)
_SIGN: Final = "|".join(re.escape(name) for name in sorted(SIGNS, key=len, reverse=True))
_FORMAL: Final = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿"

_NONE: Final = (
    rf"《[^《》]*》|第[{HAN}\d]+[条款项章节编年次期届号]?(?:之[{HAN}]+)?"
    rf"|{moments.YEAR}年|\d{{1,2}}月\d{{1,2}}日|\d{{1,2}}[:：]\d\d|Articles? \d+|Class \w+"
    r"|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)"
)
"""Figures that count nothing: in titles, articles, years, days without a year, hours."""
_NO_NUMBER = re.compile(rf"(?=[《第一二\dACDFJMNOS])(?:(?P<date>{moments.PATTERN})|{_NONE})")
"""Dates, and those; where they can begin is seen first, which is quicker."""

_FIRST = re.compile(rf"[\d{HAN}半{_FORMAL}￥¥$€£人港美欧英日]|(?<![A-Za-z])[A-Za-z]")
_QUANTITY = re.compile(
    rf"(?P<fraction>(?P<whole>[二三四五六七八九十]|\d+)分之(?P<top>[{HAN}]+|\d+))"
    rf"|(?P<part>[百千万]分之)(?P<parts>[{HAN}]+(?:点[{HAN}]+)?|\d+(?:\.\d+)?)"
    rf"|(?P<wholes>\d+|[{HAN}]+)个半(?P<halves>月|小时)"
    r"|(?<![上下前后多大一])半(?P<half>个?月|年|小时|个工作日)"
    rf"|(?:人民币)?(?P<formal>[{_FORMAL}]{{2,}})[元圆]整?"
    rf"|(?:(?P<sign>{_SIGN})\s?)?(?:{_LOW})?(?P<number>{_NUMBER})"
    rf"(?:\s(?P<scale>{'|'.join(SCALES)})\b)?(?:[\s-]?(?P<unit>{_UNIT})(?P<more>半)?(?:s\b)?)?",
    re.IGNORECASE,
)
_TO = re.compile(rf"{_RANGE}(?:{_SIGN})?\s?")
_BETWEEN = re.compile(r"between $", re.IGNORECASE)
_AND = re.compile(r" and ")
_SCALED = re.compile(r"(.*?)([万亿]+)$")
_MINUS = re.compile(r"(?:负|(?:^|[\s，。；：:（(|为是率约至到])[-−－])$")
_HALF = Decimal("0.5")
_HALVES: Final = {"月": "月", "个月": "月", "年": "年", "小时": "小时", "个工作日": "工作日"}
_PLACES = Decimal("0.000001")


@dataclass(slots=True)
class _Read:
    """One typed number before it is written down."""

    start: int
    end: int
    kind: str
    value: str
    unit: str
    comparison: str


def quantities(text: str) -> list[dict[str, Any]]:
    """The typed numbers of a text as `records.QUANTITY`, in their order.

    Money is in `元` (or `美元`, `港元` …), rates in `%`, fractions in `比例`, multiples in `倍`,
    terms in `日`, `工作日`, `月`, `年` …, counts in their measure word, dates in `日期`; the
    unit is the same for both languages. Of a range each end is one, with its bound.
    """
    masked, found = _dated(text)
    for match in _matches(masked):
        with suppress(ValueError, ArithmeticError):
            found.extend(_typed(masked, match))
    found.sort(key=lambda one: one.start)
    _ranged(masked, found)
    return [_row(text, one) for one in found]


def _dated(text: str) -> tuple[str, list[_Read]]:
    """The text without the figures that count nothing, each in its place, and its dates."""
    found: list[_Read] = []

    def hidden(match: re.Match[str]) -> str:
        if match["date"]:
            comparison = bounds.bound_on_day(text, *match.span())
            with suppress(ValueError):
                found.append(_Read(*match.span(), "date", moments.iso(match), "日期", comparison))
        return "\0" * len(match[0])

    return _NO_NUMBER.sub(hidden, text), found


def _matches(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while first := _FIRST.search(text, at):
        found = _QUANTITY.match(text, first.start())
        if found:
            yield found
        at = found.end() if found else first.end()


def _typed(text: str, found: re.Match[str]) -> Iterator[_Read]:
    """The number of a match, or both ends of its range."""
    start, end = found.span()
    kind, value, unit = _value(found)
    if kind in ("percent", "money") and (minus := _MINUS.search(text, max(0, start - 2), start)):
        start, value = minus.end() - 1, -value
    lower = "low" if found["low"] else "least"
    if not found[lower]:
        yield _Read(start, end, kind, literal(value), unit, bounds.bound(text, start, end))
        return
    middle = found.end(lower)
    low = _low(found, found[lower], value)
    yield _Read(start, middle, kind, literal(low), unit, ">=")
    yield _Read(found.start("number"), end, kind, literal(value), unit, "<=")


def _value(found: re.Match[str]) -> tuple[str, Decimal, str]:
    """Kind, value and unit of a match.

    Raises:
        ValueError: It is a number without a unit.
    """
    if found["fraction"]:
        share = number(found["top"]) / number(found["whole"])
        return "ratio", share.quantize(_PLACES), "比例"
    if found["part"]:
        return "percent", number(found["parts"]) * PARTS[found["part"]], "%"
    if found["half"]:
        return "period", _HALF, _HALVES[found["half"]]
    if found["halves"]:
        return "period", number(found["wholes"]) + _HALF, found["halves"]
    if found["formal"]:
        return "money", number(found["formal"]), "元"
    return _counted(found)


def _counted(found: re.Match[str]) -> tuple[str, Decimal, str]:
    if not found["unit"] and not found["sign"]:
        raise ValueError(f"{found[0]!r} has no unit")
    value = number(found["number"])
    if found["scale"]:
        value *= SCALES[found["scale"].lower()]
    kind, unit, size = measure(found["unit"] or found["sign"])
    if found["more"]:
        value += _HALF
    if found["sign"] and kind == "money":
        unit = measure(found["sign"])[1]
    return kind, value * size, unit


def _low(found: re.Match[str], written: str, high: Decimal) -> Decimal:
    """The lower end of a range, which shares the unit, and the scale too where it is said once.

    Args:
        found: The range.
        written: Its lower end.
        high: The value of its upper end.

    Raises:
        ValueError: It is above the upper end.
    """
    size = measure(found["unit"] or found["sign"])[2]
    low = number(written) * size
    scaled = _SCALED.match(found["number"])
    said_once = scaled and scaled[1] and not _SCALED.match(written)
    if scaled and said_once and number(written) < number(scaled[1]):
        low *= number("1" + scaled[2])
    if found["scale"]:
        low *= SCALES[found["scale"].lower()]
    if low >= high:
        raise ValueError(f"{found[0]!r} is no range")
    return low


def _ranged(text: str, found: list[_Read]) -> None:
    """Give both ends of a range that says its unit twice their bounds."""
    for low, high in pairwise(found):
        alike = (low.kind, low.unit, low.comparison) == (high.kind, high.unit, "=")
        joined = _TO if not _BETWEEN.search(text, max(0, low.start - 8), low.start) else _AND
        if alike and joined.fullmatch(text, low.end, high.start):
            falls = low.kind != "date" and Decimal(low.value) > Decimal(high.value)
            low.comparison, high.comparison = ("<=", ">=") if falls else (">=", "<=")


def _row(text: str, one: _Read) -> dict[str, Any]:
    return {
        "text": text[one.start : one.end],
        "kind": one.kind,
        "value": one.value,
        "unit": one.unit,
        "comparison": one.comparison,
        "start": one.start,
        "end": one.end,
    }
