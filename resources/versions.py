"""What the lake says about its content: versions, releases, and the hashes that name them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl
from deltalake import Schema

WHOLE: Final = ""
"""Stands where a tag would, for a dataset that is not kept by tag."""

_SLICE: Final = 50_000
"""Rows hashed at a time: bounds the memory that a large frame needs."""


class Conflict(RuntimeError):
    """Somebody else wrote first; nothing of this write was committed."""


@dataclass(frozen=True)
class Version:
    """State of one dataset for one tag after a commit."""

    dataset: str
    tag: str | None
    """Null where the dataset is replaced whole, or where one commit wrote several tags."""
    number: int
    """Table version of the commit; 1 or more, shared by all tags of the dataset."""
    time: datetime
    rows: int
    content_hash: str
    reason: str
    run_id: str
    parent: int | None
    """Number of the version before it of the same tag; null for the first."""


@dataclass(frozen=True)
class Release:
    """A pinned set of versions: what a model was trained on."""

    id: str
    time: datetime
    pins: Mapping[str, int]
    """Table version by dataset."""
    hashes: Mapping[str, Mapping[str, str]]
    """Content hash by dataset and tag; the tag is empty where a dataset is replaced whole."""
    rows: Mapping[str, Mapping[str, int]]


def content_hash(frame: pl.DataFrame) -> str:
    """Name of a frame's content: columns, types and rows in order; 32 hexadecimal digits.

    Made from the schema as Delta writes it down and the rows as JSON lines, so that it outlives
    the libraries that computed it. Figures are spelled out: JSON has no NaN and no infinity.
    """
    digest = hashlib.sha256(delta_schema(frame.schema).to_json().encode())
    spelled = frame.cast({name: _spelled(dtype) for name, dtype in frame.schema.items()})
    for piece in spelled.iter_slices(_SLICE):
        digest.update(piece.write_ndjson().encode())
    return digest.hexdigest()[:32]


def chained(before: str, after: str) -> str:
    """Name of a content that grew: of what stood and of what was added; 32 hexadecimal digits."""
    return hashlib.sha256(f"{before}+{after}".encode()).hexdigest()[:32]


def merkle(hashes: Mapping[str, Mapping[str, str]]) -> str:
    """Name of a set of datasets, by their tags' content hashes alone; 16 hexadecimal digits."""
    leaves = sorted(
        [name, tag, value] for name, tags in hashes.items() for tag, value in tags.items()
    )
    spelled = json.dumps([sorted(hashes), leaves], ensure_ascii=False)
    return hashlib.sha256(spelled.encode()).hexdigest()[:16]


def delta_schema(schema: pl.Schema) -> Schema:
    """The schema as Delta Lake keeps it.

    Raises:
        ValueError: A column's type would come back as another one; cast it before writing.
    """
    stored = Schema.from_arrow(schema.to_frame().to_arrow().schema)
    back = pl.Schema(stored.to_arrow())
    if changed := [name for name, dtype in schema.items() if back[name] != dtype or _vague(dtype)]:
        types = {name: str(schema[name]) for name in changed}
        raise ValueError(f"the lake cannot keep {types}: cast to signed integers, floats or text")
    return stored


def _vague(dtype: pl.DataType) -> bool:
    return dtype in (pl.Null, pl.Binary) or any(_vague(inner) for inner in _inner(dtype).values())


def _spelled(dtype: pl.DataType) -> pl.DataType:
    inner = {name: _spelled(found) for name, found in _inner(dtype).items()}
    if isinstance(dtype, pl.List):
        return pl.List(inner[""])
    if isinstance(dtype, pl.Struct):
        return pl.Struct(inner)
    return pl.String() if dtype.is_float() else dtype


def _inner(dtype: pl.DataType) -> dict[str, pl.DataType]:
    """Types inside a type, by field; a list's under the empty name."""
    if isinstance(dtype, pl.Struct):
        return dict(pl.Schema(dtype.to_schema()))
    return dict(pl.Schema({"": dtype.inner})) if isinstance(dtype, pl.List) else {}
