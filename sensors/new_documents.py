"""Doorbell: files that came, went or changed ask for ingestion, then for the tags they touch."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
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
    """Fingerprint of the document folders."""
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


def fingerprint(sources: Any) -> str:  # noqa: ANN401 the door comes by its resource key
    """One hash over the names, sizes and times of all files in the document folders."""
    seen = [
        (str(path), stat.st_size, stat.st_mtime_ns)
        for folder in sources.document_folders()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (stat := path.stat())
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]


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
    """Read the folders again when they changed; make exactly the touched tags anew."""
    return asked(context.instance, fingerprint(sources), Seen.parsed(context.cursor))
