"""Scores of the sealed items: eq. 17 for each tag and model, with interval and outcomes."""

import polars as pl

from agentar_assets import records
from agentar_assets.evaluation import statistics
from training import graders


def pass_at_1(right: str) -> pl.Expr:
    """Share of the items that the model answers right at the first try, in [0, 1].

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 17:  sum_{i: l_i = t} 1[y^_i = y_i] / |{i: l_i = t}|.
    """
    return pl.col(right).cast(pl.Float64).mean()


def graded(answered: pl.DataFrame) -> pl.DataFrame:
    """The rows with `right`: whether `said` means what the gold `answer` means.

    No answer is a wrong one.  Rows have `answer_form`, `answer` and `said`.
    """
    verdicts = graders.verdicts(
        answered["answer_form"].to_list(),
        answered["answer"].to_list(),
        answered["said"].to_list(),
    )
    return answered.with_columns(right=pl.Series(verdicts, dtype=pl.Boolean))


def scores(answers: pl.LazyFrame, items: pl.LazyFrame) -> pl.LazyFrame:
    """One row a (tag, round, model), as `records.EVAL_SCORES`, oldest first.

    Only items that are sealed now count; an answer to an item that is gone has no gold.

    Args:
        answers: As `records.SEALED_ANSWERS`.
        items: As `records.ITEMS`.
    """
    gold = items.filter(pl.col("split") == "sealed").select("item_id", "answer_form", "answer")
    answered = answers.rename({"answer": "said"}).join(gold, on="item_id", maintain_order="left")
    marked = graded(answered.collect()).lazy()
    return (
        marked.group_by("tag", "round", "model_id", maintain_order=True)
        .agg(
            pl.col("stage", "release_id").last(),
            items=pl.len().cast(pl.Int64),
            right=pl.col("right").sum().cast(pl.Int64),
            pass_at_1=pass_at_1("right"),
            outcomes=pl.struct("item_id", "right").sort_by("item_id"),
        )
        .with_columns(
            low=statistics.wilson_low("right", "items"),
            high=statistics.wilson_high("right", "items"),
        )
        .select(records.EVAL_SCORES.names())
    )


def newest(scores: pl.DataFrame) -> dict[str, float]:
    """Score, interval, items and round of the newest model, to be plotted; empty without one."""
    shown = ("pass_at_1", "low", "high", "items", "round")
    return {name: float(scores[name][-1]) for name in shown if not scores.is_empty()}
