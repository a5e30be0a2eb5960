"""Stage 4: units to items: evaluation items first, then track I, then track II."""

from collections.abc import Iterator

import dagster as dg
import polars as pl

from agentar_assets import records
from agentar_assets.synthesis import checks, evolution, plans, prompted, triples
from agentar_assets.tags.tagged import tagged
from resources.lake import Lake
from resources.llm import Llm, Sampling, summary


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
    by_model: float = 0.0
    """Share of the items that a model writes, in [0, 1]; a program writes the others."""
    temperature: float = 0.8
    """Of the model."""
    max_tokens: int = 4096
    """Longest reply of the model, its thinking included."""


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
    llm: Llm,
) -> dg.Output[pl.DataFrame]:
    """Track I (eq. 2 and 3): as many (question, thinking, answer) of a tag as the plan asks for."""
    tag, units = context.partition_key, knowledge_units.collect()
    items, seed = plans.planned(_plans(lake), tag, items=config.items, seed=config.seed)
    share = round(items * config.by_model)
    by_model = prompted.drawn(units, tag, _asked(llm, config, seed), items=share, seed=seed)
    by_program = triples.drawn(units, tag, items=items - share, seed=seed)
    return dg.Output(
        pl.concat([by_program, by_model.items]),
        metadata={
            "asked": items,
            "seed": seed,
            "prompts": by_model.asked,
            "refused": by_model.refused,
        },
    )


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


def _asked(llm: Llm, config: TriplesConfig, seed: int) -> prompted.Ask:
    """Ask the door for replies that fit a schema; where it is shut, the run ends and says why."""

    def asked(prompts: pl.DataFrame, schema: prompted.Schema) -> pl.DataFrame:
        sampling = Sampling(
            temperature=config.temperature, max_tokens=config.max_tokens, seed=seed, schema=schema
        )
        replies = llm.replies(prompts, sampling)
        if replies["error"].str.contains("^(shut|budget):").any():
            raise dg.Failure(summary(replies), allow_retries=False)
        return replies

    return asked


def _plans(lake: Lake) -> Iterator[pl.DataFrame]:
    """Every plan so far, newest first, each read when it is asked for."""
    for version in lake.history("next_round_plan", None):
        yield lake.scan("next_round_plan", version=version.number, schema=records.PLAN).collect()
