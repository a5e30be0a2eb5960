"""Rows of cells to blocks of text: `a | b | c`, one block a row."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from agentar_assets.documents.blocks import Block, unwrapped

WIDEST: Final = 256
"""Cells in a row; what spans or lies beyond them is left out."""
CELLS_AT_MOST: Final = 2_000_000
"""In a table, those counted that a spanning cell takes."""
CHARACTERS_AT_MOST: Final = 40_000_000
"""In a table, as often as a cell stands in it."""
_NUMERIC = re.compile(
    r"[\d\s.,:：/%％+\-年月日¥￥$()（）]*\d[\d\s.,:：/%％+\-年月日万亿元¥￥$()（）]*$"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?:年|$|-)")
_FORMULA = re.compile(r"\s*(?:[=@]\S|[+\-](?![\d\s.,%()+\-/:元万亿％]*$)\S)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is written, which may span several."""

    text: str
    across: int = 1
    down: int = 1


class Measure:
    """Counts what a table holds while it is read, and stops a reader that reads too much."""

    def __init__(self) -> None:
        self._cells = self._characters = 0

    def add(self, row: Sequence[str]) -> None:
        """Count the cells of a row.

        Raises:
            ValueError: The table holds more than `CELLS_AT_MOST` or `CHARACTERS_AT_MOST`.
        """
        self._cells += len(row) or 1  # else rows without a cell have no end
        self._characters += sum(map(len, row))
        for count, most, what in (
            (self._cells, CELLS_AT_MOST, "cells"),
            (self._characters, CHARACTERS_AT_MOST, "characters"),
        ):
            if count > most:
                raise ValueError(f"oversized: a table of over {most} {what}: split the file")


def spread(rows: Iterable[Iterable[Cell]]) -> list[list[str]]:
    """A table in which a cell that spans several stands in each of them, so that rows read alone.

    Raises:
        ValueError: The table is too large, see `Measure`.
    """
    table: list[list[str]] = []
    above: dict[int, tuple[int, str]] = {}  # by column: rows still to come, and their text
    measure = Measure()
    for written in rows:
        line: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for cell in [*written, None]:
            while len(line) in above:
                left, text = above.pop(len(line))
                below |= {len(line): (left - 1, text)} if left > 1 else {}
                line.append(text)
            if cell:
                across = min(cell.across, WIDEST - len(line))
                columns = range(len(line), len(line) + across)
                below |= dict.fromkeys(columns, (cell.down - 1, cell.text)) if cell.down > 1 else {}
                line += [cell.text] * across
        above |= below
        measure.add(line)
        table.append(line)
    return table


def row(cells: Iterable[str]) -> str:
    """The text of a row; a bar inside a cell becomes a wide one, so that `|` parts cells only."""
    return " | ".join(unwrapped(cell.replace("|", "｜")) for cell in cells).strip()


def cells(text: str) -> list[str]:
    """The cells of a row's text, the empty ones too."""
    return [cell.strip() for cell in text.split("|")]


def blocks(
    rows: Iterable[Sequence[str]], *, head: bool | None = None, page: int | None = None
) -> Iterator[Block]:
    """One block for each row that holds text; columns that are empty throughout are left out.

    A first row of a single text over a wider table is its caption, and no row; what has one column
    only is no table. A head of several rows, whose upper names span columns, is made one.

    Args:
        rows: The table.
        head: Whether the first row names the columns; null: it is found out.
        page: Where the table stands.
    """
    kept = _columns([cells[:WIDEST] for cells in rows if any(map(str.strip, cells))])
    while len(kept) > 1 and _is_caption(kept[0]) and not _is_caption(kept[1]):
        yield Block(next(filter(str.strip, kept.pop(0))), page=page)
    if kept and len(kept[0]) == 1:
        yield from (
            Block(unwrapped(cells[0]), tight=n > 0, page=page) for n, cells in enumerate(kept)
        )
        return
    named = is_head(kept) if head is None else head
    while named and len(kept) > 2 and _goes_on(*kept[:2]):  # noqa: PLR2004 - a row under both
        kept = [
            [one if one == two else f"{one} {two}" for one, two in zip(*kept[:2], strict=True)],
            *kept[2:],
        ]
    for place, cells in enumerate(kept):
        kind: Literal["head", "body"] = "head" if named and place == 0 else "body"
        yield Block(row(cells), tight=place > 0, page=page, row=kind)


def is_head(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: by words, none twice, at most one missing.

    A year is a word here; a name that stands in two columns side by side spans them.
    """
    if len(rows) < 2:  # noqa: PLR2004 - a head stands over something
        return False
    first = [cell.strip() for cell in rows[0]]
    names = [name for name, _ in groupby(cell for cell in first if cell)]
    if any(_NUMERIC.match(name) and not _YEAR.match(name) for name in names):
        return False
    return first.count("") <= 1 and len(set(names)) == len(names)


def formulas(cells: Iterable[str]) -> int:
    """How many cells a spreadsheet program would take for a formula; signed numbers are none."""
    return sum(_FORMULA.match(cell) is not None for cell in cells)


def _is_caption(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and len({cell for cell in cells if cell.strip()}) == 1


def _goes_on(head: Sequence[str], row: Sequence[str]) -> bool:
    """Whether a row names the columns that the head spans: others it repeats, or leaves empty."""
    told: dict[str, list[str]] = defaultdict(list)
    for name, below in zip(head, row, strict=True):
        told[name].append(below)
    spans = [below for name, below in told.items() if name and len(below) > 1]
    alone = ((name, below[0]) for name, below in told.items() if len(below) == 1)
    parted = all(all(below) and len(set(below)) == len(below) for below in spans)
    return bool(spans) and parted and all(below in ("", name) for name, below in alone)


def _columns(rows: list[Sequence[str]]) -> list[list[str]]:
    """The rows without the columns that hold nothing."""
    used = {place for cells in rows for place, cell in enumerate(cells) if cell.strip()}
    columns = sorted(used)
    return [[cells[place] if place < len(cells) else "" for place in columns] for cells in rows]
