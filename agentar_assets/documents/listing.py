"""What lies in the folders, unread: one row a file, and whether it lies as it did."""

import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any, Final

import polars as pl

from agentar_assets import records
from agentar_assets.documents import files
from agentar_assets.documents.files import Found

_SEEN: Final = ("path", "format", "size", "modified", "reason")
LISTED: Final = pl.Schema({name: records.FILES[name] for name in _SEEN} | {"place": pl.String})
"""One row a file of the folders, unread; `place` is where it lies on this machine."""
_AT_ONCE: Final = 10_000
"""Files that are held as Python objects, before they become columns."""


def listed(folders: Iterable[Path]) -> pl.DataFrame:
    """Every file of the folders as `LISTED`, in the order of their paths; none is opened.

    Raises:
        FileNotFoundError: A folder does not exist.
        ValueError: No folder was named, or one holds no file.
    """
    found = files.listed(list(folders))
    pieces = iter(lambda: [_row(one) for one in islice(found, _AT_ONCE)], [])
    return pl.concat([LISTED.to_frame(), *(pl.DataFrame(p, LISTED) for p in pieces)])


def seen(listing: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """How the files lay when they were read, as `records.FILES`.

    Args:
        listing: As `LISTED`.
        taken: As `intake.TAKEN`, of the same files.
    """
    read = taken.filter(pl.col("text_id").is_not_null()).select("path", "sha256")
    found = listing.select(_SEEN).join(read, on="path", how="left", maintain_order="left")
    return found.select(records.FILES.names())


def unchanged(listing: pl.DataFrame, known: pl.DataFrame) -> bool:
    """Whether every file lies as it did when it was read, and none is to be read again.

    Args:
        listing: As `LISTED`.
        known: As `records.FILES`.
    """
    unread = pl.col("reason").is_null() & pl.col("sha256").is_null()
    same = listing.select(_SEEN).sort("path").equals(known.select(_SEEN).sort("path"))
    return same and known.filter(unread).is_empty()


def _row(found: Found) -> dict[str, Any]:
    return {
        "path": found.path,
        "format": found.format,
        "size": found.size,
        "modified": found.modified,
        "reason": found.reason,
        "place": os.fsdecode(found.place),
    }
