"""The mechanics of one Delta table that holds one dataset: its log, its files, its heads."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote

import polars as pl
from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError
from deltalake.fs import DeltaStorageHandler
from pyarrow.fs import FileSelector, FileType, PyFileSystem

from resources.versions import WHOLE, Version, delta_schema

PROPERTIES: Final = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
    "delta.checkpointInterval": "20",
    # A tag is read and replaced whole: statistics of its columns prune nothing, and would make
    # opening the table dearer with every tag in it (measured: 11 and 20 ms at 25 and 700 tags).
    "delta.dataSkippingNumIndexedCols": "0",
}
"""Log and files stay for ever, so that no released version can vanish."""

ABOUT: Final = "agentar"
"""Where in a commit's metadata the lake says what it wrote."""


def opened(uri: str, version: int | None = None) -> DeltaTable | None:
    """The table as it stands, or stood at a version; null where nothing was ever written.

    Raises:
        LookupError: The table never had this version.
    """
    try:
        table = DeltaTable(uri)
    except TableNotFoundError:
        return None
    latest = table.version()
    if version is None or version == latest:
        return table if latest > 0 else None
    if not 0 < version < latest:
        raise LookupError(f"{name(table)} has the versions 1 to {latest}, not {version}")
    return DeltaTable(uri, version=version)


def created(uri: str, schema: pl.Schema, *, by_tag: bool) -> DeltaTable:
    """The table, made if it is missing; of several processes that make it, one does."""
    try:
        return DeltaTable(uri)
    except TableNotFoundError:
        return DeltaTable.create(
            uri,
            delta_schema(schema),
            mode="ignore",
            partition_by=["tag"] if by_tag else None,
            configuration=PROPERTIES,
        )


def name(table: DeltaTable) -> str:
    """The dataset that the table holds."""
    return str(table.table_uri).rstrip("/").rsplit("/", 1)[-1]


def by_tag(table: DeltaTable) -> bool:
    """Whether the dataset is kept by tag; it is replaced whole if not."""
    return bool(table.metadata().partition_columns == ["tag"])


def schema(table: DeltaTable) -> pl.Schema:
    """The table's columns, in the order of the newest write."""
    return pl.Schema(table.schema().to_arrow())


def files(table: DeltaTable, tags: Sequence[str] | None = None) -> list[str]:
    """The files of these tags, or of all; in the order of their tags."""
    if tags is not None and not tags:
        return []
    pruned = tags is not None and by_tag(table)
    found = table.file_uris(
        file_pruning_predicate=[("tag", "in", list(tags or []))] if pruned else None
    )
    # deltalake gives the local path as in a URL: `%20` where the folder has a space.
    return sorted(found if remote(table) else map(unquote, found))


def remote(table: DeltaTable) -> bool:
    """Whether the table lies in an object store."""
    return not table.table_uri.startswith("file://")


def rows(table: DeltaTable, tags: Sequence[str] | None = None) -> pl.LazyFrame:
    """The rows of these tags, or of all; no other tag's file is opened."""
    columns = schema(table)
    chosen = files(table, tags)
    if not chosen:
        return columns.to_frame().lazy()
    found = pl.scan_parquet(
        chosen,
        glob=False,
        schema=columns,
        hive_partitioning=by_tag(table),
        hive_schema={"tag": pl.String} if by_tag(table) else None,
        missing_columns="insert",
        extra_columns="ignore",
    ).select(columns.names())
    return found if tags is None else found.filter(pl.col("tag").is_in(list(tags)))


def heads(table: DeltaTable, keys: Iterable[str]) -> dict[str, Version | None]:
    """The version that stands, by tag, null where it was never written; reads no history.

    Each commit leaves, for each of its tags, the number of the table version that it was made
    from (an application transaction of Delta's). The commit itself is the next one or, where
    writers of other tags came between, one soon after.
    """
    read: dict[int, dict[str, Any]] = {}

    def newest(key: str) -> Version | None:
        seen = table.transaction_version(transaction(key))
        if seen is None:
            return None
        for number in range(seen + 1, table.version() + 1):
            entry = read[number] = read.get(number) or _entry(table, number)
            if key in _tags(entry):
                return _version(table, key, entry)
        raise LookupError(f"{name(table)}: no commit after {seen} names '{key}': a damaged log")

    return {key: newest(key) for key in keys}


def all_heads(table: DeltaTable) -> dict[str, Version]:
    """The version that stands, by tag, of every tag that was ever written: one pass of the log."""
    found: dict[str, Version] = {}
    for entry in table.history():
        fresh = _tags(entry).keys() - found.keys()
        found |= {key: _version(table, key, entry) for key in fresh}
    return found


def history(table: DeltaTable, key: str) -> list[Version]:
    """Every version of a tag, newest first."""
    return [_version(table, key, entry) for entry in table.history() if key in _tags(entry)]


def transaction(key: str) -> str:
    """Name of the application transaction that guards a tag."""
    return f"tag={key}"


def tables(root: str) -> list[str]:
    """Names of the folders below the root that may hold a dataset."""
    try:
        found = PyFileSystem(DeltaStorageHandler(root)).get_file_info(FileSelector(""))
    except TableNotFoundError:
        return []
    folders = [one.base_name for one in found if one.type == FileType.Directory]
    return sorted(name for name in folders if not name.startswith(("_", ".")))


def vacuum(table: DeltaTable, pins: set[int], older_than_hours: int) -> list[str]:
    """Delete files that neither stand nor belong to a pinned version; their paths.

    Where the dataset is replaced whole, every version counts as pinned.
    """
    kept = pins if by_tag(table) else range(1, table.version() + 1)
    return list(
        table.vacuum(
            retention_hours=older_than_hours,
            enforce_retention_duration=False,
            dry_run=False,
            full=True,
            keep_versions=sorted(kept),
        )
    )


def _entry(table: DeltaTable, number: int) -> dict[str, Any]:
    log = DeltaStorageHandler(table.table_uri).open_input_file(f"_delta_log/{number:020}.json")
    for line in log.read().splitlines():
        if line.startswith(b'{"commitInfo"'):
            return {**json.loads(line)["commitInfo"], "version": number}
    return {"version": number}


def _tags(entry: dict[str, Any]) -> dict[str, Any]:
    return dict(entry.get(ABOUT, {}).get("tags", {}))


def _version(table: DeltaTable, key: str, entry: dict[str, Any]) -> Version:
    about = entry[ABOUT]
    tag = about["tags"][key]
    return Version(
        dataset=name(table),
        tag=None if key == WHOLE else key,
        number=entry["version"],
        time=datetime.fromtimestamp(entry["timestamp"] / 1000, UTC),
        rows=tag["rows"],
        content_hash=tag["hash"],
        reason=about["reason"],
        run_id=about["run_id"],
        parent=tag["parent"],
    )
