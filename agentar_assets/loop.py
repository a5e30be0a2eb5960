"""The loop driven from one process: what the daemon's sensors do, without a daemon."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from agentar_assets.definitions import defs
from resources.lake import Lake
from resources.roots import CHECKOUT, Root
from sensors import regressions
from sensors.jobs import DECIDE, INGEST, TARGET_TAG, TRAIN, Phase
from sensors.rounds import Plan, newest_plan, outstanding, run_tags, waiting_for

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
DRILL_ROUND = 2
"""The first round that has a good release to go back to."""

Progress = Callable[[str, str, int, int], None]
"""Told before each run: job, target, how many are done, how many there are."""


class RunError(RuntimeError):
    """A run of the loop failed; its message says which, on what, and why."""


@dataclass(frozen=True, kw_only=True)
class Loop:
    """The rounds of one instance, run in this process."""

    instance: dg.DagsterInstance
    lake: Lake
    progress: Progress

    def begin(self, *, tags: Iterable[str], budget: int, seed: int) -> Plan:
        """Read the sources; plan the first round unless a plan for these tags is there already."""
        self._run(INGEST, ["all"], {})
        wanted = tuple(sorted(tags))
        plan = newest_plan(self.instance)
        if plan is None or tuple(sorted(plan.tags)) != wanted:
            config = {"tags": list(wanted), "budget": budget, "seed": seed}
            self._run(DECIDE, ["all"], {}, {"ops": {"next_round_plan": {"config": config}}})
            plan = newest_plan(self.instance)
        if plan is None:
            raise RunError("no plan was made: open the run `decide` in the UI")
        return plan

    def carry_out(self, plan: Plan, *, drill: bool = False) -> Plan:
        """Do what is missing of a plan's round and of its rollbacks; give the next plan.

        A drill spoils the data of the tag that the student knows best, once, in round two.
        """
        self.roll_back(plan)
        self.advance(plan, until=TRAIN)
        if drill and plan.round == DRILL_ROUND:
            self.spoil(self._best_known(plan))
        self.advance(plan)
        following = newest_plan(self.instance)
        if following is None or following.plan_id == plan.plan_id:
            raise RunError(f"round {plan.round} ended without a new plan: see the UI")
        self.roll_back(following)
        return following

    def advance(self, plan: Plan, *, until: Phase | None = None) -> None:
        """Do what is missing of a plan's round, up to a phase or to its end."""
        while (work := outstanding(self.instance, plan)) and work[0] is not until:
            phase, targets = work
            self._run(phase, targets, {target: run_tags(plan, phase, target) for target in targets})

    def roll_back(self, plan: Plan) -> None:
        """Carry out the rollbacks that a plan waits for."""
        waiting = waiting_for(self.instance, plan)
        event = self.instance.get_latest_materialization_event(regressions.REPORT)
        if not waiting or event is None or event.asset_materialization is None:
            return
        asked = json.loads(str(event.asset_materialization.metadata["rollbacks"].value))
        for request in regressions.requests(asked):
            self.progress("rollback_tag", str(request.tags["agentar/target"]), 0, 1)
            self._execute("rollback_tag", tags=request.tags, config=request.run_config)

    def take_back(self, tag: str, to: str) -> None:
        """Roll one tag back to a release, or to the last good one where `to` is empty."""
        config = {"ops": {"rollback": {"config": {"tag": tag, "to": to, "bad": ""}}}}
        self._execute("rollback_tag", tags={TARGET_TAG: tag}, config=config)

    def _best_known(self, plan: Plan) -> str:
        scores = self.lake.scan("attribution_report").filter(pl.col("tag").is_in(plan.tags))
        return str(scores.sort("p", "tag", descending=[True, False]).collect()["tag"][0])

    def spoil(self, tag: str) -> None:
        """Spoil a tag's final set, unless that is what its head already is."""
        if self.lake.history("final_set", tag)[0].reason != "drill":
            self.progress("spoil_tag", tag, 0, 1)
            config = {"ops": {"spoil": {"config": {"tag": tag}}}}
            self._execute("spoil_tag", tags={TARGET_TAG: tag}, config=config)

    def _run(
        self,
        phase: Phase,
        targets: list[str],
        tags: Mapping[str, Mapping[str, str]],
        config: Mapping[str, Any] | None = None,
    ) -> None:
        for done, target in enumerate(targets):
            self.progress(phase.job, target, done, len(targets))
            self._execute(
                phase.job,
                partition=target if phase.per_tag else None,
                tags=tags.get(target, {TARGET_TAG: target}),
                config=config or {},
            )

    def _execute(
        self,
        job: str,
        *,
        partition: str | None = None,
        tags: Mapping[str, str],
        config: Mapping[str, Any],
    ) -> None:
        result = defs.resolve_job_def(job).execute_in_process(
            instance=self.instance,
            partition_key=partition,
            tags=tags,
            run_config={**config, **QUIET},
            raise_on_error=False,
        )
        if not result.success:
            raise RunError(_why(result, job, tags[TARGET_TAG]))


def _why(result: dg.ExecuteInProcessResult, job: str, target: str) -> str:
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error:
            error = event.step_failure_data.error
            cause = (error.cause or error).message.strip()
            return f"{job} failed on {target}, at {event.step_key}: {cause}"
    return f"{job} failed on {target}: run {result.run_id} in the UI says why"


def opened(root: Root, progress: Progress = lambda *_: None) -> Loop:
    """The loop over a root's instance."""
    return Loop(instance=home(root.variables()), lake=root.lake(), progress=progress)


def home(variables: Mapping[str, str]) -> dg.DagsterInstance:
    """The Dagster instance that the variables name, with this project's settings.

    Raises:
        OSError: The root cannot be written; the message names the path.
    """
    os.environ.update(variables)
    folder = Path(variables["DAGSTER_HOME"])
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "dagster.yaml").exists():
        shutil.copy(CHECKOUT / "dagster.yaml", folder / "dagster.yaml")
    return dg.DagsterInstance.get()
