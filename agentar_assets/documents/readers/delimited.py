"""CSV and its kin to blocks: the rows of one table, or pairs of question and answer."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

from agentar_assets.documents.blocks import Page, normalised
from agentar_assets.documents.readers import pairs, tables
from agentar_assets.documents.readers.decoding import decoded

DELIMITERS: Final = ",\t;|"
"""Signs that may part the cells, the likeliest first."""
_SAMPLE = 200  # rows from which the sign is found out


def page(data: bytes) -> Page:
    """The rows of a table; the first that names the columns is flagged as the head.

    Where it names a question and an answer, each row is such a pair.

    Raises:
        ValueError: The bytes are no text, or quotes are left open over too much of it.
    """
    text = normalised(decoded(data))
    rows = _rows(text, _delimiter(text))
    return Page(list(pairs.rows(rows)), notes=tuple(_notes(rows)))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row in _reader(text, delimiter) if any(map(str.strip, row))]
    except csv.Error as error:
        raise ValueError(f"csv: {error}: check the quotes, and save the table again") from error


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _delimiter(text: str) -> str:
    """The sign that parts most rows into the same number of cells."""

    def agreement(sign: str) -> tuple[float, int]:
        try:
            widths = Counter(len(row) for row in islice(_reader(text, sign), _SAMPLE) if row)
        except csv.Error:
            return 0.0, 0
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (rows / widths.total(), width) if width > 1 else (0.0, 0)

    return max(DELIMITERS, key=agreement)


def _notes(rows: list[list[str]]) -> Iterator[str]:
    widths = Counter(map(len, rows))
    usual = widths.most_common(1)[0][0] if widths else 0
    if ragged := len(rows) - widths[usual]:
        first = next(place for place, row in enumerate(rows, start=1) if len(row) != usual)
        yield f"{ragged} rows have not {usual} cells as the others, the first is row {first}"
    if count := sum(map(tables.formulas, rows)):
        yield f"{count} cells begin like formulas: kept as text, never evaluated"
    if (widest := max(widths, default=0)) > tables.WIDEST:
        yield f"rows of {widest} cells: only the first {tables.WIDEST} are read"
