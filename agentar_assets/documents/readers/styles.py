"""How a Word paragraph looks: its heading level, list and weight, by itself or by its style."""

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"title|标题|標題|文档标题", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
_OUTLINE_LEVELS = 9
_DEPTH_AT_MOST = 20  # of styles that rest on styles: they may do so in a circle


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph's properties and style say of it."""

    level: int = 0
    """Of a heading, 1 that of the title; 0: no heading."""
    list: str = ""
    """Number of the list that it is an item of; empty: of none."""
    depth: int = 0
    """How deep the item stands in its list."""
    bold: bool = False
    """All of its text is."""
    centred: bool = False
    contents: bool = False
    """A line of a table of contents."""


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: etree._Element) -> None:
        """Take the root of the styles part."""
        found = [style for style in root.iterchildren(_W + "style")]
        self._styles = {style.get(_W + "styleId", ""): style for style in found}
        self._default = next((s.get(_W + "styleId", "") for s in found if _is_default(s)), "")
        self._looks: dict[str, Look] = {}

    def look(self, paragraph: etree._Element) -> Look:
        """What a paragraph looks like."""
        own = paragraph.find(_W + "pPr")
        name = _value(own, "pStyle") or self._default
        if name not in self._looks:
            self._looks[name] = self._styled(name)
        style = self._looks[name]
        outline = _value(own, "outlineLvl")
        number = _value(own, f"numPr/{_W}numId")
        depth = _value(own, f"numPr/{_W}ilvl")
        return Look(
            level=style.level if not outline else _level(outline),
            list="" if number == "0" else number or style.list,
            depth=int(depth) if depth.isdecimal() else style.depth,
            bold=_is_bold(paragraph, otherwise=style.bold),
            centred=_value(own, "jc") == "center" or (style.centred and not _value(own, "jc")),
            contents=style.contents,
        )

    def _styled(self, name: str) -> Look:
        level, number, depth, align, bold = "", "", "", "", None
        contents = False
        for _ in range(_DEPTH_AT_MOST):
            style = self._styles.get(name)
            if style is None:
                break
            properties = style.find(_W + "pPr")
            level = level or _named(_value(style, "name")) or _value(properties, "outlineLvl")
            number = number or _value(properties, f"numPr/{_W}numId")
            depth = depth or _value(properties, f"numPr/{_W}ilvl")
            align = align or _value(properties, "jc")
            bold = _bold(style.find(_W + "rPr")) if bold is None else bold
            contents = contents or _CONTENTS.match(_value(style, "name")) is not None
            name = _value(style, "basedOn")
        return Look(
            level=_level(level),
            list="" if number == "0" else number,
            depth=int(depth) if depth.isdecimal() else 0,
            bold=bool(bold),
            centred=align == "center",
            contents=contents,
        )


def _named(name: str) -> str:
    """Outline level that the name of a style gives, counted from 0; -1 is that of a title."""
    if found := _HEADING.fullmatch(name.strip()):
        return str(int(found[1]) - 1)
    return "-1" if _TITLE.fullmatch(name.strip()) else ""


def _level(outline: str) -> int:
    """Level of a heading from its outline level: those under a title stand one deeper."""
    if outline == "-1":
        return 1
    known = outline.isdecimal() and int(outline) < _OUTLINE_LEVELS
    return int(outline) + 2 if known else 0


def _is_bold(paragraph: etree._Element, *, otherwise: bool) -> bool:
    runs = [run for run in paragraph.iter(_W + "r") if run.findtext(_W + "t", "").strip()]
    said = (_bold(run.find(_W + "rPr")) for run in runs)
    return bool(runs) and all(otherwise if bold is None else bold for bold in said)


def _bold(properties: etree._Element | None) -> bool | None:
    """Whether run properties say bold; null: they say nothing of it."""
    mark = None if properties is None else properties.find(_W + "b")
    return None if mark is None else mark.get(_W + "val", "1") not in ("0", "false", "off")


def _is_default(style: etree._Element) -> bool:
    return style.get(_W + "type") == "paragraph" and style.get(_W + "default") in ("1", "true")


def _value(element: etree._Element | None, path: str) -> str:
    child = None if element is None else element.find(_W + path)
    return "" if child is None else str(child.get(_W + "val", ""))
