"""Doorbell: a tag that the attribution report wants taken back asks for its rollback."""

import json
from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from sensors.attempts import attempts, run_key
from sensors.rounds import ROLLBACK_TAG, ROLLBACKS, undone

REPORT = dg.AssetKey("attribution_report")


def verdicts(instance: dg.DagsterInstance) -> list[dict[str, str]]:
    """The rollbacks that the newest report asks for: `tag`, `to` and `bad`, two releases."""
    event = instance.get_latest_materialization_event(REPORT)
    reported = event.asset_materialization if event else None
    told = reported.metadata.get("rollbacks") if reported else None
    return json.loads(str(told.value)) if told else []


def requests(
    rollbacks: Sequence[Mapping[str, str]], due: Mapping[str, int] | None = None
) -> Iterator[dg.RunRequest]:
    """One run for each rollback; its key holds the bad release and the attempt.

    Args:
        rollbacks: As a report asks for them.
        due: Number of the attempt by `tag:release`, the others are left out; null: all, the first.
    """
    for rollback in rollbacks:
        if attempt := 1 if due is None else due.get(_name(rollback), 0):
            yield dg.RunRequest(
                run_key=run_key(f"rollback:{_name(rollback)}", attempt),
                tags={ROLLBACK_TAG: _name(rollback), "agentar/target": rollback["tag"]},
                run_config={"ops": {"rollback": {"config": dict(rollback)}}},
            )


def asked(instance: dg.DagsterInstance) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """A run for each rollback of the newest report that is due; where none is, why not."""
    rollbacks = verdicts(instance)
    missing = undone(instance, map(_name, rollbacks))
    found = attempts(instance, ROLLBACKS, ROLLBACK_TAG, missing)
    yield from requests(rollbacks, found.due)
    if not found.due:
        yield dg.SkipReason(found.told() or "the newest report asks for no rollback that is left")


@dg.sensor(job_name="rollback_tag", minimum_interval_seconds=10)
def regressions(
    context: dg.SensorEvaluationContext,
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Roll back the tags that the newest report judged so, until each is rolled back."""
    yield from asked(context.instance)


def _name(rollback: Mapping[str, str]) -> str:
    return f"{rollback['tag']}:{rollback['bad']}"
