"""Benchmarks asked of a model: a few items of every task, exactly graded."""

import polars as pl

from agentar_assets import records
from agentar_assets.evaluation import scores, statistics

TASK = ("benchmark", "task")


def asked(items: pl.LazyFrame, *, per_benchmark: int) -> pl.DataFrame:
    """At most `per_benchmark` usable items of each benchmark, taken in turn from its tasks.

    Items with gold and no reason, as `records.BENCHMARK_ITEMS`, with `prompt_id` and `prompt`.
    """
    usable = pl.col("answer").is_not_null() & (pl.col("answer") != "") & pl.col("reason").is_null()
    options = pl.col("options").fill_null([]).list.join("\n")
    return (
        items.filter(usable)
        .sort(*TASK, "index")
        .with_columns(turn=pl.int_range(pl.len()).over(*TASK))
        .sort("benchmark", "turn", "task")
        .group_by("benchmark", maintain_order=True)
        .head(per_benchmark)
        .with_columns(
            prompt_id=pl.concat_str(*TASK, "index", separator="/"),
            prompt=pl.concat_str("question", options, separator="\n").str.strip_chars_end("\n"),
        )
        .drop("turn")
        .collect()
    )


def constant_policy(answer: str) -> pl.Expr:
    """Score of the one answer that is right most often, given every time, in [0, 1]."""
    return pl.col(answer).unique_counts().max() / pl.len()


def scored(items: pl.DataFrame, completions: pl.DataFrame, model: pl.DataFrame) -> pl.DataFrame:
    """One row a (benchmark, task), as `records.BENCHMARK_SCORES`.

    Args:
        items: As `asked` gives them.
        completions: `prompt_id` and `completion`; an item without one is wrong.
        model: One row, as `records.MODELS`.
    """
    said = completions.select("prompt_id", said="completion")
    marked = scores.graded(items.join(said, on="prompt_id", how="left", maintain_order="left"))
    return (
        marked.group_by(*TASK, maintain_order=True)
        .agg(
            items=pl.len().cast(pl.Int64),
            right=pl.col("right").sum().cast(pl.Int64),
            score=scores.pass_at_1("right"),
            constant_policy=constant_policy("answer"),
        )
        .with_columns(
            low=statistics.wilson_low("right", "items"),
            high=statistics.wilson_high("right", "items"),
        )
        .join(model.select("round", "model_id"), how="cross")
        .select(records.BENCHMARK_SCORES.names())
    )
