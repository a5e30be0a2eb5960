"""PDF to blocks: text and tables of each page in reading order; scripts and links stay unread."""

import io
import logging
from collections.abc import Iterator
from typing import Final

import pdfplumber
import pypdfium2
from pdfplumber.pdf import PDF

from agentar_assets.documents.blocks import Page
from agentar_assets.documents.readers import edges, order, paragraphs, ruled, scanned, streams
from agentar_assets.documents.readers.glyphs import glyphs, runs

PAGES_AT_MOST: Final = 5_000
GLYPHS_AT_MOST: Final = 5_000_000
"""Characters of a document: reading a million takes ten seconds."""
_CAPTION = 100  # characters that may stand on a page beside the picture that it is: head and foot
_TAIL = 2048  # bytes in which the end mark of a whole file stands
_MADE_UP = ("Microsoft Word", "Microsoft PowerPoint", "untitled", "(anonymous)", "无标题", "幻灯片")

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of each font that lacks a box


def page(data: bytes) -> Page:
    """The blocks of a PDF; one that needs a password to be opened is rejected, a copy lock is not.

    Tables are read where lines are drawn around their cells, or where columns stand aligned.
    Heads, feet and page numbers that most pages repeat are left out, and noted.

    Raises:
        ValueError: The file is no whole PDF, needs a password, has no page, too many, or no text.
    """
    document = _opened(data)
    try:
        tables = _Tables(data)
        found = list(_elements(document, tables))
        title = (document.get_metadata_dict().get("Title") or "").strip()
        pages = len(document)
    finally:
        document.close()
    kept, notes = edges.without(found, pages)
    blocks = paragraphs.blocks(kept)
    notes += tables.notes
    read = {element.page for element in found}
    missing = [number for number in range(1, pages + 1) if number not in read]
    notes += [f"page {number}: no text, a picture perhaps" for number in missing]
    if not blocks:
        raise ValueError(scanned.UNREAD if scanned.is_installed() else scanned.REASON)
    named = next((block.text for block in blocks if block.level == 1), None)
    stated = title if title and not title.startswith(_MADE_UP) else None
    return Page(blocks, title=named or stated, pages=pages, notes=tuple(notes))


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    if b"%PDF-" not in data[:1024]:
        raise ValueError("format: no PDF: save it as .pdf again")
    if b"%%EOF" not in data[-_TAIL:]:
        raise ValueError("truncated: the end of the PDF is missing: copy the file again")
    streams.checked(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        # What PDFium says last may be of a file before this one.
        if b"/Encrypt" in data and "password" in str(error).lower():
            raise ValueError("encrypted: the PDF needs a password: save it without one") from error
        raise ValueError("damaged: no whole PDF, or one without a page: save it again") from error
    if not 0 < len(document) <= PAGES_AT_MOST:
        count = len(document)
        document.close()
        raise ValueError(
            f"oversized: {count} pages, at most {PAGES_AT_MOST} are read: split the file"
            if count
            else "empty: the PDF has no page"
        )
    return document


def _elements(document: pypdfium2.PdfDocument, tables: "_Tables") -> Iterator[edges.Element]:
    """The lines and tables of all pages, as they are read."""
    count = 0
    for number in range(1, len(document) + 1):
        shown = document[number - 1]
        signs, turned = glyphs(shown)
        count += len(signs)
        if count > GLYPHS_AT_MOST:
            raise ValueError(f"oversized: over {GLYPHS_AT_MOST} characters: split the file")
        found: list[ruled.Table] = []
        if signs and turned == shown.get_rotation() and ruled.is_ruled(shown):
            for cells in tables.on(number):
                if table := ruled.table(cells, signs, number):
                    found.append(table)
                    signs = [glyph for glyph in signs if not ruled.inside(glyph, table.box)]
        pictured = not found and 0 < len(signs) < _CAPTION and scanned.fills(shown)
        seen = scanned.runs(shown) if pictured or not (signs or found) else []
        if pictured and not seen:
            tables.notes.append(f"page {number}: only the text beside a picture that fills it")
        parts = seen or list(runs(signs))
        yield from _merged(order.lines(parts, number, shown.get_width()), found)
        shown.close()


def _merged(lines: list[order.Line], tables: list[ruled.Table]) -> list[edges.Element]:
    """Each table before the first line that begins beneath its upper edge, in its column."""
    columns: dict[str, tuple[float, float]] = {}
    for line in lines:
        left, right = columns.get(line.column, (line.left, line.right))
        columns[line.column] = min(left, line.left), max(right, line.right)
    merged: list[edges.Element] = list(lines)
    for table in sorted(tables, key=lambda table: table.box[1], reverse=True):
        left, top, right, _ = table.box
        beside = {name for name, (begin, end) in columns.items() if begin < right and left < end}
        at = next(
            (
                place
                for place, line in enumerate(merged)
                if isinstance(line, order.Line) and line.top >= top and line.column in beside
            ),
            len(merged),
        )
        merged.insert(at, table)
    return merged


class _Tables:
    """Finds the cells of ruled tables; opened only when a page seems to hold one."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._document: PDF | None = None
        self.notes: list[str] = []

    def on(self, number: int) -> list[list[ruled.Box]]:
        """The cells of each table on a page, counted from 1."""
        try:
            if self._document is None:
                self._document = pdfplumber.open(io.BytesIO(self._data))
            shown = self._document.pages[number - 1]
            found = [list(table.cells) for table in shown.find_tables()]
            shown.close()  # else its characters are kept for as long as the document
        except MemoryError:
            raise
        except Exception as error:  # a door: pdfminer fails on files that others read
            self.notes.append(f"page {number}: tables read as text: {type(error).__name__}")
            return []
        return found
