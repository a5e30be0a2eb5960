"""The quality bars of a verified set, as expressions."""

from typing import Final

import polars as pl

LEAST_SHARE: Final = 0.1
"""Of a tag's items that must pass."""
ENOUGH: Final = 20
"""Items from which on a tag's share says anything."""


def passed_unjudged() -> pl.Expr:
    """An item that passed although a required check said nothing, or said no."""
    required = pl.any_horizontal(pl.col("gold_agreement", "score", "tau").is_null())
    unreasoned = ~pl.col("reasoning_valid").fill_null(value=False)
    return pl.col("reason").is_null() & (required | unreasoned)


def verified_shares(verified: pl.LazyFrame) -> pl.LazyFrame:
    """Items and the share of them that passed, a tag."""
    return verified.group_by("tag").agg(items=pl.len(), share=pl.col("reason").is_null().mean())


def odd_share() -> pl.Expr:
    """A tag of which hardly anything passes: the answerers cannot read its questions, say."""
    return (pl.col("items") >= ENOUGH) & (pl.col("share") < LEAST_SHARE)
