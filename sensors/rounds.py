"""Doorbell: a plan that is not yet carried out asks for the runs that are still missing."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import dagster as dg

from sensors.attempts import attempts, done, run_key
from sensors.jobs import JOBS, PLAN_TAG, ROUND, TARGET_TAG, Phase

PLAN = dg.AssetKey("next_round_plan")
ROLLBACK_TAG = "agentar/rollback"
"""Run tag of a rollback: `tag:release` that was bad."""
ROLLBACKS = dg.RunsFilter(job_name="rollback_tag")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the newest `next_round_plan` asks for."""

    plan_id: str
    round: int
    tags: tuple[str, ...]
    stop: str
    rollbacks: tuple[str, ...]
    """`tag:release` of the rollbacks that the round waits for."""
    resting: tuple[str, ...] = ()
    """Planned tags whose data stays as it is in this round, as after a rollback."""


def newest_plan(instance: dg.DagsterInstance) -> Plan | None:
    """The plan that was materialized last, as its metadata tells it."""
    event = instance.get_latest_materialization_event(PLAN)
    if event is None or event.asset_materialization is None:
        return None
    told = {name: value.value for name, value in event.asset_materialization.metadata.items()}
    return Plan(
        plan_id=str(told["plan_id"]),
        round=int(str(told["round"])),
        tags=tuple(json.loads(str(told["tags"]))),
        stop=str(told["stop"] or ""),
        rollbacks=tuple(json.loads(str(told["rollbacks"]))),
        resting=tuple(json.loads(str(told.get("resting", "[]")))),
    )


def outstanding(instance: dg.DagsterInstance, plan: Plan) -> tuple[Phase, list[str]] | None:
    """The first phase of the round that is not done, and the targets it lacks; None: all done."""
    for phase in ROUND:
        ready = done(instance, _runs(plan, phase), TARGET_TAG)
        if missing := [target for target in _targets(plan, phase) if target not in ready]:
            return phase, missing
    return None


def waiting_for(instance: dg.DagsterInstance, plan: Plan) -> list[str]:
    """Rollbacks that the plan rests on and that have not been carried out."""
    return undone(instance, plan.rollbacks)


def undone(instance: dg.DagsterInstance, rollbacks: Iterable[str]) -> list[str]:
    """Those of these rollbacks (`tag:release`) that have not been carried out."""
    carried_out = done(instance, ROLLBACKS, ROLLBACK_TAG)
    return [rollback for rollback in rollbacks if rollback not in carried_out]


def _targets(plan: Plan, phase: Phase) -> Sequence[str]:
    """What a phase works on: all at once, or each planned tag but those whose data stays."""
    if not phase.per_tag:
        return ["all"]
    return [tag for tag in plan.tags if not (phase.makes and tag in plan.resting)]


def _runs(plan: Plan, phase: Phase) -> dg.RunsFilter:
    return dg.RunsFilter(job_name=phase.job, tags={PLAN_TAG: plan.plan_id})


def run_tags(plan: Plan, phase: Phase, target: str) -> dict[str, str]:
    """Tags of a run: its plan, round and target, and the axes of its tag, to filter runs by."""
    axes = dict(zip(("agentar/scenario", "agentar/attribute"), target.split("."), strict=False))
    return {
        PLAN_TAG: plan.plan_id,
        TARGET_TAG: target,
        "agentar/round": str(plan.round),
        **(axes if phase.per_tag else {}),
    }


def requests(plan: Plan, phase: Phase, due: Mapping[str, int]) -> Iterator[dg.RunRequest]:
    """One run for each target; its key holds plan and attempt, so that it is asked for once."""
    for target, attempt in due.items():
        yield dg.RunRequest(
            run_key=run_key(f"{plan.plan_id}:{phase.job}:{target}", attempt),
            job_name=phase.job,
            partition_key=target if phase.per_tag else None,
            tags=run_tags(plan, phase, target),
        )


def asked(
    instance: dg.DagsterInstance, plan: Plan, phase: Phase, missing: Sequence[str]
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """A run for each missing target that is due; where none is, why not."""
    found = attempts(instance, _runs(plan, phase), TARGET_TAG, missing)
    yield from requests(plan, phase, found.due)
    if not found.due:
        yield dg.SkipReason(f"round {plan.round}, {phase.job}: {found.told()}")


@dg.sensor(jobs=[JOBS[phase.job] for phase in ROUND], minimum_interval_seconds=10)
def rounds(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Carry out the newest plan, phase by phase, however often it is interrupted."""
    plan = newest_plan(context.instance)
    if plan is None:
        yield dg.SkipReason("no plan yet: materialize next_round_plan")
    elif plan.stop:
        yield dg.SkipReason(f"the loop is done: {plan.stop}")
    elif waiting := waiting_for(context.instance, plan):
        yield dg.SkipReason(f"waiting for rollbacks: {', '.join(waiting)}")
    elif work := outstanding(context.instance, plan):
        yield from asked(context.instance, plan, *work)
    else:
        yield dg.SkipReason(f"round {plan.round} is carried out")
