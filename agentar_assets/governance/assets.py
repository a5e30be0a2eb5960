"""Stage 6: verified items in, the items that may be trained on out."""

import dagster as dg
import polars as pl

from agentar_assets.governance import checks, contamination, final
from agentar_assets.tags.tagged import tagged


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
