"""A fire drill: one tag's golds are spoiled on purpose, so that the loop can be seen to notice."""

import dagster as dg
import polars as pl

from resources.lake import Lake


def spoiled(final: pl.DataFrame, *, share: float) -> pl.DataFrame:
    """The same rows, in which a share of the kept ones has the thinking and gold of one of them.

    As a join that fans out would leave it: the fault that a student learns soonest.

    Args:
        final: One tag's rows of `final_set`.
        share: Of the kept rows, in [0, 1]; the first by item id.
    """
    kept = pl.col("reason").is_null()
    rank = pl.col("item_id").rank("ordinal").over(kept)
    hit = kept & (rank <= share * kept.sum())
    first = pl.col("item_id") == pl.col("item_id").filter(hit).min()
    return final.with_columns(
        pl.when(hit).then(pl.col(gold).filter(first).first()).otherwise(pl.col(gold)).alias(gold)
        for gold in ("thinking", "answer")
    )


class SpoilConfig(dg.Config):
    """Which tag to spoil, and how badly."""

    tag: str
    share: float = 1.0
    """Of the tag's kept items, in [0, 1]."""


@dg.op
def spoil(context: dg.OpExecutionContext, config: SpoilConfig, lake: Lake) -> None:
    """Write a spoiled version of the tag's final set, past every check, and say so."""
    final = lake.scan("final_set", tags=[config.tag]).collect()
    version = lake.write(
        "final_set",
        spoiled(final, share=config.share),
        tags=[config.tag],
        reason="drill",
        run_id=context.run.run_id,
    )
    context.log_event(
        dg.AssetMaterialization(
            "final_set",
            partition=config.tag,
            tags={"dagster/data_version": version.content_hash},
            metadata={"drill": True, "spoiled_share": config.share},
        )
    )


@dg.job(executor_def=dg.in_process_executor)
def spoil_tag() -> None:
    """Spoil one tag's training data, to see the loop take it back."""
    spoil()
