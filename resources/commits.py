"""Commits to a dataset's table: what stands for which tag, fenced against other writers."""

import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Final, TypeVar

import polars as pl
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from resources import delta
from resources.versions import WHOLE, Conflict, Version, chained, content_hash, merkle

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
"""Names of datasets and tags: they stand in paths and in predicates."""

_ONE_FILE: Final = 1 << 40
"""Bytes of the largest file: one file a tag keeps its rows in the order written."""

_MANY: Final = 20
"""Tags of a commit that is checkpointed at once: else every opening after it parses them all."""

_ATTEMPTS: Final = 100
_LONGEST_WAIT: Final = 0.5
"""Seconds between two attempts, at most."""

T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """The rows that shall stand for one tag, and the hash that names them."""

    rows: pl.DataFrame
    content_hash: str


@dataclass(frozen=True)
class Note:
    """What a commit says about itself."""

    reason: str
    run_id: str
    code_version: str


def parts(dataset: str, frame: pl.DataFrame, tags: Sequence[str] | None) -> dict[str, Part]:
    """The frame, taken apart by tag; a tag without rows is a part too.

    Raises:
        ValueError: A tag's name is not fit for a path, or the frame holds rows of other tags.
    """
    if tags is None:
        return {WHOLE: Part(frame, content_hash(frame))}
    if wrong := [tag for tag in tags if not NAME.fullmatch(tag)]:
        raise ValueError(f"{dataset}: {wrong} are no tags: letters, digits, '_', '.', '-' only")
    if not tags or frame.schema.get("tag") != pl.String:
        raise ValueError(f"{dataset}: a text column 'tag' and one tag or more are needed: {tags}")
    if strange := {*frame["tag"]} - {*tags}:
        raise ValueError(f"{dataset}: rows of {strange}, expected those of {list(tags)} alone")
    found = frame.partition_by("tag", as_dict=True, maintain_order=True)
    split = {tag: found.get((tag,), frame.clear()) for tag in sorted({*tags})}
    return {tag: Part(rows, content_hash(rows)) for tag, rows in split.items()}


def committed(
    uri: str, wanted: Mapping[str, Part], note: Note, *, expect: int | None
) -> dict[str, Version]:
    """What stands for the wanted tags once their rows do; what stood already gets no version.

    Raises:
        Conflict: One of the tags changed since the table version `expect`.
    """
    return _once_alone(uri, lambda: _attempted(uri, wanted, note, expect))


def added(uri: str, frame: pl.DataFrame, key: Sequence[str], note: Note) -> Version | None:
    """What stands once the rows whose key the table did not hold are in it; null: no row ever."""
    return _once_alone(uri, lambda: _added(uri, frame, key, note))


@contextmanager
def storing(uri: str) -> Iterator[None]:
    """Turn what the storage says against a write into one kind of error, with what to do."""
    try:
        yield
    except (OSError, DeltaError) as error:
        said = str(error).splitlines()[0]
        raise OSError(
            f"cannot write {uri}: {said}: make the folder writable, free space or name another "
            "root; every version committed before stands"
        ) from error


def append(table: DeltaTable, frame: pl.DataFrame, key: str) -> None:
    """Add rows under a key, once.

    Raises:
        CommitFailedError: Since the table was opened, somebody added under this key.
    """
    once = CommitProperties(app_transactions=[_guard(table, key)])
    write_deltalake(table, frame, mode="append", commit_properties=once)


def summed(versions: Mapping[str, Version]) -> Version:
    """The versions of several tags as one; a single one as it is."""
    newest = max(versions.values(), key=lambda version: version.number)
    if len(versions) == 1:
        return newest
    hashes = {newest.dataset: {tag: one.content_hash for tag, one in versions.items()}}
    return Version(
        dataset=newest.dataset,
        tag=None,
        number=newest.number,
        time=newest.time,
        rows=sum(version.rows for version in versions.values()),
        content_hash=merkle(hashes),
        reason=newest.reason,
        run_id=newest.run_id,
        parent=None,
    )


def _once_alone(uri: str, attempt: Callable[[], T]) -> T:
    """What an attempt gives that met no other writer."""
    for tried in range(_ATTEMPTS):
        try:
            return attempt()
        except CommitFailedError as error:
            if "os error" in str(error):
                raise
        # Jitter, or the same writers meet again.
        time.sleep(random.uniform(0, min(_LONGEST_WAIT, 0.01 * 2**tried)))
    raise Conflict(f"{uri}: {_ATTEMPTS} attempts met other writers: try again later")


