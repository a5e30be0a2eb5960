"""How many units each leaf has for each attribute that applies to it, for all tags at once."""

from typing import Final

import polars as pl

from agentar_assets import records
from agentar_assets.knowledge.routing import needs, routing
from agentar_assets.tags.taxonomy import Taxonomy

FEW: Final = 5
"""Units below which a leaf cannot count on one each for training, development and sealing."""
MANY: Final = 500
"""Units above which a leaf has more than its turns ever come to."""
STATES: Final = ("none", "few", "enough", "many")
"""What the number of units says."""


def coverage(
    passages: pl.LazyFrame,
    documents: pl.DataFrame,
    taxonomy: Taxonomy,
    *,
    few: int = FEW,
    many: int = MANY,
) -> pl.DataFrame:
    """What each leaf has, as `records.COVERAGE`: kept units in force, routed as `routing.routed`.

    Each scenario is gone through once. Attributes that apply to the same leaves of it share a
    profile, and so the leaf of a unit; what else they need tells them apart.

    Args:
        passages: As `records.PASSAGES`.
        documents: As `records.DOCUMENTS`.
        taxonomy: Whose scenarios, leaves and attributes are counted.
        few: Fewer units than this are `few`.
        many: More units than this are `many`.
    """
    read = _read(passages, taxonomy)
    units, spoken, cells = _units(read, documents), routing.spoken(read), _cells(taxonomy)
    counted = []
    for scenario in taxonomy.scenarios.values():
        own = cells.filter(scenario=scenario.key)
        hits = spoken.join(routing.vocabulary(scenario, taxonomy), on="word")
        placed = routing.standing(read, documents, scenario, hits).join(units, on="row")
        # A leaf that does not suffice for a passage alone is never the best that does.
        ranks = (
            routing.ranked(hits, read)
            .with_columns(score=routing.score())
            .join(placed.lazy(), on="row")
            .filter(routing.belongs())
        )
        profiles = own.select("profile", "leaf").unique().join(routing.places(scenario), on="leaf")
        each = ranks.join(profiles.lazy().drop("leaf"), on="place")
        found = routing.best(each, scenario, "row", "profile").join(placed, on="row")
        counted.append(_counted(found, own))
    return pl.concat(counted).with_columns(state=_state(few, many)).select(records.COVERAGE.names())


def summary(coverage: pl.DataFrame) -> pl.DataFrame:
    """How many cells of each scenario are in each state, and the most units that one has.

    Args:
        coverage: As `records.COVERAGE`.
    """
    states = [(pl.col("state") == state).sum().alias(state) for state in STATES]
    return coverage.group_by("scenario", maintain_order=True).agg(
        pl.len().alias("cells"), *states, most=pl.col("units").max()
    )


def _cells(taxonomy: Taxonomy) -> pl.DataFrame:
    """Every leaf with every attribute that applies to it, and the leaves of the attribute."""
    rows = [(c.scenario, c.leaf, c.attribute) for c in taxonomy.cells() if c.applies]
    names = ["scenario", "leaf", "attribute"]
    frame = pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")
    return frame.with_columns(
        profile=pl.col("leaf").sort().str.join(" ").over("scenario", "attribute")
    )


def _read(passages: pl.LazyFrame, taxonomy: Taxonomy) -> pl.DataFrame:
    """What of the passages is counted by, and which attributes each has all for."""
    serves = [needs.applies(a).alias(f"serves {key}") for key, a in taxonomy.attributes.items()]
    kept = pl.col("reason").is_null().alias("kept")
    return passages.select("unit_id", "text_id", "words", "laws", kept, *serves).collect()


def _units(read: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """The kept passages in force by `row`."""
    force = documents.filter(state="in_force").select("text_id").unique()
    rows = read.drop("words", "laws").with_row_index("row")
    return rows.filter("kept").join(force, on="text_id", how="semi")


def _counted(found: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The cells of a scenario with their `units` and `documents`."""
    serving = {key: pl.col(f"serves {key}") for key in cells["attribute"].unique()}
    counts = [
        pl.struct(
            units=pl.col("unit_id").filter(serves).n_unique().cast(pl.Int64),
            documents=pl.col("text_id").filter(serves).n_unique().cast(pl.Int64),
        ).alias(key)
        for key, serves in serving.items()
    ]
    cell = ["profile", "leaf", "attribute"]
    long = (
        found.group_by("profile", "leaf")
        .agg(counts)
        .unpivot(index=cell[:2], variable_name=cell[2], value_name="counted")
        .unnest("counted")
    )
    return cells.join(long, on=cell, how="left", maintain_order="left").with_columns(
        pl.col("units", "documents").fill_null(0)
    )


def _state(few: int, many: int) -> pl.Expr:
    units = pl.col("units")
    return (
        pl.when(units == 0)
        .then(pl.lit("none"))
        .when(units < few)
        .then(pl.lit("few"))
        .when(units > many)
        .then(pl.lit("many"))
        .otherwise(pl.lit("enough"))
    )
