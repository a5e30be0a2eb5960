"""Stage 4: units to items: evaluation items first, then track I, then track II."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from agentar_assets import records
from agentar_assets.synthesis import checks, evolution, plans, triples
from agentar_assets.tags.tagged import tagged
from resources.lake import Lake


class EvaluationItemsConfig(dg.Config):
    """How many items judge a tag."""

    development: int = 12
    """Items that weights and reviews may look at."""
    sealed: int = 30
    """Items that only scores look at."""
    seed: int = 20250722
    """Fixed over rounds, so that scores of rounds can be compared."""


class TriplesConfig(dg.Config):
    """What is made of a tag that no plan ever named."""

    items: int = 60
    """Items of track I."""
    seed: int = 0
    """Another seed makes other items."""


class EvolutionConfig(dg.Config):
    """How far track II goes."""

    share: float = 0.3
    """Share of the items of a generation that have a child, in [0, 1]."""
    generations: int = 2
    """Most generations; K_max of eq. 4."""


@tagged("synthesis", checks.items_are_sound)
def evaluation_items(
    context: dg.AssetExecutionContext,
    config: EvaluationItemsConfig,
    knowledge_units: pl.LazyFrame,
) -> pl.DataFrame:
    """Development and sealed items of a tag, from units that no train item uses."""
    units, tag = knowledge_units.collect(), context.partition_key
    counts = {"development": config.development, "sealed": config.sealed}
    return pl.concat(
        triples.drawn(units, tag, items=items, seed=config.seed, split=split)
        for split, items in counts.items()
    )


@tagged("synthesis", checks.items_are_sound)
def task_triples(
    context: dg.AssetExecutionContext,
    config: TriplesConfig,
    knowledge_units: pl.LazyFrame,
    lake: Lake,
) -> dg.Output[pl.DataFrame]:
    """Track I (eq. 2 and 3): as many (question, thinking, answer) of a tag as the plan asks for."""
    tag = context.partition_key
    items, seed = plans.planned(_plans(lake), tag, items=config.items, seed=config.seed)
    drawn = triples.drawn(knowledge_units.collect(), tag, items=items, seed=seed)
    return dg.Output(drawn, metadata={"asked": items, "seed": seed})


@tagged("synthesis", checks.items_are_sound)
def evolved_instructions(
    context: dg.AssetExecutionContext,
    config: EvolutionConfig,
    task_triples: pl.LazyFrame,
    knowledge_units: pl.LazyFrame,
) -> dg.Output[pl.DataFrame]:
    """Track II (eq. 4): harder items of track I, with parent, operator and change of the gold."""
    made = evolution.evolved(
        task_triples.collect(),
        knowledge_units.collect(),
        context.partition_key,
        share=config.share,
        generations=config.generations,
    )
    refused = sum(made.refused.values())
    return dg.Output(made.items, metadata={"refused": refused, "why": made.refused})


def _plans(lake: Lake) -> Iterator[pl.DataFrame]:
    """Every plan so far, newest first, each read when it is asked for."""
    for version in lake.history("next_round_plan", None):
        yield lake.scan("next_round_plan", version=version.number, schema=records.PLAN).collect()
