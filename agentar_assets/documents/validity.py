"""Which documents hold: copies, older versions and repealed texts are told apart from the rest."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

_DATE = re.compile(
    r"[(（]?\d{4}[-年./]\d{1,2}[-月./]\d{1,2}日?[)）]?|[(（]?\d{4}年?(修订|修正)[)）]?$"
)
_STATE = re.compile(r"中华人民共和国|[\s《》<>〈〉\"“”'·]")


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a document holds, and what was decided."""

    path: str
    doc_id: str
    title: str
    text: str
    family: str
    """Documents of other families never replace each other, however they are called."""
    published: date | None
    valid_from: date | None
    valid_to: date | None
    repeals: tuple[str, ...]
    state: str = "in_force"
    superseded_by: str | None = None
    reason: str | None = None


def settled(documents: Iterable[Standing]) -> list[Standing]:
    """The documents with their states, in the order of their paths.

    A text that is the same as one before it is a duplicate; one that another document repeals is
    repealed; of those of one title and family, all but the newest are superseded. `valid_to` is
    the first day on which a document no longer holds.
    """
    rows = sorted(documents, key=lambda row: row.path)
    return list(_superseded(_repealed(_duplicates(rows))))


def plain_title(title: str) -> str:
    """A title for comparison: without date, brackets, spaces and the name of the state."""
    return _STATE.sub("", _DATE.sub("", unicodedata.normalize("NFKC", title))).lower()


def _duplicates(rows: list[Standing]) -> Iterator[Standing]:
    first: dict[str, Standing] = {}
    for row in rows:
        same = first.setdefault(_essence(row.text), row)
        if same is row:
            yield row
        else:
            yield replace(row, state="duplicate", reason=f"duplicate: same text as {same.path}")


def _repealed(rows: Iterable[Standing]) -> list[Standing]:
    rows = list(rows)
    by_title = {
        plain_title(title): row
        for row in rows
        if row.state == "in_force"
        for title in row.repeals
        if plain_title(title) != plain_title(row.title)
    }
    return [_ended(row, by_title.get(plain_title(row.title)), "repealed") for row in rows]


def _superseded(rows: list[Standing]) -> list[Standing]:
    def key(row: Standing) -> tuple[str, str]:
        return plain_title(row.title), row.family

    live = sorted((row for row in rows if row.state == "in_force" and row.published), key=key)
    newest = {
        name: max(same, key=lambda row: row.published or date.min)
        for name, same in groupby(live, key=key)
    }
    return [
        _ended(row, newest.get(key(row)), "superseded") if row.published else row for row in rows
    ]


def _ended(row: Standing, by: Standing | None, state: str) -> Standing:
    """The document as ended by a newer one; unchanged if that one is not newer, or it has ended."""
    if by is None or by is row or row.state != "in_force" or not _newer(by, row):
        return row
    days = [day for day in (by.published, by.valid_from) if day]
    return replace(
        row,
        state=state,
        superseded_by=by.doc_id,
        valid_to=max(days, default=None),
        reason=f"{state}: by {by.path}",
    )


def _newer(by: Standing, row: Standing) -> bool:
    return by.published is None or row.published is None or by.published > row.published


def _essence(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
