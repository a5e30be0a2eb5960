"""`agentar`: run the loop, look at what it made, take a tag back."""

import os
import subprocess
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import typer
from rich.console import Console

from agentar_assets import records
from agentar_assets.console import changes, errors, naming, options, showing
from agentar_assets.console import doctor as doctor_
from agentar_assets.console.progress import bars
from agentar_assets.console.showing import out
from agentar_assets.documents import listing
from agentar_assets.tags import taxonomy

if TYPE_CHECKING:
    from resources.roots import Root

app = typer.Typer(
    help="Build, verify, version and spend the training data of a financial model, tag by tag.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

HERE = Path(".agentar")


@app.command(
    epilog="Example: agentar run --documents contracts --tags 'deposit_savings.*' --rounds 2"
)
def run(
    documents: options.Documents = None,
    benchmarks: options.Benchmarks = None,
    tags: options.Tags = None,
    rounds: options.Rounds = 1,
    profile: options.Profile = "demo",
    budget: options.Budget = None,
    drill: options.Drill = None,
    processes: options.Processes = 0,
    root: options.Root = HERE,
    seed: options.Seed = None,
) -> None:
    """Run the loop: documents in, a model and the next round's plan out."""
    place = _root(root)
    if documents:
        listing.listed(documents)  # else a mistake would be remembered

    from agentar_assets import loop as loop_  # noqa: PLC0415 the graph takes seconds to import
    from agentar_assets.console import report as report_  # noqa: PLC0415
    from resources.profiles import named  # noqa: PLC0415

    chosen = named(profile)
    wanted = _checkable(taxonomy.current().matching(tags or chosen.tags))
    with place.held(), bars(out) as progress:
        place.settled(documents=documents, benchmarks=benchmarks, recipe=chosen.recipe)
        first, seeded = place.begun(budget=budget, seed=seed, default=chosen.budget)
        spoils = place.on_samples() and chosen.drill if drill is None else drill
        loop = loop_.opened(place, progress, processes=processes)
        plan = loop.begin(tags=wanted, budget=first, seed=seeded, anew=tags is not None)
        for _ in range(rounds):
            if plan.stop:
                out.print(f"the loop is done: {plan.stop}")
                break
            plan = loop.carry_out(plan, drill=spoils)
    page = report_.written(place.lake(), place.path / "report.html")
    showing.table(report_.by_scenario(report_.scores(place.lake())))
    showing.lines((*report_.told(place.lake()), f"report: {page}", "lineage: make ui"))


def _checkable(tags: list[str]) -> list[str]:
    """The tags whose items can be checked; the others are told."""
    from agentar_assets.verification.answerers.methods import ATTRIBUTES  # noqa: PLC0415

    known = {*ATTRIBUTES.values()}
    if not (made := [tag for tag in tags if tag.partition(".")[2] in known]):
        raise ValueError(f"nothing checks the items of {', '.join(tags[:3])} yet: {sorted(known)}")
    if left := len(tags) - len(made):
        out.print(f"{left} of {len(tags)} tags are left out: nothing checks their items yet")
    return made


@app.command(epilog="Example: agentar documents --documents contracts --documents laws")
def documents(
    documents: options.Documents = None,
    as_of: options.AsOf = None,
    root: options.Root = HERE,
    as_json: options.Json = False,
) -> None:
    """Read the folders of documents and list every file: what holds, since when, and why not."""
    from agentar_assets.console import remembered  # noqa: PLC0415

    place = _root(root)
    with place.held():
        folders = documents or place.documents()
        files = listing.listed(folders)  # else a mistake would be remembered
        place.settled(documents=documents)
        found = remembered.listed(place, folders, files)
    if as_of:
        found = remembered.on(found, place.lake(), as_of.date())
    showing.documents(found, as_json=as_json)


@app.command(epilog="Example: agentar impact 保险法 第十六条")
def impact(
    asked: options.Asked,
    article: options.Article = None,
    root: options.Root = HERE,
    as_json: options.Json = False,
) -> None:
    """List what rests on a document, or on one article: units, items, releases and models."""
    from agentar_assets.console import impact as impact_  # noqa: PLC0415

    place = _root(root).existing()
    found = impact_.impact(place.lake(), asked, article, folders=place.documents())
    showing.impact(found, as_json=as_json)


@app.command(epilog="Example: agentar preview deposit_savings.tool_planning --n 3")
def preview(
    tag: options.Tag,
    n: options.Items = 5,
    engine: options.Writer = options.Engine.SYMBOLIC,
    seed: options.Dice = 0,
    root: options.Root = HERE,
) -> None:
    """Show items of a tag before a run makes them; nothing is kept but what a model said."""
    from agentar_assets.console import preview as preview_  # noqa: PLC0415

    wanted, place = naming.tag(tag), _root(root).existing()
    showing.lines(preview_.lines(place, wanted, engine, items=n, seed=seed))


@app.command(epilog="Example: agentar tags --why trust_business.slot_filling")
def tags(
    glob: options.Glob = "*",
    why: options.Why = None,
    as_json: options.Json = False,
) -> None:
    """List the tags, or say why a scenario and an attribute make one or not.

    The taxonomy is the project's own, or the file that AGENTAR_TAXONOMY names.
    """
    known = taxonomy.current()
    rows = pl.DataFrame(known.why(why) if why else {"tag": known.matching(glob)})
    showing.table(rows, as_json=as_json)


@app.command(epilog="Example: agentar history final_set deposit_savings.slot_filling")
def history(
    dataset: options.Dataset,
    tag: options.MaybeTag = None,
    root: options.Root = HERE,
    as_json: options.Json = False,
) -> None:
    """List the versions of one tag of a dataset, newest first."""
    dataset, tag = naming.dataset(dataset), tag and naming.tag(tag)
    versions = naming.versions(_root(root).existing().lake(), dataset, tag)
    showing.versions(versions, as_json=as_json)


@app.command(epilog="Example: agentar releases")
def releases(root: options.Root = HERE, as_json: options.Json = False) -> None:
    """List the releases, newest first: id, time, how many tags, rows of their final sets.

    A release is the data that a model was trained on; every round that trains makes one.
    """
    found = _root(root).existing().lake().releases()
    if not found:
        raise LookupError(f"no release was made under {root} yet: `agentar run` makes one a round")
    showing.releases(found, as_json=as_json)


@app.command(
    epilog="Example: agentar rollback deposit_savings.slot_filling --to 90dfdc64 "
    "(an id that `agentar releases` lists)"
)
def rollback(
    tag: options.Tag,
    to: options.Target = "",
    root: options.Root = HERE,
    as_json: options.Json = False,
) -> None:
    """Take every dataset of one tag back to a release; nothing is erased."""
    wanted, place = naming.tag(tag), _root(root).existing()
    naming.versions(place.lake(), "final_set", wanted)

    from agentar_assets import loop as loop_  # noqa: PLC0415

    with place.held():
        loop_.opened(place).take_back(wanted, to)
    lake = place.lake()
    pinned = lake.releases()[0].pins
    heads = [head for name in pinned if (head := lake.head(name, wanted))]
    showing.versions(heads, as_json=as_json, several=True)


@app.command(epilog="Example: agentar diff final_set deposit_savings.slot_filling 7 32")
def diff(
    dataset: options.Dataset,
    tag: options.TagOrWhole,
    a: options.A,
    b: options.B,
    root: options.Root = HERE,
    as_json: options.Json = False,
) -> None:
    """Show which rows of a tag differ between two versions, with the values before and after."""
    dataset = naming.dataset(dataset)
    only = None if tag == naming.WHOLE else naming.tag(tag)
    lake = _root(root).existing().lake()
    naming.versions(lake, dataset, only)
    chosen = [only] if only else None
    schema = records.SCHEMAS[dataset]
    before, after = (
        lake.scan(dataset, tags=chosen, version=n, schema=schema).collect() for n in (a, b)
    )
    rows = changes.listed(dataset, before, after)
    showing.differences(rows, names=(f"version {a}", f"version {b}"), as_json=as_json)


@app.command(
    epilog='Example: agentar sql "select tag, count(*) from final_set where reason is null '
    'group by tag"'
)
def sql(
    query: options.Query,
    release: options.Release = None,
    root: options.Root = HERE,
    as_json: options.Json = False,
) -> None:
    """Ask the data a question in SQL."""
    showing.table(_root(root).existing().lake().sql(query, release=release), as_json=as_json)


@app.command(epilog="Example: agentar report --to report.html")
def report(
    root: options.Root = HERE,
    to: options.Page = None,
) -> None:
    """Write one HTML page: yields, scores over rounds, what the loop decided and why."""
    place = _root(root).existing()

    from agentar_assets.console import report as report_  # noqa: PLC0415

    out.print(report_.written(place.lake(), to or place.path / "report.html"), soft_wrap=True)


@app.command(epilog="Example: agentar doctor")
def doctor(root: options.Root = HERE, as_json: options.Json = False) -> None:
    """Say what is installed, what is missing for which profile, and what to type."""
    found = list(doctor_.findings(root))
    showing.findings(found, as_json=as_json)
    if any(one.profile == doctor_.DEMO and not one.fits for one in found):
        raise typer.Exit(1)


@app.command(epilog="Example: agentar ui --port 3001")
def ui(
    port: options.Port = 3000,
    root: options.Root = HERE,
) -> None:
    """Serve the Dagster UI and its daemon for the data under --root, until Ctrl-C."""
    from agentar_assets import loop as loop_  # noqa: PLC0415
    from agentar_assets.workers import forsaken  # noqa: PLC0415
    from resources.roots import CHECKOUT  # noqa: PLC0415

    place = _root(root).settled()
    instance = loop_.home(place.variables())
    with suppress(RuntimeError), place.held():
        forsaken(instance)
    command = ["dagster", "dev", "--host", "127.0.0.1", "--port", str(port), "-w", "workspace.yaml"]
    beside = Path(sys.executable).parent
    os.environ["PATH"] = f"{beside}{os.pathsep}{os.environ['PATH']}"
    raise typer.Exit(subprocess.call([str(beside / command[0]), *command[1:]], cwd=CHECKOUT))


def _root(path: Path) -> "Root":
    from resources.roots import Root  # noqa: PLC0415 brings Dagster, which `tags` does without

    return Root(path)


def main() -> None:
    """Run the command line; an error that a person can mend is one line and exit code 1."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries say to their users' authors
    try:
        app()
    except errors.MENDABLE as error:
        told = Console(stderr=True, soft_wrap=True, markup=False)
        told.print(f"error: {errors.said(error)}", style="red")
        raise SystemExit(1) from None
