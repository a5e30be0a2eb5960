"""Sealed answers: which (model, item) is still to be answered, and what was answered before."""

import polars as pl

from agentar_assets import records

MODEL = ("round", "model_id", "stage", "release_id")
"""Columns that an answer takes over from the model that gave it."""


def newest(*models: pl.LazyFrame) -> pl.DataFrame:
    """The last model of each table, as `records.MODELS`; an empty table gives none.

    A model that is the last of two tables counts as the later one's.
    """
    last = pl.concat([table.tail(1) for table in models])
    return last.unique("model_id", keep="last", maintain_order=True).collect()


def sealed(items: pl.LazyFrame) -> pl.LazyFrame:
    """The items that no training and no synthesis has seen."""
    return items.filter(pl.col("split") == "sealed")


def unanswered(items: pl.LazyFrame, model: str, answered: pl.LazyFrame) -> pl.DataFrame:
    """`prompt_id` and `prompt` of each sealed item that the model has not answered yet.

    Args:
        items: As `records.ITEMS`; development items are passed over.
        model: A `model_id`.
        answered: As `records.SEALED_ANSWERS`, of all models.
    """
    done = answered.filter(pl.col("model_id") == model)
    return (
        sealed(items)
        .join(done, on="item_id", how="anti")
        .select(prompt_id="item_id", prompt="question")
        .sort("prompt_id")
        .collect()
    )


def repeated(model: pl.DataFrame, answered: pl.LazyFrame) -> pl.LazyFrame:
    """What a model said in an earlier round, as its answers in this one, where it has none yet.

    Args:
        model: One row, as `records.MODELS`.
        answered: As `records.SEALED_ANSWERS`, of all models and rounds.
    """
    own = answered.filter(pl.col("model_id") == model["model_id"][0])
    done = own.filter(pl.col("round") == model["round"][0])
    return (
        own.unique("item_id", keep="last", maintain_order=True)
        .join(done, on="item_id", how="anti", maintain_order="left")
        .drop(MODEL)
        .join(model.lazy().select(MODEL), how="cross", maintain_order="left")
        .select(records.SEALED_ANSWERS.names())
    )


def answers(completions: pl.DataFrame, items: pl.LazyFrame, model: pl.DataFrame) -> pl.LazyFrame:
    """Completions of one model as `records.SEALED_ANSWERS`.

    Args:
        completions: `prompt_id`, `sample` and `completion`.
        items: As `records.ITEMS`.
        model: One row, as `records.MODELS`.
    """
    return (
        completions.lazy()
        .join(sealed(items).select("tag", "item_id"), left_on="prompt_id", right_on="item_id")
        .join(model.lazy().select(MODEL), how="cross")
        .rename({"prompt_id": "item_id", "completion": "answer"})
        .sort("tag", "item_id")
        .select(records.SEALED_ANSWERS.names())
    )
