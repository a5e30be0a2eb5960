"""Which items people are asked to review: a stratified sample, the same for the same items."""

import polars as pl

from agentar_assets import records


def review_batch(items: pl.LazyFrame, *, size: int) -> pl.LazyFrame:
    """At most `size` items, spread over tags first, then leaves and difficulties in each tag.

    Every stratum gives its first item before any gives its second; the order in a stratum is by
    hash of the item, so that more items later leave the earlier choice much as it was.
    """
    stratum = pl.concat_str("tag", "leaf", "difficulty", separator="/", ignore_nulls=True)
    drawn = pl.col("item_id").hash(seed=7)
    return (
        items.with_columns(stratum=stratum, _drawn=drawn)
        .with_columns(_turn=pl.struct("_drawn", "item_id").rank("ordinal").over("stratum"))
        .with_columns(
            _place=pl.struct("_turn", "_drawn", "item_id").rank("ordinal").over("tag"),
        )
        .sort("_place", "tag")
        .head(size)
        .select(records.REVIEW_BATCH.names())
        .sort("tag", "item_id")
    )


def usable(finished: pl.DataFrame) -> pl.DataFrame:
    """The marks of the lines without a problem, as `records.REVIEWS`."""
    return finished.filter(pl.col("problem").is_null()).select(records.REVIEWS.names())


def complaints(finished: pl.DataFrame) -> list[str]:
    """One sentence a line that cannot be used: file, line, what is wrong."""
    said = pl.format("{} line {}: {}", "file", "line", "problem")
    return finished.filter(pl.col("problem").is_not_null()).select(said).to_series().to_list()


def mean_marks(items: pl.DataFrame, reviews: pl.DataFrame) -> pl.DataFrame:
    """Mean mark of every head for every item, in the order of the items; null where none."""
    heads = [name for name in records.REVIEWS.names() if records.REVIEWS[name] == pl.Float64]
    means = reviews.group_by("item_id").agg(pl.col(heads).mean())
    return (
        items.select("item_id")
        .join(means, on="item_id", how="left", maintain_order="left")
        .select(heads)
    )
