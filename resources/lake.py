"""The door to the lake: every dataset of the project, with all its versions and releases."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import dagster as dg
import polars as pl
from deltalake import DeltaTable

from resources import commits, delta, releases, stamp, warehouse
from resources.commits import NAME, Note, Part
from resources.versions import WHOLE, Conflict, Release, Version, content_hash, merkle

__all__ = ["WHOLE", "Conflict", "Lake", "Release", "Version"]

_UNFIT: Final = frozenset("[]^|=\\")
"""Characters of a path that deltalake 1.6 breaks on, or that polars takes for a partition."""


class Lake(dg.ConfigurableResource[Any]):
    """One Delta table for each dataset, kept by tag or replaced whole.

    Nothing is erased: a write of other content is a new version, a rollback is one too.
    """

    root: str
    """Folder, made when missing; or `s3://bucket/prefix`, its keys in the environment."""
    code_version: str = ""
    """Commit of the program, noted in every version."""

    def scan(
        self,
        dataset: str,
        *,
        tags: Sequence[str] | None = None,
        version: int | None = None,
        schema: pl.Schema | None = None,
    ) -> pl.LazyFrame:
        """Rows of these tags, or of all, as they stand or stood at a table version.

        With a `schema` they are read as these columns: one that is missing is null, one too many
        is left out, and a dataset that was never written is empty.

        Raises:
            LookupError: Never written, and no `schema` given; or no such version.
        """
        table = delta.opened(self._uri(dataset), version)
        if table is None and schema is None:
            raise LookupError(f"{dataset} was never written: {self._known()}: materialize it first")
        if table is None or schema is None:
            return delta.rows(table, tags) if table else (schema or pl.Schema()).to_frame().lazy()
        return _shaped(delta.rows(table, tags), schema)

    def write(  # noqa: PLR0913 - the face that every stage knows
        self,
        dataset: str,
        frame: pl.DataFrame,
        *,
        tags: Sequence[str] | None,
        reason: str,
        run_id: str,
        expect: int | None = None,
    ) -> Version:
        """Let the frame stand for exactly these tags, or for the dataset; in one commit.

        A tag whose content is the same already keeps its version. No rows are a legal content.
        No tags (null) replace the dataset whole. `expect` is the table version that the writer
        last saw, 0 for never written: the write goes through only if none of its tags changed
        since; null writes over whatever stands.

        Returns:
            The version that stands now; where several tags were written, one that sums them up.

        Raises:
            Conflict: Somebody else wrote since `expect`; nothing was committed.
            ValueError: The frame holds rows of other tags, or a type that Delta does not know.
            OSError: The folder cannot be written; nothing was committed.
        """
        parts = commits.parts(dataset, frame, tags)
        note = Note(reason, run_id, self.code_version)
        return commits.summed(self._committed(dataset, parts, note, expect))

    def add(
        self, dataset: str, frame: pl.DataFrame, *, key: Sequence[str], reason: str, run_id: str
    ) -> Version | None:
        """Add the rows whose key the dataset does not hold yet, in one commit; no other changes.

        For what is made once for all from content that its key names: twice is once, and what a
        kill left is added to. In which order the rows are read is not said.

        Returns:
            The version that stands now; null where no row was ever added.

        Raises:
            ValueError: A type that Delta does not know, or other types than those of the dataset.
            OSError: The folder cannot be written; nothing was committed.
        """
        with self._storing(dataset) as uri:
            note = Note(reason, run_id, self.code_version)
            return commits.added(uri, frame, key, note)

    def head(self, dataset: str, tag: str | None) -> Version | None:
        """The version that stands for a tag; null where it was never written."""
        table = delta.opened(self._uri(dataset))
        return delta.heads(table, [tag or WHOLE])[tag or WHOLE] if table else None

    def heads(self, dataset: str) -> dict[str, Version]:
        """The version that stands, by tag (empty where the dataset is replaced whole)."""
        table = delta.opened(self._uri(dataset))
        return delta.all_heads(table) if table else {}

    def history(self, dataset: str, tag: str | None) -> list[Version]:
        """Every version of a tag, or of a dataset that is replaced whole; newest first."""
        table = delta.opened(self._uri(dataset))
        return delta.history(table, tag or WHOLE) if table else []

    def datasets(self) -> list[str]:
        """Names of the datasets that were ever written."""
        stamp.checked(self._root())
        return [name for name in delta.tables(self._root()) if delta.opened(self._uri(name))]

    def release(self, datasets: Sequence[str]) -> Release:
        """Pin the datasets as they stand; the same content is the same release.

        A tag without rows is as one that was never written: no release names it.

        Raises:
            LookupError: A dataset was never written.
        """
        tables = {name: self._opened(name) for name in sorted(set(datasets))}
        heads = {name: _filled(delta.all_heads(table)) for name, table in tables.items()}
        hashes = {n: {tag: v.content_hash for tag, v in tags.items()} for n, tags in heads.items()}
        release = Release(
            id=merkle(hashes),
            time=datetime.now(UTC),
            pins={name: table.version() for name, table in tables.items()},
            hashes=hashes,
            rows={n: {tag: v.rows for tag, v in tags.items()} for n, tags in heads.items()},
        )
        uri = self._uri(releases.TABLE)
        with commits.storing(uri):
            return releases.keep(uri, release)

    def releases(self) -> list[Release]:
        """All releases, newest first."""
        return releases.stored(self._uri(releases.TABLE))

    def released(self, start: str) -> Release:
        """The release whose id is this, or starts so.

        Raises:
            LookupError: None does, or several do; the message names them.
        """
        return releases.found(self.releases(), start)

    def rollback(
        self, tag: str, to: Release | None, *, expect: Release | None, run_id: str
    ) -> list[Version]:
        """Every dataset of the tag as it was in a release: a new commit each, nothing erased.

        Twice is once; after a kill in the middle, the same call completes it. Without a target
        (null) the tag goes back to having no rows. `expect` is the bad release: nothing is done
        if any dataset of the tag holds other rows than its or the target's; null rolls back
        whatever stands.

        Returns:
            What stands for the tag now, one version for each dataset that has any.

        Raises:
            Conflict: The tag was written since the bad release; nothing was rolled back, or where
                it was written during the rollback, not all of it. That write stands.
            ValueError: Neither release is given: they name the datasets to roll back.
        """
        heads = {dataset: self.head(dataset, tag) for dataset in _concerned(tag, to, expect)}
        for dataset, head in heads.items() if expect is not None else ():
            _fence(dataset, tag, head, (expect, to))
        # A write from here on meets the number of the head that was looked at, and stands.
        return [self._restored(head, to, run_id) for head in heads.values() if head]

    def sql(self, query: str, *, release: str | None = None) -> pl.DataFrame:
        """What one SELECT finds, over the datasets as they stand or as a release pins them.

        Raises:
            LookupError: No such table, column or release; the message names those there are.
            ValueError: Not one SELECT, or not valid SQL.
        """
        known = dict(self.released(release).pins) if release else dict.fromkeys(self.datasets())
        meant = {n: pin for n, pin in known.items() if re.search(rf"\b{re.escape(n)}\b", query)}
        try:
            return warehouse.answer(query, {n: self._opened(n, p) for n, p in meant.items()})
        except LookupError as error:
            raise LookupError(f"{error}: tables: {', '.join(known) or 'none yet'}") from error

    def publish(self, path: str | Path) -> dict[str, int]:
        """Write all datasets as they stand into one DuckDB file, at once; rows by dataset."""
        tables = {name: self._opened(name) for name in self.datasets()}
        return warehouse.publish(Path(path), tables)

    def vacuum(self, dataset: str, *, older_than_hours: int = 168) -> list[str]:
        """Delete the files that neither stand nor are pinned by a release; their paths.

        A dataset that is replaced whole keeps every version: no release pins it, and its history
        is read (plans, reports, weights). It loses what writes that were cut short have left.
        """
        pins = {release.pins[dataset] for release in self.releases() if dataset in release.pins}
        return delta.vacuum(self._opened(dataset), pins, older_than_hours)

    def uri(self, dataset: str) -> str:
        """Where the dataset's table lies."""
        if not NAME.fullmatch(dataset.removeprefix("_")):
            raise ValueError(f"'{dataset}' names no dataset: letters, digits, '_', '.', '-' only")
        return f"{self._root()}/{dataset}"

    def _root(self) -> str:
        root = self.root.removeprefix("file://").rstrip("/")
        root = root if "://" in root else str(Path(root).expanduser().absolute())
        if wrong := sorted({*root} & _UNFIT):
            raise ValueError(f"the lake cannot lie in {root}: name a folder without {wrong}")
        return root

    def _uri(self, dataset: str) -> str:
        stamp.checked(self._root())
        return self.uri(dataset)

    def _opened(self, dataset: str, version: int | None = None) -> DeltaTable:
        table = delta.opened(self._uri(dataset), version)
        if table is None:
            raise LookupError(f"{dataset} was never written: {self._known()}: materialize it first")
        return table

    def _known(self) -> str:
        return f"the lake {self._root()} holds {', '.join(self.datasets()) or 'nothing yet'}"

    def _committed(
        self, dataset: str, wanted: Mapping[str, Part], note: Note, expect: int | None
    ) -> dict[str, Version]:
        with self._storing(dataset) as uri:
            return commits.committed(uri, wanted, note, expect=expect)

    @contextmanager
    def _storing(self, dataset: str) -> Iterator[str]:
        with commits.storing(self.uri(dataset)):
            if not stamp.checked(self._root()):
                stamp.put(self._root())
            yield self.uri(dataset)

    def _restored(self, head: Version, to: Release | None, run_id: str) -> Version:
        dataset, tag = head.dataset, str(head.tag)
        wanted = _pinned(to, dataset, tag)
        if _content(head) == wanted:
            return head
        columns = delta.schema(self._opened(dataset))
        rows = columns.to_frame()
        if to is not None and wanted is not None:
            pinned = self.scan(dataset, tags=[tag], version=to.pins[dataset])
            rows = _shaped(pinned, columns).collect()
        part = Part(rows, wanted or content_hash(rows))
        note = Note("rollback", run_id, self.code_version)
        return self._committed(dataset, {tag: part}, note, head.number)[tag]


