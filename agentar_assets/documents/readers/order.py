"""The reading order of a page: columns one after another, and the lines in each."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from agentar_assets.documents.readers.glyphs import Run

_PLACES = {2: ((0.3, 0.7),), 3: ((0.2, 0.45), (0.55, 0.8))}
"""Where the gaps between so many columns may lie, in shares of the text's width."""
_STEPS = 60
_FEWEST = 4  # lines that a column has
_FULL = {2: 0.55, 3: 0.7}  # least share of a column that its lines fill: a table's are shorter
_CROSSING = 0.3
_TOLD = 0.15  # least share of a column's lines that hold a mark of a sentence: cells hold few
_MARK = re.compile(r"[，。；、：？！]|[,.;:] |[,.;:]$")
_GAP = 0.18


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, and the column that it stands in."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    """Font size of most of its text."""
    bold: bool
    """All of its text is."""
    pieces: tuple[Run, ...]
    """Its runs, from left to right."""
    page: int
    column: str
    """Page width, number of columns and which of them: lines of one name have one margin."""


def lines(runs: Sequence[Run], page: int, width: float) -> list[Line]:
    """The lines of a page as a person reads them."""
    gaps = _gutters(runs, 3) or _gutters(runs, 2)
    found: list[Line] = []
    for crosses, band in groupby(_levels(runs), key=lambda row: _crosses(row, gaps)):
        held = [run for row in band for run in row]
        for place, part in enumerate([held] if crosses or not gaps else _columns(held, gaps)):
            name = f"/{place}" if gaps and not crosses else ""
            found += _rows(part, page, f"{width:.0f}/{len(gaps) + 1 if name else 1}{name}")
    return found


def _rows(runs: Sequence[Run], page: int, column: str) -> Iterator[Line]:
    for row in _levels(runs):
        pieces = tuple(sorted(row, key=lambda run: run.left))
        yield Line(
            text=_joined(pieces),
            left=pieces[0].left,
            right=max(run.right for run in pieces),
            top=min(run.top for run in pieces),
            bottom=max(run.bottom for run in pieces),
            size=max(pieces, key=lambda run: len(run.text)).size,
            bold=all(run.bold for run in pieces),
            pieces=pieces,
            page=page,
            column=column,
        )


def _joined(pieces: Sequence[Run]) -> str:
    parts = [pieces[0].text]
    for last, run in pairwise(pieces):
        parts += [" " if run.left - last.right > _GAP * run.size else "", run.text]
    return "".join(parts)


def _levels(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs by their height on the page: those that overlap by half of the smaller are one line."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (run.bottom + run.top, run.left)):
        if rows:
            last = rows[-1][0]
            shared = min(last.bottom, run.bottom) - max(last.top, run.top)
            if shared > min(last.bottom - last.top, run.bottom - run.top) / 2:
                rows[-1].append(run)
                continue
        rows.append([run])
    return rows


def _crosses(row: Sequence[Run], gaps: Sequence[float]) -> bool:
    return any(run.left < gap < run.right for run in row for gap in gaps)


def _columns(runs: Sequence[Run], gaps: Sequence[float]) -> list[list[Run]]:
    """The runs between gaps that none of them crosses, from left to right."""
    found: list[list[Run]] = [[] for _ in range(len(gaps) + 1)]
    for run in runs:
        found[bisect(gaps, run.left)].append(run)
    return found


def _gutters(runs: Sequence[Run], count: int) -> list[float]:
    """Where the gaps between so many columns lie; none where the page has not so many."""
    left = min((run.left for run in runs), default=0.0)
    right = max((run.right for run in runs), default=0.0)
    gaps = [_emptiest(runs, left, right, within) for within in _PLACES[count]]
    beside = [run for run in runs if not _crosses([run], gaps)]
    columns = _columns(beside, gaps)
    if not all(columns) or len(beside) < (1 - _CROSSING) * len(runs):
        return []
    edges = [left, *gaps, right]
    sizes = [end - begin for begin, end in pairwise(edges)]
    told = [_is_text(*each, _FULL[count]) for each in zip(columns, sizes, strict=True)]
    told[-1] |= len(columns[-1]) < _FEWEST  # where the text ends
    return gaps if all(told) and all(_side_by_side(*each) for each in pairwise(columns)) else []


def _emptiest(runs: Sequence[Run], left: float, right: float, within: tuple[float, float]) -> float:
    """The place that the fewest runs cross; the middle one where they are many."""
    first, last = within
    steps = [first + (last - first) * step / _STEPS for step in range(_STEPS + 1)]
    places = [left + (right - left) * step for step in steps]
    crossing = [sum(run.left < place < run.right for run in runs) for place in places]
    best = [place for place, n in zip(places, crossing, strict=True) if n == min(crossing)]
    return best[len(best) // 2]


def _is_text(runs: Sequence[Run], width: float, share: float) -> bool:
    """Whether runs are the lines of a column: many, long, and some with a mark of a sentence."""
    marked = sum(_MARK.search(run.text) is not None for run in runs)
    long = median(run.right - run.left for run in runs) >= share * width
    return len(runs) >= _FEWEST and long and marked >= _TOLD * len(runs)


def _side_by_side(ours: Sequence[Run], theirs: Sequence[Run]) -> bool:
    """Whether columns share half the height of the lower; one of few lines begins as the other."""
    tops = [min(run.top for run in part) for part in (ours, theirs)]
    if len(theirs) < _FEWEST and abs(tops[0] - tops[1]) > theirs[0].size:
        return False
    top = max(tops)
    bottom = min(max(run.bottom for run in ours), max(run.bottom for run in theirs))
    heights = [max(r.bottom for r in part) - min(r.top for r in part) for part in (ours, theirs)]
    return bottom - top > min(heights) / 2
