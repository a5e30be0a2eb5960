"""Doorbell: files that came, went or changed ask for ingestion, then for the tags they touch."""

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self

import dagster as dg

from sensors.jobs import INGEST, JOBS, REMAKE, TARGET_TAG

TOUCHED = dg.AssetKey("touched_tags")
MADE = dg.AssetKey(REMAKE.assets[0])
"""What a tag is made anew from; a rollback does not touch it."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the last tick saw."""

    folders: str = ""
    """Fingerprint of the document folders, on that day."""
    told: int = 0
    """Storage id of the newest `touched_tags`."""
    reads: int = 0
    """How often ingestion was asked for: folders that are as they once were are read again."""

    @classmethod
    def parsed(cls, cursor: str | None) -> Self:
        """Read the cursor of a tick; of one before `reads` was kept, too."""
        folders, told, reads = [*(cursor or "").split(":"), "", ""][:3]
        return cls(folders=folders, told=int(told or 0), reads=int(reads or 0))

    def __str__(self) -> str:
        """The cursor."""
        return f"{self.folders}:{self.told}:{self.reads}"


def fingerprint(sources: Any, day: date) -> str:  # noqa: ANN401 the door comes by its resource key
    """One hash over what lies in the document folders, and the day.

    A law comes into force, or ends, on a day on which no file changes.
    """
    digest = hashlib.sha256(day.isoformat().encode())
    for folder in sources.document_folders():
        for line in _looks(str(folder)):
            digest.update(line)
    return digest.hexdigest()[:16]


def _looks(folder: str) -> Iterator[bytes]:
    """How each file below a folder looks, one line each, always in the same order.

    Hidden entries are passed over, as they are by the reader. A link to a folder is not gone into;
    what cannot be looked at, or vanishes meanwhile, is a line that says so.
    """
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                seen = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield _line(place, [error.errno])
            continue
        for entry in seen:
            if entry.name.startswith("."):
                continue
            if look := _look(entry):
                yield _line(entry.path, look)
            else:
                waiting.append(entry.path)


def _look(entry: os.DirEntry[str]) -> list[object]:
    """Kind, rights, size and time of a file, of a link where it leads, too; nothing of a folder."""
    try:
        if entry.is_dir(follow_symlinks=False):
            return []
        leads = [os.path.realpath(entry.path)] if entry.is_symlink() else []
        status = entry.stat()
    except OSError as error:
        return [error.errno]
    content = [status.st_size, status.st_mtime_ns] if stat.S_ISREG(status.st_mode) else []
    return [*leads, status.st_mode, *content]


def _line(place: str, look: list[object]) -> bytes:
    return os.fsencode(place) + f"\0{look!r}\n".encode("utf-8", "backslashreplace")


def newest(instance: dg.DagsterInstance, after: int) -> dg.EventLogRecord | None:
    """What the last ingestion told, unless it was told before; it names all that is to be made."""
    found = dg.AssetRecordsFilter(asset_key=TOUCHED, after_storage_id=after)
    return next(iter(instance.fetch_materializations(found, limit=1).records), None)


def requests(instance: dg.DagsterInstance, record: dg.EventLogRecord) -> Iterator[dg.RunRequest]:
    """One run for each tag that an ingestion touched and that was not made anew since."""
    event = record.asset_materialization
    for tag in json.loads(str(event.metadata["tags"].value)) if event else []:
        since = dg.AssetRecordsFilter(
            asset_key=MADE, asset_partitions=[tag], after_storage_id=record.storage_id
        )
        if not instance.fetch_materializations(since, limit=1).records:
            yield dg.RunRequest(
                run_key=f"touched:{record.run_id}:{tag}",
                job_name=REMAKE.job,
                partition_key=tag,
                tags={TARGET_TAG: tag},
            )


def asked(instance: dg.DagsterInstance, folders: str, seen: Seen) -> dg.SensorResult:
    """Ingestion where the folders changed since, and the tags that the newest one touched."""
    record = newest(instance, seen.told)
    now = Seen(
        folders=folders,
        told=record.storage_id if record else seen.told,
        reads=seen.reads + (folders != seen.folders),
    )
    ingest = dg.RunRequest(run_key=f"ingest:{now.reads}:{folders}", job_name=INGEST.job)
    remade = requests(instance, record) if record else ()
    return dg.SensorResult(
        run_requests=[*[ingest] * (now.reads > seen.reads), *remade], cursor=str(now)
    )


@dg.sensor(jobs=[JOBS[INGEST.job], JOBS[REMAKE.job]], minimum_interval_seconds=30)
def new_documents(
    context: dg.SensorEvaluationContext, sources: dg.ResourceParam[Any]
) -> dg.SensorResult:
    """Read the folders again when they changed, and once a day; make the touched tags anew."""
    folders = fingerprint(sources, datetime.now(UTC).date())
    return asked(context.instance, folders, Seen.parsed(context.cursor))
