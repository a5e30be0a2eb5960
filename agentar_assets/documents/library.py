"""The folders as a library: every file on its shelf, read once, with what holds of it on a day."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

import polars as pl

from agentar_assets.documents import intake, listing, standing


class Shelf(Protocol):
    """Where texts are kept that were read, as `records.TEXTS`; they are only added."""

    def texts(self) -> pl.LazyFrame:
        """All of them."""

    def add(self, texts: pl.DataFrame) -> None:
        """Keep more of them; those that are there already are left as they are."""

    def files(self) -> pl.DataFrame:
        """How the files lay when they were last read, as `records.FILES`."""

    def note(self, files: pl.DataFrame) -> None:
        """Keep that instead."""


def read(folders: Sequence[Path], shelf: Shelf, before: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Every file of the folders as `records.DOCUMENTS`; new ones are read and put on the shelf.

    A file that cannot be read is a row with state `rejected` and the reason.

    Args:
        folders: Where the files lie.
        shelf: Keeps what is read in them.
        before: As `records.DOCUMENTS`: what this gave when the folders were last read.
        as_of: Day of which the states are told.

    Raises:
        FileNotFoundError: A folder does not exist.
        ValueError: No folder was named, or one holds no file.
    """
    held = set(shelf.texts().select("text_id").collect()["text_id"])
    found = listing.listed(folders)
    taken = intake.taken(intake.recognised(found, shelf.files()), held, shelf.add)
    shelf.note(listing.seen(found, taken))
    return standing.settled(taken, shelf.texts(), as_of, before=before)
