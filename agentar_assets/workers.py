"""Runs of the graph's jobs: one after another here, or side by side in processes of their own."""

import functools
import multiprocessing
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from agentar_assets.definitions import defs

DRIVER_TAG = "agentar/driver"
"""Run tag of the runs that a process of `agentar run` carries out, and ends with."""
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
WORTH_IT = 8
"""Fewest runs that pay for the seconds in which the processes load the graph."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run that is wanted."""

    job: str
    target: str
    """A tag, or `all`: for people to read."""
    partition: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)


def executed(instance: dg.DagsterInstance, run: Run) -> str:
    """Carry out a run in this process; give why it failed, or nothing."""
    result = defs.resolve_job_def(run.job).execute_in_process(
        instance=instance,
        partition_key=run.partition,
        tags={**run.tags, DRIVER_TAG: "agentar run"},
        run_config={**run.config, **QUIET},
        raise_on_error=False,
    )
    return "" if result.success else _why(result, run)


def forsaken(instance: dg.DagsterInstance) -> list[str]:
    """Cancel the runs of an `agentar run` that was killed; give their ids.

    They would stay started for ever, and keep the places of as many runs of the daemon. To be
    called by whoever holds the root: then no driver is alive.
    """
    started = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING]
    found = instance.get_runs(dg.RunsFilter(tags={DRIVER_TAG: "agentar run"}, statuses=started))
    for run in found:
        instance.report_run_canceled(run, message="the `agentar run` that drove it was killed")
        # Else what it held of a pool would be taken for ever, where no daemon frees it.
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return [run.run_id for run in found]


class Workers:
    """As many processes as asked for, made when first needed; they end with this one."""

    def __init__(self, processes: int) -> None:
        """Name how many; one or none: every run stays in this process."""
        self._processes = processes

    def outcomes(self, instance: dg.DagsterInstance, runs: Sequence[Run]) -> Iterator[str]:
        """Why each run failed, or nothing, as they end.

        Raises:
            RuntimeError: A process was killed from outside, for want of memory most likely.
        """
        if self._processes < 2 or len(runs) < WORTH_IT:  # noqa: PLR2004 - one is no company
            yield from (executed(instance, run) for run in runs)
            return
        asked = [self._pool.submit(_elsewhere, run) for run in runs]
        try:
            yield from (done.result() for done in as_completed(asked))
        except BrokenProcessPool as error:
            del self._pool
            raise RuntimeError(
                f"a process that carried out {runs[0].job} was killed, for want of memory most "
                "likely: start again, with --processes 1 if it comes back; what was done is kept"
            ) from error
        finally:
            # Else a person's Ctrl-C would wait until the whole queue was worked through.
            for one in asked:
                one.cancel()

    @functools.cached_property
    def _pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._processes, mp_context=context, initializer=_begin)


def _begin() -> None:
    # A parent that is killed cannot tell its children to end.
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


@functools.cache
def _instance() -> dg.DagsterInstance:
    return dg.DagsterInstance.get()


def _elsewhere(run: Run) -> str:
    try:
        return executed(_instance(), run)
    except Exception as error:  # not every one of Dagster's errors survives the way back
        return f"{run.job} failed on {run.target}: {error}"


def _why(result: dg.ExecuteInProcessResult, run: Run) -> str:
    for event in result.all_events:
        if event.is_step_failure and event.step_failure_data.error:
            error = event.step_failure_data.error
            said = (error.cause or error).message.strip()
            return f"{run.job} failed on {run.target}, at {event.step_key}: {said}"
    return f"{run.job} failed on {run.target}: run {result.run_id} in the UI says why"