def _fence(dataset: str, tag: str, head: Version | None, allowed: Sequence[Release | None]) -> None:
    if _content(head) not in [_pinned(release, dataset, tag) for release in allowed]:
        ids = [release.id for release in allowed if release]
        raise Conflict(
            f"{dataset} '{tag}': expected the rows of release {' or '.join(ids)}, found "
            f"{head}: it was written since: evaluate the tag again before you roll it back"
        )


def _shaped(rows: pl.LazyFrame, schema: pl.Schema) -> pl.LazyFrame:
    have = rows.collect_schema()
    return rows.select(
        pl.col(name).cast(dtype) if name in have else pl.lit(None, dtype).alias(name)
        for name, dtype in schema.items()
    )


def _filled(heads: Mapping[str, Version]) -> dict[str, Version]:
    return {tag: version for tag, version in sorted(heads.items()) if version.rows}


def _content(version: Version | None) -> str | None:
    """Hash of what stands; null where there are no rows, written or not."""
    return version.content_hash if version and version.rows else None


def _pinned(release: Release | None, dataset: str, tag: str) -> str | None:
    return release.hashes.get(dataset, {}).get(tag) if release else None


def _concerned(tag: str, to: Release | None, expect: Release | None) -> list[str]:
    """Datasets to roll back: those that the target pins, or the bad release where none is given."""
    if (named := to or expect) is None:
        raise ValueError(f"'{tag}': name the release to go back to, or the bad one")
    return sorted(named.pins)
