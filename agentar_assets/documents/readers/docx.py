"""DOCX to blocks: headings by style or outline level, numbered lists, tables and footnotes."""

import io
from collections.abc import Iterator
from typing import Final

import docx
from docx.document import Document
from lxml import etree

from agentar_assets.documents.blocks import Block, Page, unwrapped
from agentar_assets.documents.readers import beside, headings, packed, tables
from agentar_assets.documents.readers.numbering import Numbering
from agentar_assets.documents.readers.styles import Look, Styles

PARAGRAPHS_AT_MOST: Final = 300_000
"""In a document, the empty ones too: ten thousand pages."""
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_LEFT_OUT = frozenset(
    {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "tblPr"}
)
_DEEPEST = 6
_APART = frozenset({"txbxContent"})
_MADE_UP = ("Word 文档", "Word Document", "Microsoft Word", "PowerPoint", "文档")


def page(data: bytes) -> Page:
    """The blocks of a Word file, with the numbers that Word counts; deleted text is left out.

    Footnotes and endnotes stand at the end, under a heading of their own: between the paragraphs
    of an article they would be counted as its own. Heads and feet are left out, and noted.

    Raises:
        ValueError: The file is no DOCX, needs a password, or unpacks to too much.
    """
    packed.checked(data, "word/document.xml", ".docx")
    document = docx.Document(io.BytesIO(data))
    walk = _Walk(Styles(document.styles.element), Numbering(_numbering(document)))
    walk.into(document.element.body)
    blocks = [*headings.entitled(walk.blocks), *beside.footnotes(document, _text)]
    title = next((block.text for block in blocks if block.level == 1), None)
    named = (document.core_properties.title or "").strip()
    stated = named if named and not named.startswith(_MADE_UP) else None
    pictures = len(document.inline_shapes)
    counts = ((pictures, "pictures"), (walk.contents, "lines of a table of contents"))
    notes = [f"{count} {what}: left out" for count, what in counts if count]
    return Page(blocks, title=title or stated, notes=(*notes, *beside.left_out(document, _text)))


def _numbering(document: Document) -> etree._Element | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            return relation.target_part.element
    return None


class _Walk:
    """Goes through the body of a document and writes down its blocks."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.blocks: list[Block] = []
        self.contents = 0
        self._paragraphs = 0
        self._styles = styles
        self._numbering = numbering
        self._listed = False

    def into(self, element: etree._Element) -> None:
        """Read what stands in an element: paragraphs, tables, and frames around them."""
        for child in element.iterchildren():
            name = _name(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._listed = False
                self.blocks += tables.blocks(_rows(child), head=_head(child))
            elif name not in _LEFT_OUT:
                self.into(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        self._paragraphs += 1
        if self._paragraphs > PARAGRAPHS_AT_MOST:
            raise ValueError(f"oversized: over {PARAGRAPHS_AT_MOST} paragraphs: split the file")
        if text := "".join(_words(paragraph)).strip():
            self._written(paragraph, text)
        for frame in paragraph.iterdescendants(*(_W + name for name in _APART)):
            if next(frame.iterancestors(_W + "p")) is not paragraph:
                continue  # it is read with the paragraph of the frame that it lies in
            if not any(_name(above) == "Fallback" for above in frame.iterancestors()):
                self.into(frame)

    def _written(self, paragraph: etree._Element, text: str) -> None:
        look = self._styles.look(paragraph)
        if look.contents:
            self.contents += 1
            return
        label = self._numbering.label(look.list, look.depth) if look.list else ""
        lines = [line for line in map(unwrapped, text.split("\n")) if line]
        if label:
            gap = "" if label[-1] in "、）)．" else " "
            lines[0] = f"{label}{gap}{lines[0]}"
        first = not self.blocks and look.centred and len(lines) == 1
        level = 1 if first and headings.is_short(lines[0]) else _level(look, lines)
        listed = bool(label) and not level
        for place, line in enumerate(lines):
            close = place > 0 or (listed and self._listed)
            self.blocks.append(Block(line, level=level, tight=close and not level))
        self._listed = listed


def _level(look: Look, lines: list[str]) -> int:
    """Level of a heading: as its style says, or as its number and its weight make it look."""
    if look.level or len(lines) != 1:
        return look.level if lines else 0
    if not headings.is_short(lines[0]):
        return 0
    if headings.division(lines[0]):
        return 2
    return headings.numbered(lines[0]) or _DEEPEST if look.bold else 0


def _words(element: etree._Element) -> Iterator[str]:
    for child in element.iterchildren():
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in _SIGNS:
            is_page = child.get(_W + "type") in ("page", "column")
            yield "" if is_page else _SIGNS[name]
        elif name not in _LEFT_OUT and name not in _APART:
            yield from _words(child)


def _rows(table: etree._Element) -> list[list[str]]:
    """The rows of a table; a merged cell's text stands in each place that it spans."""
    rows: list[list[str]] = []
    measure = tables.Measure()
    for line in table.iter(_W + "tr"):
        if next(line.iterancestors(_W + "tbl")) is not table:
            continue
        row: list[str] = []
        for cell in line.iter(_W + "tc"):
            if next(cell.iterancestors(_W + "tr")) is line:
                above = rows[-1][len(row)] if rows and len(row) < len(rows[-1]) else ""
                text = above if _continues(cell) else _text(cell)
                row += [text] * min(_span(cell), tables.WIDEST)
        rows.append(row[: tables.WIDEST])
        measure.add(rows[-1])
    return rows


def _text(element: etree._Element) -> str:
    """The text of a cell or note; that of tables in it too."""
    parts = ("".join(_words(part)) for part in element.iter(_W + "p"))
    return unwrapped("\n".join(parts))


def _continues(cell: etree._Element) -> bool:
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and merged.get(_W + "val", "continue") == "continue"


def _span(cell: etree._Element) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    written = "1" if span is None else str(span.get(_W + "val", "1"))
    return max(1, int(written)) if written.isdecimal() else 1


def _head(table: etree._Element) -> bool | None:
    """Whether the first row is marked to be repeated on each page; null: it is not."""
    row = table.find(_W + "tr")
    marked = None if row is None else row.find(f"{_W}trPr/{_W}tblHeader")
    return None if marked is None else True


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
