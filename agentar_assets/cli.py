"""`agentar`: run the loop, look at what it made, take a tag back."""

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import DBAPIError

from agentar_assets import doctor as doctor_
from agentar_assets import records
from agentar_assets.tags import taxonomy
from resources.roots import CHECKOUT, Root

app = typer.Typer(
    help="Build, verify, version and spend the training data of a financial model, tag by tag.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console()

RootOption = Annotated[Path, typer.Option("--root", help="Folder of the lake, runs and history.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
HERE = Path(".agentar")
_FULL = ("no space left", "disk is full", "disk i/o error", "quota exceeded")
"""How a full disk is told, by the system and by SQLite."""


@app.command()
def run(
    documents: Annotated[
        list[Path] | None, typer.Option(help="Folder of documents; may be given again.")
    ] = None,
    benchmarks: Annotated[
        list[Path] | None,
        typer.Option(help="Folder of benchmark files that no training item may contain."),
    ] = None,
    tags: Annotated[str | None, typer.Option(help="Globs of tags, comma separated.")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds to run from where it stands.")] = 1,
    profile: Annotated[str, typer.Option(help="Set of doors: demo.")] = "demo",
    budget: Annotated[int | None, typer.Option(min=1, help="New items of round 1.")] = None,
    drill: Annotated[
        bool, typer.Option(help="Spoil one tag in round 2, to see it rolled back.")
    ] = True,
    processes: Annotated[
        int, typer.Option(min=0, help="Tags made side by side; 0: one for each core.")
    ] = 0,
    root: RootOption = HERE,
    seed: Annotated[int, typer.Option(help="Same seed and inputs: same content hashes.")] = 0,
) -> None:
    """Run the loop: documents in, a model and the next round's plan out."""
    from agentar_assets import loop as loop_  # noqa: PLC0415 the graph takes seconds to import
    from agentar_assets import report as report_  # noqa: PLC0415
    from resources.profiles import named  # noqa: PLC0415

    chosen = named(profile)
    wanted = taxonomy.load().matching(tags or chosen.tags)
    place = Root(root).settled(documents=documents, benchmarks=benchmarks, recipe=chosen.recipe)
    with _progress() as progress:
        loop = loop_.opened(place, progress, processes=processes)
        plan = loop.begin(tags=wanted, budget=budget or chosen.budget, seed=seed)
        for _ in range(rounds):
            if plan.stop:
                out.print(f"the loop is done: {plan.stop}")
                break
            plan = loop.carry_out(plan, drill=drill and chosen.drill)
    page = report_.written(place.lake(), place.path / "report.html")
    _print(report_.by_scenario(report_.scores(place.lake())))
    for line in (*report_.told(place.lake()), f"report: {page}", "lineage: make ui"):
        out.print(line, soft_wrap=True, highlight=False)


@contextmanager
def _progress() -> Iterator["Told"]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=out, disable=not out.is_terminal) as bars:
        told = Told(bars)
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
                out.print(f"{job}: {task.total:.0f} done after {task.elapsed or 0:.0f} s")
            self._job = None


@app.command()
def tags(
    glob: Annotated[str, typer.Argument(help="Which tags, `*.slot_filling` say.")] = "*",
    why: Annotated[
        str | None,
        typer.Option(help="A cell, `scenario.attribute` or `scenario.leaf/attribute`."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the valid tags, or say why a cell of the taxonomy is valid or not."""
    known = taxonomy.load()
    rows = pl.DataFrame(known.why(why) if why else {"tag": known.matching(glob)})
    _print(rows, as_json=as_json)


@app.command()
def history(dataset: str, tag: str, root: RootOption = HERE, as_json: JsonOption = False) -> None:
    """List the versions of one tag of a dataset, newest first."""
    versions = Root(root).existing().lake().history(_dataset(dataset), _tag(tag))
    _print(pl.DataFrame([vars(version) for version in versions]), as_json=as_json)


@app.command()
def rollback(
    tag: str,
    to: Annotated[str, typer.Option(help="Release id; without it the last good one.")] = "",
    root: RootOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Take every dataset of one tag back to a release; nothing is erased."""
    from agentar_assets import loop as loop_  # noqa: PLC0415

    place = Root(root).existing()
    loop_.opened(place).take_back(_tag(tag), to)
    lake = place.lake()
    heads = [
        vars(lake.history(dataset, tag)[0])
        for dataset in lake.releases()[0].pins
        if lake.history(dataset, tag)
    ]
    _print(pl.DataFrame(heads), as_json=as_json)


@app.command()
def diff(
    dataset: str,
    tag: str,
    a: Annotated[int, typer.Argument(help="Version number, see `agentar history`.")],
    b: Annotated[int, typer.Argument(help="Another.")],
    root: RootOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Show which rows of a tag differ between two versions of a dataset."""
    lake = Root(root).existing().lake()
    before, after = (
        lake.scan(_dataset(dataset), tags=[_tag(tag)], version=number).collect()
        for number in (a, b)
    )
    _print(records.differences(dataset, before, after), as_json=as_json)


@app.command()
def sql(
    query: str,
    release: Annotated[str | None, typer.Option(help="Release id; without it the heads.")] = None,
    root: RootOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """Ask the lake in DuckDB's SQL; every dataset is a table."""
    _print(Root(root).existing().lake().sql(query, release=release), as_json=as_json)


@app.command()
def report(root: RootOption = HERE, to: Annotated[Path | None, typer.Option()] = None) -> None:
    """Write one HTML page: yields, scores over rounds, what the loop decided and why."""
    from agentar_assets import report as report_  # noqa: PLC0415

    place = Root(root).existing()
    out.print(report_.written(place.lake(), to or place.path / "report.html"), soft_wrap=True)


@app.command()
def doctor(root: RootOption = HERE, as_json: JsonOption = False) -> None:
    """Say what is installed, what is missing for which profile, and what to type."""
    rows = pl.DataFrame([vars(finding) for finding in doctor_.findings(root)])
    told = rows.with_columns(
        mend=pl.when(pl.col("found") == "").then(pl.col("mend")).otherwise(pl.lit(""))
    )
    _print(told, as_json=as_json)
    if rows.filter(profile="demo", found="").height:
        raise typer.Exit(1)


@app.command()
def ui(
    port: Annotated[int, typer.Option(help="Port on this machine alone.")] = 3000,
    root: RootOption = HERE,
) -> None:
    """Open the Dagster UI, with its daemon, on the instance under the root."""
    from agentar_assets import loop as loop_  # noqa: PLC0415

    loop_.home(Root(root).settled().variables())
    command = ["dagster", "dev", "--host", "127.0.0.1", "--port", str(port), "-w", "workspace.yaml"]
    beside = Path(sys.executable).parent
    os.environ["PATH"] = f"{beside}{os.pathsep}{os.environ['PATH']}"
    raise typer.Exit(subprocess.call([str(beside / command[0]), *command[1:]], cwd=CHECKOUT))


def _tag(tag: str) -> str:
    return taxonomy.load().matching(tag)[0] if "*" not in tag else _one(tag)


def _one(tag: str) -> str:
    raise ValueError(f"one tag is expected, '{tag}' is a glob: see `agentar tags '{tag}'`")


def _dataset(name: str) -> str:
    if name not in records.SCHEMAS:
        raise ValueError(f"no dataset '{name}': there are {', '.join(records.SCHEMAS)}")
    return name


def _print(frame: pl.DataFrame, *, as_json: bool = False) -> None:
    if as_json:
        sys.stdout.write(frame.write_json() + "\n")
        return
    table = Table(*frame.columns)
    for row in frame.rows():
        table.add_row(*(Text(_cell(value)) for value in row))
    out.print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def main() -> None:
    """Run the command line; an error that a person can mend is one line and exit code 1."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries say to their users' authors
    try:
        app()
    except (ValueError, LookupError, OSError, RuntimeError, DBAPIError) as error:
        told = Console(stderr=True, soft_wrap=True, markup=False)
        told.print(f"error: {_said(error)}", style="red")
        raise SystemExit(1) from None


def _said(error: Exception) -> str:
    """The error in words; SQLite's own are too few where the history cannot be written."""
    if isinstance(error, DBAPIError):
        said = f"the run history cannot be used: {error.orig}"
    else:
        said = str(error)
    if any(sign in said.lower() for sign in _FULL):
        said += "\nthe disk is full: free some space and start again; what was done is kept"
    return said
