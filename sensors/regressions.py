"""Doorbell: a tag that the attribution report wants taken back asks for its rollback."""

import json
from collections.abc import Iterator

import dagster as dg

from sensors.rounds import ROLLBACK_TAG

REPORT = dg.AssetKey("attribution_report")
EVENTS_PER_TICK = 50


def verdicts(record: dg.EventLogRecord) -> list[dict[str, str]]:
    """The rollbacks that one report asks for: `tag`, `to` and `bad`, the last two releases."""
    event = record.asset_materialization
    told = event.metadata.get("rollbacks") if event else None
    return json.loads(str(told.value)) if told else []


def requests(rollbacks: list[dict[str, str]]) -> Iterator[dg.RunRequest]:
    """One run for each rollback; its key holds the bad release, so that it fires once."""
    for asked in rollbacks:
        yield dg.RunRequest(
            run_key=f"rollback:{asked['tag']}:{asked['bad']}",
            tags={ROLLBACK_TAG: f"{asked['tag']}:{asked['bad']}", "agentar/target": asked["tag"]},
            run_config={"ops": {"rollback": {"config": asked}}},
        )


@dg.sensor(job_name="rollback_tag", minimum_interval_seconds=10)
def regressions(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Roll back the tags that newer reports judged so, from where the last tick stopped."""
    records = context.instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=REPORT, after_storage_id=int(context.cursor or 0)),
        limit=EVENTS_PER_TICK,
        ascending=True,
    ).records
    if not records:
        return dg.SkipReason("no new attribution report")
    return dg.SensorResult(
        run_requests=[request for record in records for request in requests(verdicts(record))],
        cursor=str(records[-1].storage_id),
    )
