"""What must hold of scores: items that are truly sealed, and enough of them."""

import dagster as dg
import polars as pl

from agentar_assets.evaluation import leaks

LEAST_ITEMS = 10
"""With fewer items a 95 % interval is wider than half of [0, 1], and no fall can be shown."""


def enough_sealed_items(eval_scores: pl.LazyFrame) -> dg.AssetCheckResult:
    """Every score of the tag rests on at least ten items."""
    fewest = eval_scores.select("items").min().collect().item() or 0
    return dg.AssetCheckResult(
        passed=fewest >= LEAST_ITEMS,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"items": fewest, "expected": LEAST_ITEMS},
    )


@dg.asset_check(
    asset=dg.AssetKey("training_mixture"),
    additional_ins={"evaluation_items": dg.AssetIn("evaluation_items")},
    blocking=True,
)
def no_sealed_item_is_trained_on(
    training_mixture: pl.LazyFrame, evaluation_items: pl.LazyFrame
) -> dg.AssetCheckResult:
    """No question of a sealed item is in the training mixture."""
    leaked = leaks.leaked(training_mixture, evaluation_items)
    return dg.AssetCheckResult(
        passed=leaked.is_empty(),
        metadata={"leaked": leaked.height, "items": ", ".join(leaked["item_id"].head(10))},
    )
