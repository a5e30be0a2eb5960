"""The verdict on every item: what was measured, what it scores, and why it fails, if it does."""

from dataclasses import dataclass

import polars as pl

from agentar_assets import records
from agentar_assets.verification import features, paper, rating, robust, sample
from agentar_assets.verification.measures import Embed, measured


@dataclass(frozen=True)
class Rater:
    """A rating model, and the embedder it was fitted with."""

    model: pl.DataFrame
    """Rows of `records.RATING_MODEL`; empty: nothing is rated, and nothing passes."""
    embed: Embed


def rating_model(
    items: pl.DataFrame,
    answers: pl.DataFrame,
    reviews: pl.DataFrame,
    embed: Embed,
    how: rating.Fit,
) -> pl.DataFrame:
    """The rating model fitted on all items: ensemble labels, and human marks where there are."""
    seen = rateable(items, answers, embed)
    matrix = features.matrix(seen, embed)
    weak = features.weak_labels(seen, matrix)
    return rating.fitted(matrix, weak, sample.mean_marks(seen, reviews), how)


def verified(
    items: pl.DataFrame,
    answers: pl.DataFrame,
    units: pl.DataFrame,
    rater: Rater,
    *,
    quorum: float,
) -> pl.DataFrame:
    """Every item with its verdict, as `records.VERIFIED`; none is dropped.

    Args:
        items: Rows of `records.ITEMS`.
        answers: Rows of `records.ANSWERS`.
        units: Rows of `records.UNITS` that the items rest on.
        rater: What gives eq. 10 its score and tau.
        quorum: Least share of answerers that must arrive at the item's answer, in (0, 1].
    """
    seen = rateable(items, answers, rater.embed)
    ratings = rating.rated(features.matrix(seen, rater.embed), rater.model)
    tau = rater.model["tau"].first() if len(rater.model) else None
    return (
        seen.with_columns(rating=ratings, tau=pl.lit(tau, pl.Float64))
        .with_columns(score=paper.score())
        .join(grounding(items, units), on="item_id", how="left", maintain_order="left")
        .with_columns(reason=robust.first_reason(robust.rules(quorum=quorum)))
        .select(records.VERIFIED.names())
    )


def rateable(items: pl.DataFrame, answers: pl.DataFrame, embed: Embed) -> pl.DataFrame:
    """Items with every measure and feature but the vector of their text, by tag and item."""
    found = measured(items, answers, embed)
    return features.described(items).join(found, on="item_id", how="left").sort("tag", "item_id")


def grounding(items: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Whether an item's unit may be used, and whether the unit holds the item's quote."""
    usable = units.select("unit_id", _text="text", unit_usable=pl.col("reason").is_null())
    found = pl.col("_text").str.contains(pl.col("quote"), literal=True)
    return (
        items.join(usable, on="unit_id", how="left")
        .with_columns(quote_found=found & (pl.col("quote").str.len_chars() > 0))
        .select("item_id", "unit_usable", "quote_found")
    )
