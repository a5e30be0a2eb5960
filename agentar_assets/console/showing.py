"""How the command line shows tables: for people in 80 columns, or whole as JSON."""

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agentar_assets.console import changes
from agentar_assets.console.doctor import DEMO, Finding

if TYPE_CHECKING:  # deltalake takes a while to import, and most commands need none
    from resources.versions import Release, Version

out = Console()
HASH, CELL = 12, 60
"""Characters of a hash, and of a value in a comparison, that a terminal shows."""
LINES = 10
"""Of one kind of thing that are named in a terminal."""


def table(frame: pl.DataFrame, *, as_json: bool = False, folded: bool = False) -> None:
    """Print a table; as JSON, with every digit, where a program reads it.

    Args:
        frame: What is shown.
        as_json: For a program.
        folded: Break long words rather than cut them.
    """
    if as_json:
        sys.stdout.write(frame.write_json() + "\n")
        return
    shown = Table()
    for name in frame.columns:
        # A name that is broken cannot be copied; sentences may be.
        whole = name in {"id", "content_hash", "time (UTC)", "item_id"}
        shown.add_column(name, no_wrap=whole, overflow="fold" if folded else "ellipsis")
    for row in frame.rows():
        shown.add_row(*(Text(changes.text(value)) for value in row))
    out.print(shown)


def lines(found: Iterable[str]) -> None:
    """Print lines as they come; a terminal breaks them where it must."""
    for line in found:
        out.print(line, soft_wrap=True, highlight=False, markup=False)


def versions(found: "Iterable[Version]", *, as_json: bool, several: bool = False) -> None:
    """Print versions; a terminal leaves out what was asked for, and most of the hash.

    Args:
        found: In the order in which they are shown.
        as_json: Every field, whole.
        several: They are of several datasets, so that these are named.
    """
    frame = pl.DataFrame([vars(version) for version in found], infer_schema_length=None)
    if not as_json:
        frame = frame.select(
            *(["dataset"] if several else []),
            "number",
            _minute("time"),
            "rows",
            *([] if several else [pl.col("content_hash").str.head(HASH)]),
            "reason",
            *([] if several else ["parent"]),
        )
    table(frame, as_json=as_json)


def releases(found: "Iterable[Release]", *, as_json: bool) -> None:
    """Print releases: how many tags they pin, and how many items in their final sets."""
    rows = [
        {
            "id": release.id,
            "time": release.time,
            "tags": len(release.rows.get("final_set", {})),
            "rows": sum(release.rows.get("final_set", {}).values()),
        }
        for release in found
    ]
    frame = pl.DataFrame(rows)
    table(
        frame if as_json else frame.select("id", _minute("time"), "tags", "rows"), as_json=as_json
    )


def documents(found: pl.DataFrame, *, as_json: bool) -> None:
    """Print documents; a terminal shows what holds and why not, and counts the states below."""
    if as_json:
        table(found, as_json=True)
        return
    articles = pl.when(pl.col("articles") > 0).then(pl.format("{} articles", "articles"))
    pages = pl.when(pl.col("pages") > 0).then(pl.format("{} pages", "pages"))
    why = pl.col("reason").str.replace(r"^[a-z]+: (by|it|of|copy)\b", "$1")
    since = pl.concat_str(
        "valid_from", pl.format("to {}", "valid_to"), separator=" ", ignore_nulls=True
    )
    named = pl.col("path").str.split("/").list.last()
    note = pl.coalesce(why, articles, pages, pl.lit(""))
    table(
        found.select(named.alias("file"), "state", since.alias("holds from"), note.alias("")),
        folded=True,
    )
    counts = found.group_by("state").len().sort("state").rows()
    told = ", ".join(f"{number} {state}" for state, number in counts)
    out.print(f"{found.height} files: {told}", highlight=False)


def impact(found: pl.DataFrame, *, as_json: bool) -> None:
    """Print what rests on a document; a terminal counts units and items by tag and state."""
    if as_json:
        table(found, as_json=True)
        return
    each = pl.when(pl.col("tag").is_null()).then("state")
    states = each.otherwise(pl.format("{} of {}", "state", "tag")).unique(maintain_order=True)
    listed = found.group_by("kind", "id", maintain_order=True).agg(
        states.str.join(", ").alias("state"), rests=pl.first("rests_on")
    )
    for kind in ("document", "citation"):
        _lines(listed.filter(kind=kind))
    many = found.filter(pl.col("kind").is_in(["unit", "triple", "evaluation"]))
    if many.height:
        counts = many.group_by("kind", "tag", "state", maintain_order=True)
        table(counts.agg(number=pl.col("id").n_unique()), folded=True)
    for kind in ("release", "model"):
        _lines(listed.filter(kind=kind))
    if set(found["kind"]) == {"document"}:
        out.print("nothing rests on it", highlight=False)


def _lines(listed: pl.DataFrame) -> None:
    """One line a thing, the first of many."""
    for kind, name, state, rests in listed.head(LINES).rows():
        by = f" ({'by' if kind == 'document' else 'on'} {rests})" if rests else ""
        out.print(f"{kind} {name}: {state}{by}", soft_wrap=True, highlight=False, markup=False)
    if listed.height > LINES:
        more = listed.height - LINES
        out.print(f"and {more} more: --json lists them all", highlight=False)


def differences(rows: list[changes.Row], *, names: tuple[str, str], as_json: bool) -> None:
    """Print how many rows differ between two versions, and their values before and after."""
    counted = changes.counts(rows)
    if as_json:
        told = json.dumps({**counted, "rows": rows}, ensure_ascii=False, default=str)
        sys.stdout.write(told + "\n")
        return
    a, b = names
    said = f"only in {a}: {counted['only_in_a']} rows, only in {b}: {counted['only_in_b']} rows"
    if rows:
        table(changes.cells(rows).with_columns(_cut("before"), _cut("after")))
    out.print(f"{said}, changed: {counted['changed']} rows", highlight=False)


def findings(found: list[Finding], *, as_json: bool) -> None:
    """Print what the doctor found, and below it what to type, whole, so that it can be copied."""
    frame = pl.DataFrame([vars(finding) for finding in found])
    if as_json:
        table(frame, as_json=True)
        return
    told = pl.when("fits").then(pl.lit("ok")).when(found="").then(pl.lit("missing"))
    table(
        frame.select("profile", "name", "needs", "found", told.otherwise(pl.lit("unfit")).alias(""))
    )
    lacking = frame.filter(~pl.col("fits")).group_by("profile", "mend", maintain_order=True)
    for (profile, mend), rows in lacking:
        names = ", ".join(rows["name"])
        whom = "needed" if profile == DEMO else f"only for the extra `{profile}`"
        out.print(f"{names} ({whom}): {mend}", soft_wrap=True, highlight=False, markup=False)
    if frame["fits"].all():
        out.print("nothing is missing")


def _minute(column: str) -> pl.Expr:
    """A time in UTC, as long as people need it."""
    return pl.col(column).dt.strftime("%Y-%m-%d %H:%M").alias(f"{column} (UTC)")


def _cut(column: str) -> pl.Expr:
    long = pl.col(column).str.len_chars() > CELL
    return pl.when(long).then(pl.col(column).str.head(CELL - 1) + "…").otherwise(column)
