"""What became of the runs that doorbells asked for, and what to ask for again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import dagster as dg

MOST = 3
"""Times that the same thing is asked for; after that a person has to look."""

_RUN_KEY = "dagster/run_key"
_WILL_RETRY = "dagster/will_retry"
_RETRIED_AS = "dagster/auto_retry_run_id"


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """What is not done yet, by what can be done about it."""

    due: Mapping[str, int]
    """To be asked for now, each with the number of the attempt; 1 for the first."""
    coming: Sequence[str]
    """A run waits, works, or will be tried again by Dagster."""
    given_up: Sequence[str]
    """No run of as many as may be asked for came to a good end."""

    def told(self) -> str:
        """What is waited for, and what only a person can do."""
        coming = (
            f"runs under way: {', '.join(self.coming)}: where a run's process is gone, cancel the "
            "run in the UI"
        )
        given_up = (
            f"given up after {MOST} attempts: {', '.join(self.given_up)}: open their runs in the "
            "UI, mend the cause, then choose `re-execute from failure`"
        )
        return "; ".join([coming] * bool(self.coming) + [given_up] * bool(self.given_up))


def done(instance: dg.DagsterInstance, runs: dg.RunsFilter, names: str) -> set[str]:
    """What these runs did, by the run tag that names it; a run counts if it succeeded."""
    ended = [run for run in instance.get_runs(runs) if run.is_success]
    return {run.tags.get(names, "") for run in ended}


def attempts(
    instance: dg.DagsterInstance, runs: dg.RunsFilter, names: str, missing: Iterable[str]
) -> Attempts:
    """Which of what is missing to ask for, which is on its way, and which was tried in vain.

    Only runs that a doorbell asked for count, and what was made of them: of a run in a process of
    its own (`agentar run`), nobody here can tell whether that process still lives.

    Args:
        instance: Keeps the runs.
        runs: Those that do such work.
        names: Run tag that says what a run works on.
        missing: What no run has done.
    """
    mine: dict[str, list[dg.DagsterRun]] = {name: [] for name in missing}
    for run in instance.get_runs(runs):
        if _RUN_KEY in run.tags and (known := mine.get(run.tags.get(names, ""))) is not None:
            known.append(run)
    coming = [n for n, found in mine.items() if any(_coming(instance, run) for run in found)]
    tried = {n: _tried(found) for n, found in mine.items() if n not in coming}
    return Attempts(
        due={name: times + 1 for name, times in tried.items() if times < MOST},
        coming=coming,
        given_up=[name for name, times in tried.items() if times >= MOST],
    )


def run_key(what: str, attempt: int) -> str:
    """Key of an attempt: a key is good for one run, whatever became of it."""
    return what if attempt == 1 else f"{what}:{attempt}"


def _tried(runs: Iterable[dg.DagsterRun]) -> int:
    """How often this was asked for in vain; what Dagster or a person tried again counts once."""
    return sum(run.is_failure_or_canceled and run.root_run_id is None for run in runs)


def _coming(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    if run.status == dg.DagsterRunStatus.NOT_STARTED:
        # The daemon died before it submitted the run: the same key makes it do so now. A retry
        # it submits by itself.
        return run.root_run_id is not None
    return not run.is_finished or _to_be_retried(instance, run)


def _to_be_retried(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    """Whether Dagster will try again; it says so a moment after the run has failed."""
    failed = run.status == dg.DagsterRunStatus.FAILURE and instance.run_retries_enabled
    return failed and run.tags.get(_WILL_RETRY) != "false" and _RETRIED_AS not in run.tags
