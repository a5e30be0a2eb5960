"""Doorbell: a run that failed is told to the operator, with what to do."""

from typing import Any

import dagster as dg


@dg.run_failure_sensor(
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=10,
)
def failures(context: dg.RunFailureSensorContext, notifier: dg.ResourceParam[Any]) -> None:
    """Say which run failed, on what, why, and how to go on."""
    run = context.dagster_run
    target = run.tags.get("agentar/target", run.tags.get("dagster/partition", "all"))
    notifier.tell(
        f"run {run.run_id} of {run.job_name} failed on {target}: {context.failure_event.message} "
        "Open the run in the UI, mend the cause, then choose `re-execute from failure`: "
        "what it had written stays."
    )