def _attempted(
    uri: str, wanted: Mapping[str, Part], note: Note, expect: int | None
) -> dict[str, Version]:
    columns = next(iter(wanted.values())).rows.schema
    table = delta.created(uri, columns, by_tag=WHOLE not in wanted)
    _fit(table, columns, by_tag=WHOLE not in wanted)
    standing = delta.heads(table, wanted)
    if expect is not None:
        _fence(table, standing, expect)
    fresh = {key: part for key, part in wanted.items() if not _stands(standing[key], part)}
    if fresh:
        _replace(table, fresh, standing, note)
        standing = delta.heads(table, wanted)
    return {key: version for key, version in standing.items() if version}


def _added(uri: str, frame: pl.DataFrame, key: Sequence[str], note: Note) -> Version | None:
    table = delta.created(uri, frame.schema, by_tag=False)
    _alike(table, frame.schema)
    held = delta.rows(table).select(key)
    fresh = frame.lazy().join(held, on=key, how="anti", maintain_order="left").collect()
    standing = delta.heads(table, [WHOLE])[WHOLE]
    if fresh.is_empty():
        return standing
    before, rows = (standing.content_hash, standing.rows) if standing else ("", 0)
    about = {
        "hash": chained(before, content_hash(fresh)),
        "rows": rows + fresh.height,
        "parent": standing.number if standing else None,
    }
    write_deltalake(
        table,
        fresh,
        mode="append",
        schema_mode="merge",
        commit_properties=CommitProperties(
            custom_metadata={delta.ABOUT: {**asdict(note), "tags": {WHOLE: about}}},
            app_transactions=[_guard(table, WHOLE)],
        ),
    )
    return delta.heads(table, [WHOLE])[WHOLE]


def _replace(
    table: DeltaTable, fresh: Mapping[str, Part], standing: Mapping[str, Version | None], note: Note
) -> None:
    """Let these rows stand for these tags, in one commit that touches no other tag."""
    frame = pl.concat([part.rows for part in fresh.values()])
    parents = {key: version.number for key, version in standing.items() if version}
    tags = {
        key: {"hash": part.content_hash, "rows": part.rows.height, "parent": parents.get(key)}
        for key, part in fresh.items()
    }
    write_deltalake(
        table,
        frame,
        mode="overwrite",
        predicate=_predicate(fresh) if delta.by_tag(table) else None,
        schema_mode="overwrite" if frame.schema != delta.schema(table) else None,
        target_file_size=_ONE_FILE,
        commit_properties=CommitProperties(
            custom_metadata={delta.ABOUT: {**asdict(note), "tags": tags}},
            # A tag that is written for the first time, or that has no rows, removes no file:
            # without this, two writers of it would both go through.
            app_transactions=[_guard(table, key) for key in fresh],
        ),
    )
    if len(fresh) >= _MANY:
        table.create_checkpoint()


def _stands(version: Version | None, part: Part) -> bool:
    return version is not None and version.content_hash == part.content_hash


def _fence(table: DeltaTable, standing: Mapping[str, Version | None], expect: int) -> None:
    for key, version in standing.items():
        number = version.number if version else 0
        if number > expect or expect > table.version():
            by = f", by '{version.reason}' of run {version.run_id}" if version else ""
            raise Conflict(
                f"{delta.name(table)} '{key}': expected version {expect}, found {number}{by}: "
                "nothing was written: read the tag again, then decide anew"
            )


def _fit(table: DeltaTable, columns: pl.Schema, *, by_tag: bool) -> None:
    """Refuse rows that the table's other tags could not be read together with."""
    if delta.by_tag(table) != by_tag:
        kept = "by tag: name the tags" if delta.by_tag(table) else "whole: name no tags"
        raise ValueError(f"{delta.name(table)} is kept {kept}")
    if by_tag:
        _alike(table, columns)


def _alike(table: DeltaTable, columns: pl.Schema) -> None:
    have = delta.schema(table)
    changed = {
        column: f"{have[column]} in the lake, {dtype} to be written"
        for column, dtype in columns.items()
        if have.get(column, dtype) != dtype
    }
    if changed:
        raise ValueError(
            f"{delta.name(table)}: types differ: {changed}: cast, or give the column a new name"
        )


def _guard(table: DeltaTable, key: str) -> Transaction:
    return Transaction(delta.transaction(key), table.version())


def _predicate(tags: Iterable[str]) -> str:
    return "tag IN ({})".format(", ".join(f"'{tag}'" for tag in tags))
