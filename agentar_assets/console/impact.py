"""What rests on a document: units, the items made from them, releases and models with those."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from agentar_assets import records
from agentar_assets.console import asked as asked_
from agentar_assets.console.asked import Source
from agentar_assets.documents.citing import graph
from agentar_assets.governance import stale

if TYPE_CHECKING:  # the lake brings Dagster
    from resources.lake import Lake

FOUND: Final = pl.Schema(
    {
        "kind": pl.String,
        "id": pl.String,
        "tag": pl.String,
        "rests_on": pl.String,
        "state": pl.String,
        "reason": pl.String,
    }
)
"""One row a thing: document, citation, unit, triple, evaluation, release or model.

`state` of a unit: kept, dropped, retired (it stands in no document that holds) or unused (no tag
has it); of a triple: kept, dropped, stale, drafted (not verified yet) or retired (only a release
still holds it). `reason`: why it was dropped.
"""

_TRIPLES: Final = ("task_triples", "evolved_instructions")
_MODELS: Final = ("base_model", "sft_model", "grpo_model")
_ITEM: Final = ("tag", "item_id")


def impact(
    lake: "Lake", asked: str, article: str | None = None, *, folders: Sequence[Path] = ()
) -> pl.DataFrame:
    """All that rests on a document, as `FOUND`, in the order in which data flows.

    What rested on it once is among it: an item that is stale, a release that was trained on.

    Args:
        lake: Where to look.
        asked: A file on this machine, a path as `agentar documents` lists it, the end of one, or a
            title.
        article: Only what rests on this article of it, or section where there are no articles.
        folders: Of the documents, to know a file on this machine by its path.

    Raises:
        LookupError: No document is called so, or it has no such article; the message names the
            nearest.
    """
    source = asked_.source(lake, asked, article, folders)
    units = source.units
    held = _held(lake, units)
    releases = _releases(held)
    found = (
        source.documents.select(
            "state", "reason", kind=pl.lit("document"), id="path", rests_on="superseded_by"
        ),
        _citing(lake, source),
        _units(lake, units),
        _triples(lake, units, held),
        _evaluation(lake, units),
        releases,
        _models(lake, releases["id"]),
    )
    return pl.concat([FOUND.to_frame(), *found], how="diagonal").select(FOUND.names())


def _citing(lake: "Lake", source: Source) -> pl.DataFrame:
    """Places of other documents that speak of these, and those that cite such places, and so on."""
    citations = lake.scan("citations", schema=records.CITATIONS).collect()
    paths = source.documents["path"].to_list()
    others = ~pl.col("path").is_in(paths)
    spoken = citations.filter(
        pl.col("target").is_in(paths), others, pl.col("relation") != "cites"
    ).with_columns(depth=pl.lit(1, pl.Int64))
    if source.article:
        near = [graph.cited_by(citations, path, source.article) for path in paths]
        cites = pl.concat(near).with_columns(depth=pl.lit(1, pl.Int64))
        spoken = spoken.clear()
    else:
        cites = pl.concat([graph.resting_on(citations, path) for path in paths])
    return (
        pl.concat([spoken, cites.filter(others)])
        .select(
            kind=pl.lit("citation"),
            id=pl.concat_str("path", "section", separator=" ", ignore_nulls=True),
            rests_on=pl.concat_str("target", "first", separator=" ", ignore_nulls=True),
            state="relation",
            reason=pl.when(pl.col("depth") > 1).then(pl.format("step {}", "depth")),
        )
        .unique(maintain_order=True)
    )


def _units(lake: "Lake", units: pl.DataFrame) -> pl.DataFrame:
    """The units, once for each tag that has them."""
    documents = lake.scan("documents", schema=records.DOCUMENTS).select("text_id", "state")
    cut = lake.scan("passages", schema=records.PASSAGES).select("unit_id", "text_id")
    holding = stale.held_by(documents, cut).select("unit_id", holds=pl.lit(value=True)).unique()
    used = lake.scan("knowledge_units", schema=records.UNITS).select("tag", "unit_id", "reason")
    state = (
        pl.when(pl.col("holds").is_null())
        .then(pl.lit("retired"))
        .when(pl.col("tag").is_null())
        .then(pl.lit("unused"))
        .when(pl.col("reason").is_null())
        .then(pl.lit("kept"))
        .otherwise(pl.lit("dropped"))
    )
    return (
        units.lazy()
        .join(holding, on="unit_id", how="left")
        .join(used, on="unit_id", how="left")
        .select("tag", "reason", kind=pl.lit("unit"), id="unit_id", rests_on="path", state=state)
        .sort("tag", "rests_on", "id", nulls_last=True)
        .collect()
    )


def _held(lake: "Lake", units: pl.DataFrame) -> pl.DataFrame:
    """Kept items of the units in every release: `release_id`, `tag`, `item_id`, `unit_id`.

    A content that several releases share is read once.
    """
    pins = pl.DataFrame(
        [
            (release.id, tag, content, release.pins["final_set"])
            for release in lake.releases()
            for tag, content in release.hashes.get("final_set", {}).items()
        ],
        {"release_id": pl.String, "tag": pl.String, "content": pl.String, "version": pl.Int64},
        orient="row",
    )
    fresh = pins.unique(["tag", "content"], keep="first", maintain_order=True)
    read = [
        lake.scan("final_set", tags=tags["tag"].to_list(), version=version, schema=records.FINAL)
        .filter(pl.col("reason").is_null())
        .pipe(stale.rests)
        .select(*_ITEM, "unit_id")
        .join(tags.lazy().select("tag", "content"), on="tag")
        for (version,), tags in fresh.partition_by("version", as_dict=True).items()
    ]
    empty = pl.LazyFrame(schema=dict.fromkeys((*_ITEM, "unit_id", "content"), pl.String))
    ids = units.lazy().select("unit_id").unique()
    found = pl.concat([empty, *read]).join(ids, on="unit_id", how="semi").unique().collect()
    return pins.join(found, on=["tag", "content"], maintain_order="left")


def _triples(lake: "Lake", units: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Items of both tracks: as they stand, and those that only a release still holds."""
    names = (*_ITEM, "unit_id")
    ids = units.lazy().select("unit_id").unique()
    tracks = [stale.rests(lake.scan(name, schema=records.ITEMS)) for name in _TRIPLES]
    drafts = pl.concat(rows.select(names) for rows in tracks)
    final = stale.rests(lake.scan("final_set", schema=records.FINAL))
    here = (
        drafts.join(final.select(*names, "reason", last=True), on=names, how="full", coalesce=True)
        .join(ids, on="unit_id", how="semi")
        .collect()
    )
    only = held.select(names).unique().join(here, on=_ITEM, how="anti")
    state = (
        pl.when("released")
        .then(pl.lit("retired"))
        .when(pl.col("last").is_null())
        .then(pl.lit("drafted"))
        .when(pl.col("reason").is_null())
        .then(pl.lit("kept"))
        .when(reason=stale.REASON)
        .then(pl.lit("stale"))
        .otherwise(pl.lit("dropped"))
    )
    both = pl.concat([here, only.with_columns(released=pl.lit(value=True))], how="diagonal")
    return both.select(
        "tag", "reason", kind=pl.lit("triple"), id="item_id", rests_on="unit_id", state=state
    ).sort("tag", "id", "rests_on")


