"""Stage 6: verified items in, the items that may be trained on out."""

from contextlib import suppress
from typing import Final

import dagster as dg
import polars as pl

from agentar_assets import records
from agentar_assets.governance import checks, contamination, final, stale
from agentar_assets.tags.tagged import tagged
from resources.lake import Conflict, Lake, Version

_ATTEMPTS: Final = 10
"""Times that the marks are compared with the sources, while others write."""
_UNCUT: Final = (
    "{} is not cut to passages yet (documents: {}), so nobody knows which sources have ended: "
    "let `agentar documents` or the job `ingest` end, then go on"
)


class GovernanceConfig(dg.Config):
    """The launchpad knobs of governance."""

    likeness: float = 0.8
    """Least Jaccard similarity of two questions that are near-duplicates, in (0, 1]."""
    share: float = 0.5
    """Least share of a test question that an item may not hold, in (0, 1]."""
    span: int = 60
    """Least unbroken stretch of a test question that an item may not hold, in characters."""

    def bars(self) -> final.Bars:
        """The knobs as the core takes them."""
        return final.Bars(self.likeness, contamination.Bars(self.share, self.span))


@tagged(
    "governance",
    checks.every_kept_item_has_provenance,
    checks.every_kept_item_scores_above_tau,
    checks.no_kept_item_is_a_test_question,
    checks.something_is_kept,
)
def final_set(
    verified_set: pl.LazyFrame,
    evaluation_items: pl.LazyFrame,
    benchmark_items: pl.LazyFrame,
    knowledge_units: pl.LazyFrame,
    config: GovernanceConfig,
) -> pl.DataFrame:
    """Every verified item of the tag with the last word on it; no reason: in the set (eq. 11)."""
    verified, evaluation, benchmarks, units = pl.collect_all(
        [verified_set, evaluation_items, benchmark_items, knowledge_units]
    )
    return final.final(verified, evaluation, benchmarks, units, config.bars())


@dg.asset(group_name="governance", kinds={"polars"}, owners=["team:data"])
def stale_items(
    context: dg.AssetExecutionContext, documents: pl.LazyFrame, passages: pl.LazyFrame, lake: Lake
) -> dg.MaterializeResult[None]:
    """Items of every final set whose source has ended: they are marked `stale_source`.

    A marked item whose source holds again, because its file is back, is kept again.
    """
    if uncut := stale.uncut(passages, documents)["path"].to_list():
        raise dg.Failure(_UNCUT.format(uncut[0], len(uncut)), allow_retries=False)
    reasons = [reason for rows in _turned(context, lake, passages, documents) for reason in rows]
    marked = reasons.count(stale.REASON)
    metadata = {stale.REASON: marked, "kept again": len(reasons) - marked}
    return dg.MaterializeResult(metadata=metadata)


def _turned(
    context: dg.AssetExecutionContext, lake: Lake, passages: pl.LazyFrame, documents: pl.LazyFrame
) -> list[pl.Series]:
    """Turn marks until all are as the sources stand; the new reasons, by tag."""
    turned: list[pl.Series] = []
    for _ in range(_ATTEMPTS):
        heads = lake.heads("final_set")  # before the rows, so that a write after them is a conflict
        final_set = lake.scan("final_set", schema=records.FINAL)
        found = stale.changed(final_set, passages, documents)
        if found.is_empty():
            return turned
        for (tag,), items in found.partition_by("tag", as_dict=True).items():
            with suppress(Conflict):  # newer rows: they are judged in the next attempt
                _mark(context, lake, heads[str(tag)], items)
                turned.append(items["reason"])
    raise Conflict(f"final_set: {_ATTEMPTS} attempts met other writers: run the step again")


def _mark(
    context: dg.AssetExecutionContext, lake: Lake, head: Version, items: pl.DataFrame
) -> None:
    """Write a tag's final set with these marks, and tell Dagster its data version."""
    tag = str(head.tag)
    rows = lake.scan("final_set", tags=[tag], schema=records.FINAL).collect()
    version = lake.write(
        "final_set",
        stale.marked(rows, items),
        tags=[tag],
        reason=stale.REASON,
        run_id=context.run.run_id,
        expect=head.number,
    )
    context.log_event(
        dg.AssetMaterialization(
            "final_set",
            partition=tag,
            tags={"dagster/data_version": version.content_hash},
            metadata={stale.REASON: items["reason"].count()},
        )
    )
