"""The table in a unit, and what can be asked about its cells: look one up, compare a column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Final

from agentar_assets.synthesis.frames import lettered
from agentar_assets.synthesis.lexicon import table
from agentar_assets.synthesis.units import Unit

_CELL: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?(%|[^\s\d.,%;；、，|]{0,4})")
_MOST_ROWS: Final = 4
_COMPARED: Final = 0.4
"""Share of the questions that compare a column, where one can be compared."""


@dataclass(frozen=True)
class Grid:
    """A table as a unit writes it: a line a row, cells parted by `|`."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]
    """The rows, word for word."""

    def text(self, chosen: list[int], column: int) -> str:
        """The first column beside another, of the chosen rows."""
        cells = [self.head, *(self.rows[place] for place in chosen)]
        return "\n".join(f"{row[0]}|{row[column]}" for row in cells)


@dataclass(frozen=True)
class Asked:
    """A question on a part of the table."""

    shown: str
    ask: str
    because: str
    answer: str
    quote: str
    kind: str


@lru_cache(maxsize=4096)
def grid(unit: Unit) -> Grid | None:
    """The unit's table; null where it has none, or none with a figure."""
    lines = [line.strip() for line in unit.text.split("\n") if "|" in line]
    cells = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]
    if not cells:
        return None
    kept = [
        (row, line)
        for row, line in zip(cells[1:], lines[1:], strict=True)
        if len(row) == len(cells[0]) and all(row) and not set(line) <= set("|-: ")
    ]
    found = Grid(cells[0], tuple(row for row, _ in kept), tuple(line for _, line in kept))
    named = {row[0] for row in found.rows}
    return found if len(named) == len(kept) and any(_figures(found)) else None


def _figures(found: Grid) -> Iterator[tuple[int, int]]:
    """Row and column of every cell that is one figure."""
    for place, row in enumerate(found.rows):
        for column, cell in enumerate(row[1:], 1):
            if _CELL.fullmatch(cell):
                yield place, column


def asked(found: Grid, language: str, dice: Random) -> Asked:
    """One question on some rows and one column."""
    place, column = dice.choice([*_figures(found)])
    others = [row for row in range(len(found.rows)) if row != place]
    chosen = sorted([place, *dice.sample(others, min(len(others), _MOST_ROWS - 1))])
    return (dice.random() < _COMPARED and _compared(found, chosen, column, language, dice)) or (
        _looked_up(found, chosen, (place, column), language)
    )


def _looked_up(found: Grid, chosen: list[int], where: tuple[int, int], language: str) -> Asked:
    place, column = where
    row = found.rows[place]
    words = {"a": row[0], "p": found.head[column]}
    ask = table("reasoning")["tables"]["asks"]["lookup"][language].format(**words)
    because = f"{row[0]}|{row[column]}"
    shown = found.text(chosen, column)
    return Asked(shown, ask, because, row[column], found.lines[place], "own_lookup")


def _compared(
    found: Grid, chosen: list[int], column: int, language: str, dice: Random
) -> Asked | None:
    """Which of the rows is the highest or the lowest, where all are of one unit."""
    read = [_CELL.fullmatch(found.rows[place][column]) for place in chosen]
    values = [Decimal(m[1].replace(",", "") + (m[2] or "")) for m in read if m]
    units = {m[3] for m in read if m}
    most = dice.random() < 0.5  # noqa: PLR2004 - either end
    if len(values) < max(2, len(chosen)) or len(units) > 1:
        return None
    best = (max if most else min)(values)
    if values.count(best) > 1:
        return None
    named = [found.rows[place][0] for place in chosen]
    right = named[values.index(best)]
    options, letter = lettered(right, [name for name in named if name != right], dice, language)
    part = "top" if most else "bottom"
    ask = table("reasoning")["tables"]["asks"][part][language].format(
        p=found.head[column], options=options
    )
    line = found.lines[chosen[values.index(best)]]
    because = f"{right}|{found.rows[chosen[values.index(best)]][column]}"
    return Asked(found.text(chosen, column), ask, because, letter, line, f"own_{part}")