def _evaluation(lake: "Lake", units: pl.DataFrame) -> pl.DataFrame:
    """Development and sealed items of the units."""
    items = lake.scan("evaluation_items", schema=records.ITEMS)
    found = items.select(*_ITEM, "unit_id", "split").filter(
        pl.col("unit_id").is_in(units["unit_id"].implode())
    )
    return (
        found.select(
            "tag", kind=pl.lit("evaluation"), id="item_id", rests_on="unit_id", state="split"
        )
        .sort("tag", "id")
        .collect()
    )


def _releases(held: pl.DataFrame) -> pl.DataFrame:
    """Releases that hold an item of the units, newest first, once for each tag."""
    counts = held.group_by("release_id", "tag", maintain_order=True).agg(
        items=pl.col("item_id").n_unique()
    )
    return counts.select(
        "tag",
        kind=pl.lit("release"),
        id="release_id",
        state=pl.format("{} items", "items"),
    )


def _models(lake: "Lake", releases: pl.Series) -> pl.DataFrame:
    """Models that were trained on the releases, and those that went on from such a model."""
    made = pl.concat(lake.scan(name, schema=records.MODELS) for name in _MODELS).collect()
    known: set[str] = set()
    resting = pl.col("release_id").is_in(releases.unique().implode())
    while (ids := {*made.filter(resting)["model_id"]}) != known:
        known = ids
        resting |= pl.col("parent").is_in(pl.Series([*ids], dtype=pl.String).implode())
    direct = pl.col("release_id").is_in(releases.unique().implode())
    return (
        made.filter(resting)
        .sort("round", maintain_order=True)
        .select(
            kind=pl.lit("model"),
            id="model_id",
            rests_on=pl.when(direct).then("release_id").otherwise("parent"),
            state=pl.format("{} of round {}", "stage", "round"),
        )
    )
