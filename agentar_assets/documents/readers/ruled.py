"""Tables of a PDF page that are drawn with lines: where they are, what stands in their cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from agentar_assets.documents.blocks import unwrapped
from agentar_assets.documents.readers import order
from agentar_assets.documents.readers.glyphs import Glyph, runs

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
CELLS_AT_MOST: Final = 5_000
"""In a table of one page; a drawing of more boxes is a picture."""
_PATHS_AT_MOST = 10_000
_THIN = 3.0
_LONG = 8.0
_SAME = 2.0  # points by which the edges of cells in one row may differ


@dataclass(frozen=True, slots=True)
class Table:
    """A table, each of its rows with a text for every column."""

    box: Box
    rows: list[list[str]]
    page: int


def is_ruled(page: PdfPage) -> bool:
    """Whether a page has drawn lines in both directions, or boxes: there may be a table.

    One of very many is a drawing, which takes minutes to be searched for cells.
    """
    across = down = 0
    paths = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3)
    found = list(islice(paths, _PATHS_AT_MOST + 1))
    for drawn in found if len(found) <= _PATHS_AT_MOST else ():
        left, bottom, right, top = drawn.get_bounds()
        wide, high = right - left > _LONG, top - bottom > _LONG
        across += wide and (high or top - bottom < _THIN)
        down += high and (wide or right - left < _THIN)
        if across > 1 and down > 1:
            return True
    return False


def table(cells: Sequence[Box], glyphs: Sequence[Glyph], page: int) -> Table | None:
    """The table that some cells form; null where they have one column: a frame around text.

    A cell that spans several rows or columns is written into each of them.
    """
    if not 1 < len(cells) <= CELLS_AT_MOST:
        return None
    lefts, tops = _edges([cell[0] for cell in cells]), _edges([cell[1] for cell in cells])
    if len(lefts) < 2:  # noqa: PLR2004
        return None
    right, bottom = max(cell[2] for cell in cells), max(cell[3] for cell in cells)
    columns = list(zip(lefts, [*lefts[1:], right], strict=True))
    rows: list[list[str]] = []
    texts: dict[Box, str] = {}
    for top, low in zip(tops, [*tops[1:], bottom], strict=True):
        crossed = [cell for cell in cells if cell[1] < (top + low) / 2 < cell[3]]
        lowest = max((cell[3] for cell in crossed), default=low)
        beside = [glyph for glyph in glyphs if top < glyph.bottom and glyph.top < lowest]
        texts |= {cell: _text(beside, cell) for cell in crossed if cell not in texts}
        middles = [(left + edge) / 2 for left, edge in columns]
        owners = (next((c for c in crossed if c[0] < at < c[2]), None) for at in middles)
        rows.append([texts[owner] if owner else "" for owner in owners])
    return Table((lefts[0], tops[0], right, bottom), rows, page)


def inside(glyph: Glyph, box: Box) -> bool:
    """Whether a glyph's middle lies in a box."""
    across, down = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


def _edges(places: Sequence[float]) -> list[float]:
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _SAME:
            kept.append(place)
    return kept


def _text(glyphs: Sequence[Glyph], cell: Box) -> str:
    held = [glyph for glyph in glyphs if inside(glyph, cell)]
    found = order.lines(list(runs(held)), 0, 0)
    return unwrapped("\n".join(line.text for line in found))
