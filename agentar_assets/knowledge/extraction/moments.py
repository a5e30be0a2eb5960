"""Dates as they are written in Chinese, English and figures, given as in ISO 8601."""

import re
from datetime import date
from typing import Final

from agentar_assets.knowledge.extraction.numerals import number

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MONTH: Final = "|".join([*_MONTHS, *(rf"{name[:3]}\.?" for name in _MONTHS if name != "May")])
_HAN: Final = "〇零○一二三四五六七八九十"
_PART: Final = rf"(?:\d{{1,2}}|[{_HAN}]{{1,3}})"
YEAR: Final = r"(?:(?<!\d)(?:19|20)\d\d|[一二][〇零○九][〇零○一二三四五六七八九]{2})"
"""A year of this century or the last, in figures or Chinese numerals."""

PATTERN: Final = (
    rf"(?P<year>{YEAR})\s?年\s?(?P<month>{_PART})\s?月(?:\s?(?P<day>{_PART})\s?[日号])?"
    r"|(?<![\d.-])(?P<iso>(?:19|20)\d\d(?P<cut>[-/.])\d{1,2}(?P=cut)\d{1,2})(?![\d-])"
    rf"|\b(?P<english>\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH}),? (?:19|20)\d\d"
    rf"|(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?, (?:19|20)\d\d|(?:{_MONTH}) (?:19|20)\d\d)\b"
)
"""A date with its year; its groups are what `iso` reads."""

_WORD = re.compile(r"[A-Za-z]{3,}")
_FIGURE = re.compile(r"\d+")


def iso(found: re.Match[str]) -> str:
    """The day as `2025-01-31`, or the month as `2025-01`.

    Raises:
        ValueError: There is no such day.
    """
    if found["year"]:
        parts = [int(number(part)) for part in found.group("year", "month", "day") if part]
    elif found["iso"]:
        parts = [int(part) for part in _FIGURE.findall(found["iso"])]
    else:
        parts = _english(found["english"])
    day = date(*[*parts, 1][:3])
    return day.isoformat() if len(parts) > 2 else f"{day:%Y-%m}"  # noqa: PLR2004 - with its day


def _english(written: str) -> list[int]:
    *days, year = (int(figure) for figure in _FIGURE.findall(written))
    name = _WORD.search(written)
    month = next(at for at, full in enumerate(_MONTHS, 1) if name and full[:3] == name[0][:3])
    return [year, month, *days]
