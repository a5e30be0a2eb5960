"""One self-contained page: what flowed, what was dropped and why, scores, decisions."""

from datetime import datetime
from pathlib import Path

import jinja2
import polars as pl

from agentar_assets import records
from agentar_assets.attribution import rounds
from agentar_assets.console import plots, sources
from resources.lake import Lake

TEMPLATE = Path(__file__).parent / "templates" / "report.html"
FLOW = (
    "documents",
    "knowledge_units",
    "task_triples",
    "evolved_instructions",
    "verified_set",
    "final_set",
    "training_mixture",
)
GATES = ("documents", "knowledge_units", "verified_set", "final_set")
HASH = 12
"""Characters of a model's id that a page shows."""
PLANNED = ("tag", "action", "items", "added")
"""Columns of a plan that people read; the others are the same in every row."""


def written(lake: Lake, path: Path) -> Path:
    """Write the page of a lake to a file; give the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(lake), encoding="utf-8")
    return path


def page(lake: Lake) -> str:
    """The page as HTML that needs no other file."""
    every = eval_scores(lake)
    tables = {
        "scores": scores(lake),
        "plan": _table(lake, "next_round_plan").select(PLANNED).sort("tag"),
        "decisions": decisions(lake),
        "weights": _table(lake, "tag_weights").drop("round", strict=False),
        "models": _table(lake, "grpo_model")
        .drop("manifest", "path")
        .with_columns(pl.col("model_id", "parent").str.head(HASH)),
        "returns": returns(lake),
        "benchmarks": _table(lake, "benchmark_scores"),
        "stocked": sources.stocked(lake),
        "covered": sources.covered(lake),
    }
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(
        flow=flow(lake).rows(),
        yields=yields(lake).rows(),
        tables={name: (frame.columns, _told(frame)) for name, frame in tables.items()},
        plots={
            "rounds": plots.encoded(plots.rounds(every)),
            "tags": plots.encoded(plots.tags(tables["scores"])),
        },
        planned=planned(lake),
        sources=sources.told(lake),
        releases=[(release.id, _minute(release.time)) for release in lake.releases()],
    )


def flow(lake: Lake) -> pl.DataFrame:
    """Rows of each dataset, in the order in which data flows: all, and kept ones."""
    return pl.DataFrame(
        [
            {"dataset": name, "rows": table.height, "kept": _kept(table).height}
            for name in FLOW
            for table in [_table(lake, name)]
        ]
    )


def yields(lake: Lake) -> pl.DataFrame:
    """How many rows each gate dropped, by kind of reason; `kept` where there was none.

    What stands behind a colon names the one thing that is meant, and would be a line for each row.
    """
    kind = pl.col("reason").str.split(":").list.first()
    counted = [
        _table(lake, name)
        .group_by(kind.fill_null("kept"))
        .len("rows")
        .sort("rows", "reason", descending=[True, False])
        .select(pl.lit(name).alias("dataset"), "reason", pl.col("rows").cast(pl.Int64))
        for name in GATES
    ]
    return pl.concat(counted)


def eval_scores(lake: Lake) -> pl.DataFrame:
    """Every score of every tag, without its single outcomes."""
    return (
        _table(lake, "eval_scores")
        .drop("outcomes")
        .sort("tag", "round", "stage", maintain_order=True)
    )


def scores(lake: Lake) -> pl.DataFrame:
    """Pass@1 of each tag: the base's, each round's last, and the interval of the newest."""
    every = eval_scores(lake).filter(pl.col("stage").is_in(["base", "grpo"]))
    named = (
        pl.when(stage="base").then(pl.lit("base")).otherwise(pl.format("round {}", pl.col("round")))
    )
    wide = (
        every.sort("round", maintain_order=True)
        .with_columns(column=named)
        .pivot("column", index="tag", values="pass_at_1", aggregate_function="last")
    )
    newest = (
        every.sort("round", maintain_order=True)
        .group_by("tag")
        .last()
        .select("tag", "items", "low", "high")
    )
    verdicts = _table(lake, "attribution_report").select("tag", "verdict")
    joined = wide.join(newest, on="tag", how="left").join(verdicts, on="tag", how="left")
    return joined.sort("tag")


def by_scenario(scores: pl.DataFrame) -> pl.DataFrame:
    """The same scores, narrow enough for a terminal: a line a scenario, its attributes below."""
    parts = pl.col("tag").str.split(".").list
    between = pl.format("{}–{}", *map(_two_decimals, ("low", "high")))
    models = [name for name in scores.columns if name.startswith(("base", "round "))]
    lines = scores.select(
        parts.first().alias("scenario"),
        pl.format(" {}", parts.last()).alias("tag"),
        *map(_two_decimals, models),
        between.alias("95 %"),
        "verdict",
    )
    heads = lines.select("scenario", tag="scenario").unique()
    both = pl.concat([heads, lines], how="diagonal").select(lines.columns)
    return both.sort("scenario", maintain_order=True).drop("scenario")


def _two_decimals(name: str) -> pl.Expr:
    return pl.col(name).round(2).cast(pl.String).str.pad_end(4, "0")


def told(lake: Lake) -> list[str]:
    """What the rounds came to, in a line each: mean scores, and what was taken back and why."""
    every = scores(lake)
    means = every.select(pl.selectors.starts_with("base", "round ").mean().round(3)).to_dicts()
    said = (f"{name} {mean}" for name, mean in means[0].items())
    made = decisions(lake).filter(verdict="roll_back").select("tag", "because")
    return [
        f"mean pass@1 over {every.height} tags: {', '.join(said)}",
        *(f"rolled back: {tag}: {because}" for tag, because in made.rows()),
    ]


def decisions(lake: Lake) -> pl.DataFrame:
    """What every round decided for each tag, and on which numbers; newest round first."""
    columns = ["round", "tag", "verdict", "p", "p_before", "p_value", "target", "data"]
    columns += ["gap", "efficiency", "priority", "because"]
    versions = lake.history("attribution_report", None) if _has(lake, "attribution_report") else []
    reports = [
        lake.scan("attribution_report", version=version.number, schema=records.ATTRIBUTION)
        for version in versions
    ]
    if not reports:
        return pl.DataFrame(schema={name: pl.String for name in columns})
    told = rounds.every_round(reports).select(columns).collect()
    return told.sort("round", "tag", descending=[True, False])


def planned(lake: Lake) -> str:
    """What the newest plan comes to, in a sentence: its round, its budget, or why there is none."""
    plan = _table(lake, "next_round_plan")
    if plan.is_empty():
        return "No round was planned yet."
    number, new, held = plan["round"][0], plan["added"].sum(), plan["items"].sum()
    said = f"Round {number}: {new} new items over {plan.height} tags, {held} with those there are."
    stop = plan["stop"].drop_nulls().unique().sort().to_list()
    return f"{said} The loop is done: {', '.join(stop)}." if stop else f"{said} The loop goes on."


def returns(lake: Lake) -> pl.DataFrame:
    """Every drill and rollback of a final set: when, which tag, how many rows."""
    tags = _table(lake, "final_set")["tag"].unique().sort()
    moved = [
        {
            "time": _minute(version.time),
            "tag": version.tag,
            "what": version.reason,
            "version": version.number,
            "rows": version.rows,
        }
        for tag in tags
        for version in lake.history("final_set", tag)
        if version.reason in ("drill", "rollback")
    ]
    return pl.DataFrame(moved, schema=["time", "tag", "what", "version", "rows"]).sort("time")


def _table(lake: Lake, dataset: str) -> pl.DataFrame:
    return lake.scan(dataset, schema=records.SCHEMAS[dataset]).collect()


def _minute(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def _has(lake: Lake, dataset: str) -> bool:
    return _table(lake, dataset).height > 0


def _kept(table: pl.DataFrame) -> pl.DataFrame:
    return table.filter(pl.col("reason").is_null()) if "reason" in table.columns else table


def _told(frame: pl.DataFrame) -> list[tuple[str, ...]]:
    """Cells as people read them: three digits that count, nothing for null."""
    floats = pl.selectors.float().round_sig_figs(3)
    text = frame.with_columns(floats).select(pl.all().cast(pl.String).fill_null(""))
    return text.rows()
