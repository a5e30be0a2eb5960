"""What was made from what: the same program makes nothing anew from the same."""

import hashlib
import json
from collections.abc import Callable, Iterable, Set
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from agentar_assets import program
from resources.versions import content_hash

if TYPE_CHECKING:
    from resources.lake import Lake

DATASET: Final = "made_from"
"""Where it is kept, one row a thing that was made."""
NOTES: Final = pl.Schema({"tag": pl.String, "source": pl.String, "result": pl.String})
"""`tag`: what was made; `source`: as `source` names it; `result`: what it gave, or its hash."""


def source(*read: pl.LazyFrame, further: Iterable[object] = ()) -> str:
    """Name of what is read, and of the program that reads it; 32 hexadecimal digits.

    The plan of a frame of the lake names the files that it reads, and no file of the lake is ever
    written again: the same plan gives the same rows. Another plan may give them too; then the work
    is done once more.

    Args:
        read: Frames as the lake gives them.
        further: What else the result depends on, such as the day or the taxonomy: values that
            JSON knows, sets, and dataclasses of them.
    """
    digest = hashlib.sha256(program.code("agentar_assets", "polars").encode())
    for frame in read:
        digest.update(hashlib.sha256(frame.serialize()).digest())
    spelled = json.dumps([*further], default=_spelled, sort_keys=True)
    digest.update(spelled.encode())
    return digest.hexdigest()[:32]


def told(lake: "Lake", name: str, source: str, make: Callable[[], str]) -> str:
    """What was told when it was made from this source; it is made only if it was not."""
    if (known := noted(lake.scan(DATASET, tags=[name], schema=NOTES), name, source)) is not None:
        return known
    result = make()
    note(lake, name, source, result)
    return result


def table(
    lake: "Lake", dataset: str, source: str, make: Callable[[], pl.DataFrame]
) -> pl.DataFrame:
    """The rows of a dataset: as they stand, where they were made from this source; else made now.

    The caller writes them. Where it is killed before, or somebody else writes others, what stands
    is not what was noted, and they are made again.
    """
    known = noted(lake.scan(DATASET, tags=[dataset], schema=NOTES), dataset, source)
    head = lake.head(dataset, None)
    if head and head.content_hash == known:
        return lake.scan(dataset).collect()
    rows = make()
    note(lake, dataset, source, content_hash(rows))
    return rows


def noted(notes: pl.LazyFrame, name: str, source: str) -> str | None:
    """What is noted of a thing, if it was made from this source.

    Args:
        notes: As `NOTES`.
        name: What was made.
        source: As `source` names it.
    """
    found = notes.filter(tag=name, source=source).collect()["result"]
    return str(found[0]) if len(found) else None


def note(lake: "Lake", name: str, source: str, result: str) -> None:
    """Keep what was made from a source, in the place of what was noted before."""
    row = pl.DataFrame({"tag": [name], "source": [source], "result": [result]}, NOTES)
    lake.write(DATASET, row, tags=[name], reason="made", run_id="")


def _spelled(value: object) -> object:
    """A value in parts that JSON knows, in the same order in every process."""
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    return sorted(value) if isinstance(value, Set) else str(value)
