"""How far the loop is, on a terminal or in a log."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)


@contextmanager
def bars(out: Console) -> Iterator["Told"]:
    """Show a loop's progress on a console while the block runs."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=out, disable=not out.is_terminal) as shown:
        told = Told(shown)
        yield told
        told.finish()


class Told:
    """One bar for each phase as the loop goes through it; a line each, where no terminal is."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._job: tuple[str, TaskID] | None = None

    def __call__(self, job: str, target: str, done: int, total: int) -> None:
        """Show where the loop is."""
        if self._job is None or self._job[0] != job or done == 0:
            self.finish()
            self._job = (job, self._bars.add_task(job, total=total))
        self._bars.update(self._job[1], completed=done, description=f"{job} {target}")

    def finish(self) -> None:
        """The phase is over."""
        if self._job:
            job, number = self._job
            task = self._bars.tasks[number]
            self._bars.update(number, completed=task.total, description=job)
            if self._bars.disable:
                self._bars.console.print(
                    f"{job}: {task.total:.0f} done after {task.elapsed or 0:.0f} s"
                )
            self._job = None
