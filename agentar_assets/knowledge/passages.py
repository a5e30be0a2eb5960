"""Sections cut to passages: short enough to ask about, with their exact place in the document."""

import re
from collections.abc import Iterator
from typing import Any, Final

import polars as pl
import xxhash

from agentar_assets import records

LONGEST: Final = 400
"""Characters that a passage should not exceed."""

_COLUMNS: Final = (
    *("unit_id", "doc_id", "path", "title", "section", "heading", "language", "authority"),
    *("start", "end", "text", "valid_from", "valid_to", "split"),
)
_SCHEMA: Final = pl.Schema(
    {name: records.UNITS[name] for name in _COLUMNS} | {"state": records.DOCUMENTS["state"]}
)
_LINE = re.compile(r"\n+")
_SENTENCE = re.compile(r"(?<=[。；！？])|(?<=[.;!?]) (?=[A-Z])")
_SEALED, _DEVELOPMENT, _ALL = 2, 4, 10
_SPENT = {"rejected", "duplicate"}


def passages(documents: pl.DataFrame) -> pl.DataFrame:
    """The passages of all readable documents, one row for each `unit_id`.

    Where two documents hold the same passage under the same title and section, the one in force
    keeps it. Copies are left out: they stand in `documents` as duplicates.

    Args:
        documents: As `records.DOCUMENTS`.
    """
    rows = [
        passage
        for document in documents.sort(pl.col("state") != "in_force", "path").to_dicts()
        if document["state"] not in _SPENT
        for passage in _passages(document)
    ]
    return pl.DataFrame(rows, schema=_SCHEMA).unique("unit_id", keep="first", maintain_order=True)


def unit_id(title: str, section: str, text: str) -> str:
    """Name of a unit, the same wherever its document lies."""
    return xxhash.xxh3_64_hexdigest("\x1f".join((title, section, text)).encode())


def split(unit: str) -> str:
    """The one use of a unit: `sealed` (20 %), `development` (20 %) or `train`."""
    part = xxhash.xxh3_64_intdigest(unit.encode()) % _ALL
    return "sealed" if part < _SEALED else "development" if part < _DEVELOPMENT else "train"


def cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Places of the passages of `text[start:end]`, in order, none overlapping.

    Whole paragraphs and items are kept together up to `LONGEST`; a paragraph that is longer alone
    is cut after sentences; a longer sentence stays whole.
    """
    pieces = [
        piece
        for line in _parts(_LINE, text, start, end)
        for piece in ([line] if line[1] - line[0] <= LONGEST else _parts(_SENTENCE, text, *line))
    ]
    found: list[tuple[int, int]] = []
    for begin, stop in pieces:
        if found and stop - found[-1][0] <= LONGEST:
            found[-1] = (found[-1][0], stop)
        else:
            found.append((begin, stop))
    return found


def _passages(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    kept = {name: document[name] for name in _SCHEMA if name in document and name != "text"}
    for part in document["sections"]:
        for start, end in cut(document["text"], part["start"], part["end"]):
            text = document["text"][start:end]
            name = unit_id(document["title"], part["section"], text)
            yield kept | {
                "unit_id": name,
                "section": part["section"],
                "heading": part["heading"],
                "start": start,
                "end": end,
                "text": text,
                "split": split(name),
            }


def _parts(mark: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches between marks, without the blanks at their ends; empty ones are left out."""
    begin = start
    for found in [*mark.finditer(text, start, end), None]:
        stop = found.start() if found else end
        piece = text[begin:stop]
        left, right = len(piece) - len(piece.lstrip()), len(piece.rstrip())
        if right:
            yield begin + left, begin + right
        begin = found.end() if found else end
