"""Tables without lines around their cells: lines of text whose pieces stand under each other."""

from collections.abc import Iterator, Sequence

from agentar_assets.documents.readers.edges import Element
from agentar_assets.documents.readers.glyphs import Run
from agentar_assets.documents.readers.order import Line
from agentar_assets.documents.readers.ruled import Table

_FEWEST = 3  # lines that make a table
_OFF = 1.5  # font sizes by which a column's edge may waver


def rows_found(elements: Sequence[Element]) -> Iterator[Element]:
    """The elements, with a table in place of the lines that form one."""
    held: list[Line] = []
    for element in elements:
        if isinstance(element, Line) and len(element.pieces) > 1:
            if held and not _aligned(held[0], element):
                yield from _ended(held)
                held = []
            held.append(element)
            continue
        yield from _ended(held)
        held = []
        yield element
    yield from _ended(held)


def _ended(lines: list[Line]) -> list[Line] | list[Table]:
    if len(lines) < _FEWEST:
        return lines
    box = (
        min(line.left for line in lines),
        lines[0].top,
        max(line.right for line in lines),
        lines[-1].bottom,
    )
    rows = [[piece.text for piece in line.pieces] for line in lines]
    return [Table(box, rows, lines[0].page)]


def _aligned(first: Line, line: Line) -> bool:
    same = len(first.pieces) == len(line.pieces) and first.page == line.page
    return same and all(map(_under, first.pieces, line.pieces))


def _under(above: Run, below: Run) -> bool:
    """Whether two pieces share their left edge, their right edge or their middle."""
    left, right = above.left - below.left, above.right - below.right
    return min(abs(left), abs(right), abs(left + right) / 2) < _OFF * above.size
