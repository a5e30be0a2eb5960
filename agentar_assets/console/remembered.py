"""The list of documents as the lake holds it, where nothing was changed since it was read.

Without the graph, and without Dagster: they take seconds to import.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from agentar_assets import records, unchanged
from agentar_assets.documents import listing
from resources import delta

if TYPE_CHECKING:
    from resources.lake import Lake
    from resources.roots import Root

_NAME: Final = "ingest"
"""What is noted to have been done: all that `agentar documents` does."""
_READ: Final = ("documents", "files")
_OWN: Final = "AGENTAR_"
"""How the variables begin that decide what is made: taxonomy, gazetteer, pipeline."""


@dataclass(frozen=True)
class Asked:
    """What a list is asked for: where any of it differs, the list may."""

    folders: tuple[str, ...]
    day: str
    settings: tuple[tuple[str, ...], ...]

    @classmethod
    def now(cls, folders: Iterable[Path], day: date, variables: Mapping[str, str]) -> "Asked":
        """What a command asks for.

        Args:
            folders: Of the documents.
            day: Of which the states are told.
            variables: The environment, without what points it at the root.
        """
        own = sorted(item for item in variables.items() if item[0].startswith(_OWN))
        where = tuple(str(folder.resolve()) for folder in folders)
        return cls(where, day.isoformat(), tuple((*item, *_look(item[1])) for item in own))


def listed(place: "Root", folders: Iterable[Path], files: pl.DataFrame) -> pl.DataFrame:
    """Every document with the time of its file: as it was read or, where anything differs, anew.

    Args:
        place: Holds the lake.
        folders: Of the documents.
        files: As `listing.LISTED`: the folders as they are now.
    """
    own = place.variables()
    outside = {name: value for name, value in os.environ.items() if name not in own}
    asked = Asked.now(folders, datetime.now(UTC).date(), outside)
    found = documents(own["AGENTAR_LAKE"], asked, files)
    if found is None:
        from agentar_assets import loop  # noqa: PLC0415 the graph takes seconds to import

        loop.opened(place).read()
        found = noted(place.lake(), asked)
    return found


def documents(lake: str, asked: Asked, files: pl.DataFrame) -> pl.DataFrame | None:
    """The list as it was read; null where anything differs, so that it must be read again.

    Args:
        lake: Where the lake lies.
        asked: What is asked for.
        files: As `listing.LISTED`: the folders as they are now.
    """
    tables = [delta.opened(f"{lake}/{name}") for name in (*_READ, unchanged.DATASET)]
    if None in tables:
        return None
    held, known, notes = (delta.rows(table) for table in tables if table)
    if unchanged.noted(notes, _NAME, unchanged.source(held, known, further=[asked])) is None:
        return None
    found, lay = pl.collect_all([held.select(records.DOCUMENTS.names()), known])
    return _timed(found, lay) if _same(files, lay, found) else None


def noted(lake: "Lake", asked: Asked) -> pl.DataFrame:
    """The list as it was read just now; keeps what it was asked for, for the next time."""
    tables = (delta.opened(lake.uri(name)) for name in _READ)
    held, known = (delta.rows(table) for table in tables if table)
    unchanged.note(lake, _NAME, unchanged.source(held, known, further=[asked]), "")
    return _timed(*pl.collect_all([held.select(records.DOCUMENTS.names()), known]))


def on(found: pl.DataFrame, lake: "Lake", day: date) -> pl.DataFrame:
    """The same list as it stood, or will stand, on another day."""
    from agentar_assets.documents import standing  # noqa: PLC0415 with what compares texts

    return _timed(standing.on(found, lake.scan("texts"), day), found)


def _same(files: pl.DataFrame, lay: pl.DataFrame, documents: pl.DataFrame) -> bool:
    """Whether the files are those that the documents were read from, and lie as they lay then."""
    bytes_of = [frame.select("path", "sha256").sort("path") for frame in (lay, documents)]
    return listing.unchanged(files, lay) and bytes_of[0].equals(bytes_of[1])


def _timed(documents: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """The documents, with the time of each file beside its size."""
    names = [*documents.columns]
    names.insert(names.index("size") + 1, "modified")
    times = files.select("path", "modified")
    return documents.join(times, on="path", how="left", maintain_order="left").select(names)


def _look(value: str) -> tuple[str, ...]:
    """How the file looks that a variable names, if it names one."""
    try:
        status = Path(value).stat()
    except (OSError, ValueError):
        return ()
    return str(status.st_size), str(status.st_mtime_ns)
