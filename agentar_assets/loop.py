"""The loop driven from one process: what the daemon's sensors do, without a daemon."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import polars as pl

from agentar_assets import records
from agentar_assets.documents import bars
from agentar_assets.workers import Run, Workers, forsaken
from resources.lake import Lake
from resources.roots import CHECKOUT, Root
from sensors import regressions
from sensors.jobs import DECIDE, INGEST, PLAN_TAG, TARGET_TAG, TRAIN, Phase
from sensors.rounds import ROLLBACK_TAG, Plan, newest_plan, outstanding, run_tags, waiting_for

DRILL_ROUND = 2
"""The first round that has a good release to go back to."""

Progress = Callable[[str, str, int, int], None]
"""Told as runs end: job, what it works on, how many are done, how many there are."""


class RunError(RuntimeError):
    """A run of the loop failed; its message says which, on what, and why."""


@dataclass(frozen=True, kw_only=True)
class Loop:
    """The rounds of one instance, run in this process."""

    instance: dg.DagsterInstance
    lake: Lake
    progress: Progress
    workers: Workers

    def begin(self, *, tags: Iterable[str], budget: int, seed: int, anew: bool = True) -> Plan:
        """Plan the first round, unless a plan is there already.

        The sources are read before a round, not within one that was begun: what it drafted rests
        on the documents as they were.

        Args:
            tags: What is planned for.
            budget: New items of round one.
            seed: Of every tag in round one.
            anew: Whether a plan for other tags gives way to one for these.
        """
        forsaken(self.instance)
        wanted = tuple(sorted(tags))
        plan = newest_plan(self.instance)
        if plan is None or not self._begun(plan):
            self.read()
            self._refuse_nothing_in_force()
        if plan is None or (anew and tuple(sorted(plan.tags)) != wanted):
            config = {"tags": list(wanted), "budget": budget, "seed": seed}
            asked = {"ops": {"next_round_plan": {"config": config}}}
            run = Run(job=DECIDE.job, target="all", tags={TARGET_TAG: "all"}, config=asked)
            self._execute([run])
            plan = newest_plan(self.instance)
        if plan is None:
            raise RunError("no plan was made: open the run `decide` in the UI")
        return plan

    def read(self) -> None:
        """Read the sources; a file that is as it was is not read again."""
        self._execute([Run(job=INGEST.job, target="all", tags={TARGET_TAG: "all"})])

    def carry_out(self, plan: Plan, *, drill: bool = False) -> Plan:
        """Do what is missing of a plan's round and of its rollbacks; give the next plan.

        A drill spoils the data of the tag that the student knows best, once, in round two.
        """
        self.roll_back(plan)
        self.advance(plan, until=TRAIN)
        if drill and plan.round == DRILL_ROUND and self._about_to(TRAIN, plan):
            self.spoil_best_known(plan)
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
            self._execute([_run(plan, phase, target) for target in targets])

    def roll_back(self, plan: Plan) -> None:
        """Carry out the rollbacks that a plan waits for."""
        waiting = waiting_for(self.instance, plan)
        event = self.instance.get_latest_materialization_event(regressions.REPORT)
        if not waiting or event is None or event.asset_materialization is None:
            return
        asked = json.loads(str(event.asset_materialization.metadata["rollbacks"].value))
        self._execute(
            [
                Run(
                    job="rollback_tag",
                    target=str(request.tags[TARGET_TAG]),
                    tags=request.tags,
                    config=request.run_config,
                )
                for request in regressions.requests(asked)
                if request.tags[ROLLBACK_TAG] in waiting
            ]
        )

    def take_back(self, tag: str, to: str) -> None:
        """Roll one tag back to a release, or to the last good one where `to` is empty."""
        config = {"ops": {"rollback": {"config": {"tag": tag, "to": to, "bad": ""}}}}
        run = Run(job="rollback_tag", target=tag, tags={TARGET_TAG: tag}, config=config)
        self._execute([run])

    def spoil_best_known(self, plan: Plan) -> None:
        """Spoil the final set of the plan's tag with the best score, once in a root's life."""
        done = dg.RunsFilter(job_name="spoil_tag", statuses=[dg.DagsterRunStatus.SUCCESS])
        scores = self.lake.scan("attribution_report").filter(pl.col("tag").is_in(plan.tags))
        best = scores.sort("p", "tag", descending=[True, False]).head(1).collect()["tag"]
        if len(best) and not self.instance.get_runs_count(done):
            self.spoil(str(best[0]))

    def spoil(self, tag: str) -> None:
        """Spoil a tag's final set."""
        config = {"ops": {"spoil": {"config": {"tag": tag}}}}
        self._execute([Run(job="spoil_tag", target=tag, tags={TARGET_TAG: tag}, config=config)])

    def _refuse_nothing_in_force(self) -> None:
        documents = self.lake.scan("documents", schema=records.DOCUMENTS)
        if not documents.filter(pl.col("state") == "in_force").collect().height:
            raise RunError(f"no document is in force: {bars.refused(documents)}")

    def _about_to(self, phase: Phase, plan: Plan) -> bool:
        work = outstanding(self.instance, plan)
        return work is not None and work[0] is phase

    def _begun(self, plan: Plan) -> bool:
        made = dg.RunsFilter(tags={PLAN_TAG: plan.plan_id}, statuses=[dg.DagsterRunStatus.SUCCESS])
        return self.instance.get_runs_count(made) > 0

    def _execute(self, runs: Sequence[Run]) -> None:
        if not runs:
            return
        self.progress(runs[0].job, runs[0].target, 0, len(runs))
        outcomes = []
        for failed in self.workers.outcomes(self.instance, runs):
            outcomes.append(failed)
            done = f"{len(outcomes)} of {len(runs)}"
            self.progress(runs[0].job, done, len(outcomes), len(runs))
        if told := [failed for failed in outcomes if failed]:
            others = f"\n{len(told)} of {len(runs)} failed; the others are done and stay so"
            raise RunError("\n".join(told) + (others if len(runs) > 1 else ""))


def _run(plan: Plan, phase: Phase, target: str) -> Run:
    partition = target if phase.per_tag else None
    tags = run_tags(plan, phase, target)
    return Run(job=phase.job, target=target, partition=partition, tags=tags)


def opened(root: Root, progress: Progress = lambda *_: None, *, processes: int = 0) -> Loop:
    """The loop over a root's instance.

    Args:
        root: Where lake, runs and history lie.
        progress: Is told as runs end.
        processes: How many carry out tags side by side; 0: one for each core.
    """
    instance = home(root.variables())
    workers = Workers(processes or os.cpu_count() or 1)
    return Loop(instance=instance, lake=root.lake(), progress=progress, workers=workers)


def home(variables: Mapping[str, str]) -> dg.DagsterInstance:
    """The Dagster instance that the variables name, with this project's settings.

    Raises:
        OSError: The root cannot be written; the message names the path.
    """
    os.environ.update(variables)
    folder = Path(variables["DAGSTER_HOME"])
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "dagster.yaml").exists():
        partial = folder / "dagster.yaml.partial"
        shutil.copy(CHECKOUT / "dagster.yaml", partial)
        partial.replace(folder / "dagster.yaml")
    return dg.DagsterInstance.get()
