"""What a run tells Dagster while it runs, if Dagster started it; otherwise nothing."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol


class Reporter(Protocol):
    """Somebody who is told how a run goes."""

    def progress(self, line: str) -> None:
        """One line for the log of the run."""

    def result(self, metrics: Mapping[str, object]) -> None:
        """The last word: numbers of the finished run."""


class Silent:
    """Tells nobody."""

    def progress(self, line: str) -> None:
        """Nothing."""

    def result(self, metrics: Mapping[str, object]) -> None:
        """Nothing."""


class _Piped:
    def __init__(self, pipes: object) -> None:
        self._pipes = pipes

    def progress(self, line: str) -> None:
        self._pipes.log.info(line)  # type: ignore[attr-defined]

    def result(self, metrics: Mapping[str, object]) -> None:
        self._pipes.report_custom_message(dict(metrics))  # type: ignore[attr-defined]


def rank() -> int:
    """Number of this process among those of the run; 0 leads."""
    return int(os.environ.get("RANK", "0"))


@contextmanager
def reporting() -> Iterator[Reporter]:
    """A reporter for the time of a run: to Dagster on rank 0 under Pipes, else silent.

    Only one process may write to a pipe, so the others stay silent.
    """
    if rank() or "DAGSTER_PIPES_CONTEXT" not in os.environ:
        yield Silent()
        return
    from dagster_pipes import open_dagster_pipes  # noqa: PLC0415 - absent on a bare GPU machine

    with open_dagster_pipes() as pipes:
        yield _Piped(pipes)
