"""Pass rates: who is asked, and which of the answers are right."""

import polars as pl

from agentar_assets import records
from training import graders


def this_round(plans: pl.LazyFrame) -> int:
    """Round that is being made: the newest planned, or the first where nothing was planned."""
    return int(plans.select(pl.col("round").max().fill_null(1)).collect().item())


def round_of(pass_rates: pl.LazyFrame) -> int:
    """Round of the pass rates.

    Raises:
        ValueError: There are none: materialize `pass_rates` first.
    """
    rounds = pass_rates.select("round").max().collect().item()
    if rounds is None:
        raise ValueError("pass_rates is empty: materialize evaluation_items, then pass_rates")
    return int(rounds)


def current_model(base: pl.LazyFrame, trained: pl.LazyFrame, this_round: int) -> pl.DataFrame:
    """The model that this round starts from, one row as `records.MODELS`.

    The newest trained in an earlier round, so that a round run again asks the same model; the
    base model before that.

    Raises:
        LookupError: There is no model at all: materialize `base_model` first.
    """
    earlier = trained.filter(pl.col("round") < this_round)
    newest = pl.concat([base.tail(1), earlier.tail(1)]).tail(1).collect()
    if newest.is_empty():
        raise LookupError("no model to ask: materialize base_model first")
    return newest


def prompts(items: pl.DataFrame) -> pl.DataFrame:
    """The questions of items as the trainer door takes them: `prompt_id` and `prompt`."""
    return items.select(prompt_id="item_id", prompt="question")


def _right(rows: pl.DataFrame) -> pl.Series:
    return pl.Series(
        graders.verdicts(
            rows["answer_form"].to_list(), rows["answer"].to_list(), rows["said"].to_list()
        ),
        dtype=pl.Boolean,
    )


def sampled_rates(items: pl.DataFrame, completions: pl.DataFrame, model: str) -> pl.DataFrame:
    """One row an item: how many of our model's samples are right; `tag`, `item_id` and counts.

    Args:
        items: The items asked, as `records.ITEMS`.
        completions: `prompt_id`, `sample` and `completion`.
        model: Its `model_id`.
    """
    gold = items.select("tag", "item_id", "answer_form", "answer")
    said = completions.select(item_id="prompt_id", said="completion")
    rows = gold.join(said, on="item_id", maintain_order="left")
    return (
        rows.with_columns(right=_right(rows))
        .group_by("tag", "item_id", maintain_order=True)
        .agg(samples=pl.len().cast(pl.Int64), right=pl.col("right").sum().cast(pl.Int64))
        .with_columns(model=pl.lit(model), role=pl.lit("current"))
    )


def reference_rates(items: pl.DataFrame, answers: pl.LazyFrame, *, samples: int) -> pl.DataFrame:
    """One row a (reference, item), on the same items.

    References answer the same every time, so that one answer stands for all `samples`.

    Args:
        items: The items asked, as `records.ITEMS`.
        answers: As `records.ANSWERS`; only answerers are references.
        samples: Samples that one answer stands for.
    """
    gold = items.select("item_id", "answer_form", gold="answer").lazy()
    rows = (
        answers.filter(pl.col("role") == "answerer")
        .join(gold, on="item_id")
        .rename({"answer": "said", "gold": "answer"})
        .sort("tag", "model", "item_id")
        .collect()
    )
    return rows.select(
        "tag",
        "item_id",
        "model",
        role=pl.lit("reference"),
        samples=pl.lit(samples, pl.Int64),
        right=_right(rows).cast(pl.Int64) * samples,
    )


def pass_rates(ours: pl.DataFrame, theirs: pl.DataFrame, this_round: int) -> pl.DataFrame:
    """Both sides as `records.PASS_RATES`."""
    names = [name for name in records.PASS_RATES.names() if name != "round"]
    rows = pl.concat([ours.select(names), theirs.select(names)])
    return rows.select(pl.lit(this_round, pl.Int64).alias("round"), *names)
