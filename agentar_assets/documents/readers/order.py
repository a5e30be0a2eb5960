"""The reading order of a page: columns one after another, and the lines in each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from agentar_assets.documents.readers.glyphs import Run

_MIDDLE = (0.3, 0.7)  # where the gap between two columns may lie, in shares of the text's width
_STEPS = 60
_FEWEST = 4  # lines that a column has
_FULL = 0.55  # least share of a column that its lines fill: those of a table's are shorter
_CROSSING = 0.3
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
    gap = _gutter(runs)
    if gap is None:
        return list(_rows(runs, page, f"{width:.0f}/1"))
    found: list[Line] = []
    for crosses, band in groupby(_levels(runs), key=lambda row: _crosses(row, gap)):
        held = [run for row in band for run in row]
        if crosses:
            found += _rows(held, page, f"{width:.0f}/1")
            continue
        for name, side in (("left", True), ("right", False)):
            part = [run for run in held if (run.right <= gap) == side]
            found += _rows(part, page, f"{width:.0f}/2/{name}")
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


def _crosses(row: Sequence[Run], gap: float) -> bool:
    return any(run.left < gap < run.right for run in row)


def _gutter(runs: Sequence[Run]) -> float | None:
    """Where the gap between two columns lies; null: the page has one column."""
    if len(runs) < 2 * _FEWEST:
        return None
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    places = [
        left + (right - left) * (_MIDDLE[0] + (_MIDDLE[1] - _MIDDLE[0]) * step / _STEPS)
        for step in range(_STEPS + 1)
    ]
    crossing = [sum(run.left < place < run.right for run in runs) for place in places]
    fewest = min(crossing)
    best = [place for place, count in zip(places, crossing, strict=True) if count == fewest]
    gap = best[len(best) // 2]
    ours = [run for run in runs if run.right <= gap]
    theirs = [run for run in runs if run.left >= gap]
    if fewest > _CROSSING * len(runs) or min(len(ours), len(theirs)) < _FEWEST:
        return None
    full = _fills(ours, left, gap) and _fills(theirs, gap, right)
    return gap if full and _side_by_side(ours, theirs) else None


def _fills(runs: Sequence[Run], left: float, right: float) -> bool:
    widths = [run.right - run.left for run in runs]
    return median(widths) >= _FULL * (right - left)


def _side_by_side(ours: Sequence[Run], theirs: Sequence[Run]) -> bool:
    top = max(min(run.top for run in ours), min(run.top for run in theirs))
    bottom = min(max(run.bottom for run in ours), max(run.bottom for run in theirs))
    heights = [max(r.bottom for r in part) - min(r.top for r in part) for part in (ours, theirs)]
    return bottom - top > min(heights) / 2
