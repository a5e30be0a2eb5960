"""Heads, feet and page numbers: lines at the edge of most pages, which belong to no text."""

import re
from collections import defaultdict
from collections.abc import Sequence

from agentar_assets.documents.readers.order import Line
from agentar_assets.documents.readers.ruled import Table

_OUTERMOST = 3  # lines from the upper and the lower edge that may be a head or foot
_MOST = 0.6
_ALTERNATING = 0.4  # of heads that differ on left and right pages
_FEWEST = 2
_MANY = 5
_SHORT = 60  # characters
_AT_ENDS = re.compile(r"^\d{1,4}\b|\b\d{1,4}$")
_NUMBER = re.compile(
    r"[-–—·\s]*(?:第\s*)?#(?:\s*页)?(?:\s*[/／,，]?\s*(?:共|of)?\s*#\s*页?)?[-–—·\s]*|page #.*",
    re.IGNORECASE,
)

_CONTENTS = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|(?:[.·] ){4,})\s*\d+$")

Element = Line | Table


def without(elements: Sequence[Element], pages: int) -> tuple[list[Element], list[str]]:
    """The elements without those that most pages repeat at their edge, and a note of each.

    The lines of a table of contents go as well.
    """
    contents = [e for e in elements if isinstance(e, Line) and _CONTENTS.search(e.text)]
    outer: dict[int, list[Line]] = defaultdict(list)
    for element in elements:
        if isinstance(element, Line):
            outer[element.page].append(element)
    places: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for found in outer.values():
        lines = sorted(found, key=lambda line: line.top)
        for line in {id(line): line for line in lines[:_OUTERMOST] + lines[-_OUTERMOST:]}.values():
            places[_likeness(line)].append(line)
    dropped = {key: lines for key, lines in places.items() if _is_repeated(key[0], lines, pages)}
    gone = {id(line) for lines in [contents, *dropped.values()] for line in lines}
    counting = [line for line in _counting(outer, pages) if id(line) not in gone]
    gone |= {id(line) for line in counting}
    notes = [
        f"left out on {len(lines)} pages: '{lines[0].text[:60]}'" for lines in dropped.values()
    ]
    notes += [f"left out on {len(counting)} pages: the page numbers"] if counting else []
    notes += [f"{len(contents)} lines of a table of contents: left out"] if contents else []
    return [element for element in elements if id(element) not in gone], notes


def _counting(outer: dict[int, list[Line]], pages: int) -> list[Line]:
    """The first or last lines of pages that end or begin with the number of their page."""
    for edge in (min, max):
        apart: dict[int, list[Line]] = defaultdict(list)
        for page, found in outer.items():
            line = edge(found, key=lambda line: line.top)
            for number in set(_AT_ENDS.findall(line.text)) if len(line.text) <= _SHORT else ():
                apart[page - int(number)].append(line)
        lines = max(apart.values(), key=len, default=[])
        if len(lines) >= max(_MANY, _MOST * pages):
            return lines
    return []


def _likeness(line: Line) -> tuple[str, int]:
    """A line by its text without numbers, and its height on the page."""
    return re.sub(r"[\d一二三四五六七八九十百]+", "#", line.text.strip()), round(line.top / 4)


def _is_repeated(text: str, lines: Sequence[Line], pages: int) -> bool:
    if pages < _FEWEST:
        return False
    numbers = _NUMBER.fullmatch(text) is not None
    texts = {line.text for line in lines}
    same = len(texts) == 1 or (numbers and len(texts) == len(lines))
    least = _ALTERNATING if pages >= _MANY else _MOST
    # The same words with other numbers are a head only where they are short: `2024年报 3`.
    return len(lines) >= max(_FEWEST, least * pages) and (same or len(text) <= _SHORT)
