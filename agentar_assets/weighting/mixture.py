"""The training mixture: kept items of a release, each with the weight of its tag."""

import polars as pl

from agentar_assets import records


def samples(final_set: pl.LazyFrame) -> pl.LazyFrame:
    """`tag` and `samples`: how many rows each tag brings to the mixture."""
    kept = final_set.filter(pl.col("reason").is_null())
    return kept.group_by("tag").agg(samples=pl.len().cast(pl.Int64))


def completion() -> pl.Expr:
    """What the model shall write: its thinking, closed, then the answer alone."""
    return pl.format("<think>{}</think>{}", "thinking", "answer")


def mixture(
    final_set: pl.LazyFrame, release: pl.LazyFrame, tag_weights: pl.LazyFrame
) -> pl.DataFrame:
    """What the trainer reads, as `records.MIXTURE`: kept items of the released tags.

    Args:
        final_set: The final set at the version that the release pins.
        release: As `records.RELEASE`.
        tag_weights: As `records.TAG_WEIGHTS`.

    Raises:
        ValueError: A released tag has items and no weight: materialize `pass_rates` and
            `tag_weights` for it first.
    """
    released = release.filter(pl.col("dataset") == "final_set").select("tag").unique()
    rows = (
        final_set.filter(pl.col("reason").is_null())
        .join(released, on="tag", how="semi")
        .join(tag_weights.select("tag", "weight"), on="tag", how="left")
        .with_columns(prompt=pl.col("question"), completion=completion())
        .sort("item_id")
        .select(records.MIXTURE.names())
        .collect()
    )
    bare = rows.filter(~pl.col("weight").is_finite().fill_null(value=False))["tag"].unique().sort()
    if len(bare):
        raise ValueError(
            f"tags without weight: {bare.to_list()}: materialize pass_rates and tag_weights first"
        )
    return rows
