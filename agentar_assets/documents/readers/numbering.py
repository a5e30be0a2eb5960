"""The numbers that Word counts by itself, `第三条` or `2.1`: they stand in no text of a file."""

from collections import defaultdict
from typing import Final

from lxml import etree

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_HIGHEST = 9999
_DEPTHS: Final = {str(depth): depth for depth in range(9)}
"""Levels of a list, as many as the format knows."""
_LONGEST = 99  # characters around a number


class Numbering:
    """Counts the numbered paragraphs of a document as Word does when it shows them."""

    def __init__(self, root: etree._Element | None) -> None:
        """Take the root of the numbering part; none: nothing is numbered."""
        self._levels: dict[str, dict[int, etree._Element]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._lists: dict[str, str] = {}
        abstract = {_id(a, "abstractNumId"): a for a in _all(root, "abstractNum")}
        for number in _all(root, "num"):
            kept = number.find(_W + "abstractNumId")
            name = "" if kept is None else kept.get(_W + "val", "")
            self._lists[_id(number, "numId")] = name
        for name, element in abstract.items():
            levels = ((_id(level, "ilvl") or "0", level) for level in _all(element, "lvl"))
            self._levels[name] = {_DEPTHS[at]: level for at, level in levels if at in _DEPTHS}

    def label(self, number: str, level: int) -> str:
        """The number of the next paragraph of a list and what is around it; `-` for a mark."""
        name = self._lists.get(number, "")
        levels = self._levels.get(name, {})
        if level not in levels:
            return ""
        counts = self._counts[name]
        counts[level] = counts.get(level, _start(levels[level]) - 1) + 1
        for deeper in [kept for kept in counts if kept > level]:
            del counts[deeper]
        if _value(levels[level], "numFmt") == "bullet":
            return "-"
        text = _value(levels[level], "lvlText")[:_LONGEST]
        for place in range(level + 1):
            if f"%{place + 1}" in text and place in levels:
                reached = counts.get(place, _start(levels[place]))
                form = _value(levels[place], "numFmt")
                text = text.replace(f"%{place + 1}", counted(reached, form))
        return text.strip()


def counted(number: int, form: str) -> str:
    """A number as a number format of Word writes it."""
    if form in ("none", "") or not 0 < number <= _HIGHEST:
        return ""
    if form.startswith(("chinese", "japaneseCounting", "taiwaneseCounting")):
        return _chinese(number)
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number) if form == "lowerRoman" else _roman(number).upper()
    if form.startswith("decimalEnclosedCircle") and number <= 20:  # noqa: PLR2004 - ⑳ is the last
        return chr(ord("①") + number - 1)
    return str(number)


def _chinese(number: int) -> str:
    text = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += _DIGITS[digit] + sign
        elif text and number and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        text += sign * times
    return text


def _start(level: etree._Element) -> int:
    written = _value(level, "start")
    return int(written) if written.isdecimal() else 1


def _value(element: etree._Element, name: str) -> str:
    child = element.find(_W + name)
    return "" if child is None else str(child.get(_W + "val", ""))


def _all(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if element is None else list(element.iterchildren(_W + name))


def _id(element: etree._Element, name: str) -> str:
    return str(element.get(_W + name, ""))
