"""Doorbell: files that came, went or changed ask for ingestion, then for the tags they touch."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import dagster as dg

from sensors.jobs import INGEST, JOBS, REMAKE, TARGET_TAG

TOUCHED = dg.AssetKey("touched_tags")


def fingerprint(sources: Any) -> str:  # noqa: ANN401 the door comes by its resource key
    """One hash over the names, sizes and times of all files in the document folders."""
    seen = [
        (str(path), stat.st_size, stat.st_mtime_ns)
        for folder in sources.document_folders()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (stat := path.stat())
    ]
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]


def requests(record: dg.EventLogRecord) -> Iterator[dg.RunRequest]:
    """One run for each tag that the last ingestion touched."""
    event = record.asset_materialization
    for tag in json.loads(str(event.metadata["tags"].value)) if event else []:
        yield dg.RunRequest(
            run_key=f"touched:{record.run_id}:{tag}",
            job_name=REMAKE.job,
            partition_key=tag,
            tags={TARGET_TAG: tag},
        )


@dg.sensor(jobs=[JOBS[INGEST.job], JOBS[REMAKE.job]], minimum_interval_seconds=30)
def new_documents(
    context: dg.SensorEvaluationContext, sources: dg.ResourceParam[Any]
) -> dg.SensorResult:
    """Read the folders again when they changed; make exactly the touched tags anew."""
    seen, told = (context.cursor or ":0").split(":")
    now = fingerprint(sources)
    records = context.instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=TOUCHED, after_storage_id=int(told)),
        limit=1,
        ascending=True,
    ).records
    ingest = [dg.RunRequest(run_key=f"ingest:{now}", job_name=INGEST.job)] if now != seen else []
    remade = [request for record in records for request in requests(record)]
    last = records[-1].storage_id if records else told
    return dg.SensorResult(run_requests=[*ingest, *remade], cursor=f"{now}:{last}")
