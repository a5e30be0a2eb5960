"""Dates and repeals that a document states of itself."""

import re
from datetime import date
from typing import Final

_CHINESE: Final = r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
_HEADER = re.compile(rf"(?m)^[(（]?{_CHINESE}\s*(.*)$")
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_SINCE = re.compile(rf"本[^，。；\s]{{1,12}}自\s*{_CHINESE}\s*起(?:正式)?(?:施行|执行|实施|生效)")
_AT_ONCE = re.compile(r"本[^，。；\s]{1,12}自(?:公布|发布|颁布|印发)之日起(?:施行|执行|实施|生效)")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ENGLISH = re.compile(
    r"\b(?:this|these)\b[^.;\n]{1,60}\b(?:effective|in force|takes? effect)"
    r"\s+(?:from|on|as of|since)?\s*"
    rf"(?:(\d{{1,2}})\s+({'|'.join(_MONTHS)})\s+(\d{{4}})"
    rf"|({'|'.join(_MONTHS)})\s+(\d{{1,2}}),\s*(\d{{4}})|(\d{{4}})-(\d{{2}})-(\d{{2}}))",
    re.IGNORECASE,
)
_REPEAL = re.compile(r"同时废止|予以废止")
_SENTENCE = re.compile(r"[。；\n]")
_TITLE = re.compile(r"《([^《》]{1,80}(?:《[^《》]{1,80}》[^《》]{0,80})?)》")


def read(text: str) -> date | None:
    """The first date in a text, written `2025-01-31` or `2025年1月31日`; null: none, or no day."""
    found = _ISO.search(text) or re.search(_CHINESE, text)
    return _day(*found.groups()[:3]) if found else None


def states_a_day(line: str) -> bool:
    """Whether a line of a document's head tells when it was made: `2015年2月17日 … 公布`."""
    return _HEADER.match(line) is not None


def published(head: str, name: str) -> date | None:
    """The newest day on which a document was adopted, amended or made public.

    Args:
        head: The lines above its first article.
        name: Its file name, which may end with a date; it is often newer than the head.
    """
    days = [_day(*line[:3]) for line in _HEADER.findall(head) if not line[3].startswith("施行")]
    if stated := _ISO.search(name):
        days.append(_day(*stated.groups()))
    return max((day for day in days if day), default=None)


def valid_from(text: str, head: str, made_public: date | None) -> date | None:
    """The first day on which a document holds, as its last clause or its head states it.

    Args:
        text: The whole text.
        head: The lines above its first article.
        made_public: What counts where it holds from the day of its publication.
    """
    if stated := _SINCE.findall(text):
        return _day(*stated[-1])
    if _AT_ONCE.search(text):
        return made_public
    for line in _HEADER.findall(head):
        if line[3].startswith("施行"):
            return _day(*line[:3])
    return _english(text)


def repealed(text: str) -> tuple[str, ...]:
    """Titles of the documents that a text puts out of force (`《…》同时废止`)."""
    told = [sentence for sentence in _SENTENCE.split(text) if _REPEAL.search(sentence)]
    return tuple(title for sentence in told for title in _TITLE.findall(sentence))


def _english(text: str) -> date | None:
    found = _ENGLISH.search(text)
    if found is None:
        return None
    day, month, year, month2, day2, year2, *iso = found.groups()
    if iso[0]:
        return _day(*iso)
    name = (month or month2).capitalize()
    return _day(year or year2, str(_MONTHS.index(name) + 1), day or day2)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
