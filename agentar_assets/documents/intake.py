"""The files of the folders, read where this program has not read the same bytes before."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from agentar_assets import guarded, records
from agentar_assets.documents import files, reading, repeals
from agentar_assets.documents.files import Found
from agentar_assets.documents.listing import LISTED

TAKEN: Final = pl.Schema(LISTED | {"sha256": pl.String, "text_id": pl.String})
"""As `listing.LISTED`, with the hash of its bytes and the name of what was read in them."""

SECONDS: Final = 300
"""Processor time after which a file is given up."""
MEMORY: Final = 2 * 2**30
"""Bytes of address space beyond which a file is given up."""
_ROWS, _CHARACTERS = 2_000, 8_000_000
"""Of one commit: together they bound what is held at once."""
_AT_ONCE: Final = 10_000
"""Files that are held as Python objects, before they become columns."""
_WORTH_A_PROCESS = 8
"""Files for which another process pays for its start."""


def recognised(listing: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The listing as `TAKEN`, with the hash of each file that is as it was by size and time.

    Args:
        listing: As `listing.LISTED`.
        known: As `records.FILES`: how the files lay when they were last read.
    """
    same = known.select("path", "size", "modified", "sha256").drop_nulls()
    found = listing.join(same, on=["path", "size", "modified"], how="left", maintain_order="left")
    named = [
        reading.text_id(sha256, path, form) if sha256 else None
        for sha256, path, form in found.select("sha256", "path", "format").iter_rows()
    ]
    return found.with_columns(pl.Series("text_id", named, pl.String)).select(TAKEN.names())


def taken(
    listing: pl.DataFrame, held: set[str], keep: Callable[[pl.DataFrame], object]
) -> pl.DataFrame:
    """The listing with hash and text of every file, once all that was new has been read and kept.

    Args:
        listing: As `TAKEN`; rows without a hash are read, and those whose text is not held.
        held: Texts that were read before; those that are read now join them.
        keep: Takes the new ones, as `records.TEXTS`, some at a time.
    """
    held_too = pl.col("text_id").is_in(pl.Series(list(held), dtype=pl.String).implode())
    unread = listing.filter(pl.col("reason").is_null() & ~held_too.fill_null(value=False))
    seen = _Notes()
    lost: dict[str, str] = {}
    if unread.height:
        processes = min(os.cpu_count() or 1, 1 + unread.height // _WORTH_A_PROCESS)
        for texts in _read(_fresh(unread, held, seen), processes, lost):
            keep(texts)
    read = seen.frame().with_columns(
        reason=pl.coalesce("reason", pl.col("text_id").replace_strict(lost, default=None)),
        text_id=pl.when(~pl.col("text_id").is_in([*lost])).then("text_id"),
    )
    kept = listing.join(read, on="path", how="anti", maintain_order="left")
    return pl.concat([kept, read]).sort("path")


@dataclass(slots=True)
class _Notes:
    """What is learned of files, as `TAKEN`: in columns, as soon as it is much."""

    pieces: list[pl.DataFrame] = field(default_factory=lambda: [TAKEN.to_frame()])
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: dict[str, Any]) -> None:
        self.rows.append(row)
        if len(self.rows) >= _AT_ONCE:
            self.pieces, self.rows = [self.frame()], []

    def frame(self) -> pl.DataFrame:
        return pl.concat([*self.pieces, pl.DataFrame(self.rows, TAKEN)])


def _fresh(unread: pl.DataFrame, held: set[str], seen: _Notes) -> Iterator[reading.Source]:
    """The sources among unread files that hold new bytes; what is learned of each file is noted."""
    for row in unread.iter_rows(named=True):
        try:
            source = reading.source(row["path"], row["format"], files.data(_found(row)))
        except ValueError as error:
            seen.add(row | {"reason": str(error)})
            continue
        seen.add(row | {"text_id": source.text_id, "sha256": source.sha256})
        if source.text_id not in held:
            held.add(source.text_id)
            yield source


def _read(
    sources: Iterator[reading.Source], processes: int, lost: dict[str, str]
) -> Iterator[pl.DataFrame]:
    """What stands in the sources, as `records.TEXTS`, in frames of bounded size.

    One whose process the system ended is not among them, so that it is tried again: the reason
    stands in `lost`, by its name.
    """
    asked: deque[reading.Source] = deque()
    answers = guarded.answers(
        reading.text, _named(sources, asked), processes=processes, seconds=SECONDS, memory=MEMORY
    )
    rows: list[dict[str, Any]] = []
    characters = 0
    for answer in answers:
        source = asked.popleft()
        if isinstance(answer, guarded.Killed) and answer.from_outside:
            lost[source.text_id] = answer.why
            continue
        row = _refused(source, answer) if isinstance(answer, guarded.Killed) else answer
        rows.append(row)
        characters += len(row["text"] or "")
        if len(rows) >= _ROWS or characters >= _CHARACTERS:
            yield _framed(rows)
            rows, characters = [], 0
    if rows:
        yield _framed(rows)


def _named(
    sources: Iterator[reading.Source], asked: deque[reading.Source]
) -> Iterator[reading.Source]:
    """The sources; each is noted without its bytes, which may be many and are not asked again."""
    for source in sources:
        asked.append(replace(source, data=b""))
        yield source


def _refused(source: reading.Source, answer: guarded.Killed) -> dict[str, Any]:
    return reading.refused(source, f"gave up: {answer.why}")


def _framed(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The rows as `records.TEXTS`, with what each text puts out of force."""
    texts = pl.DataFrame(rows, records.TEXTS)
    return texts.update(repeals.orders(texts), on="text_id")


def _found(row: dict[str, Any]) -> Found:
    return Found(**{name: row[name] for name in LISTED.names()} | {"place": Path(row["place"])})
