"""Days and spans of time as documents write them."""

import calendar
import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from agentar_assets.documents.structure import ordinals

_HAN: Final = "零〇○OＯ一二三四五六七八九十廿卅"
_ZEROS: Final = str.maketrans("OＯ", "〇〇")
"""Letters that stand for the sign of nought in a year."""
_DATE: Final = (
    rf"(?:\d{{4}}|[{_HAN}0]{{4}})\s*年\s*(?:\d{{1,2}}|[{_HAN}]{{1,3}})\s*月"
    rf"\s*(?:\d{{1,2}}|[{_HAN}]{{1,3}})\s*[日号]"
)
_MONTHS: Final = tuple(name for name in calendar.month_name if name)
_NAME: Final = "|".join(_MONTHS)
CHINESE: Final = _DATE
"""A day in Chinese, as a part of a pattern; it has no group."""
WRITTEN: Final = rf"(?:{CHINESE}|\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}})日?"
"""A day in Chinese or by its numbers, as a part of a pattern; it has no group."""
ENGLISH: Final = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_NAME}),?\s+\d{{4}}"
    rf"|(?:{_NAME})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)
"""A day in English or by its number, as a part of a pattern; it has no group."""
SPAN: Final = rf"(?:\d{{1,4}}|[{ordinals.SIGNS}]{{1,5}})\s*(?:日|天|个?月|年)"
"""A span of days, months or years, as a part of a pattern; it has no group."""

_ISO = re.compile(r"(\d{4})[-./_](\d{1,2})[-./_](\d{1,2})")
_SHORT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)")
_CHINESE = re.compile(CHINESE)
_ENGLISH = re.compile(ENGLISH, re.IGNORECASE)
_SIGNS = re.compile(rf"[\d{_HAN}]+")


def read(text: str) -> date | None:
    """The first day in a text, in Chinese, English or as `2025-01-31`; null: none, or no such."""
    if found := _ISO.search(text):
        return day(*(int(part) for part in found.groups()))
    if found := _CHINESE.search(text):
        signs = _SIGNS.findall(found[0])
        return day(*(ordinals.value(sign.translate(_ZEROS)) for sign in signs))
    return _english(found[0]) if (found := _ENGLISH.search(text)) else None


def of_file(name: str) -> date | None:
    """The day that a file name bears: `X(2025-01-31)`, `X_20250131`; null: none."""
    plain = unicodedata.normalize("NFKC", name)
    if stated := read(plain):
        return stated
    found = _SHORT.search(plain)
    return day(*(int(part) for part in found.groups())) if found else None


def day(year: int, month: int, number: int) -> date | None:
    """A day of the calendar; null: it has none such."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def later(start: date, span: str) -> date | None:
    """The day that lies a span after another: `30日`, `六个月`, `五年`; null: past the calendar."""
    number = ordinals.value(re.sub(r"\s*(?:日|天|个?月|年)$", "", span))
    try:
        if span.endswith(("日", "天")):
            return start + timedelta(days=number)
        months = start.year * 12 + start.month - 1 + number * (12 if span.endswith("年") else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def _english(text: str) -> date | None:
    name = re.search(_NAME, text, re.IGNORECASE)
    year = re.search(r"\d{4}", text)
    number = re.search(r"\b\d{1,2}(?!\d)", text)
    if not (name and year and number):
        return None
    return day(int(year[0]), _MONTHS.index(name[0].capitalize()) + 1, int(number[0]))
