"""What must hold of a training mixture before a machine is spent on it."""

from typing import Final

import dagster as dg
import polars as pl

from agentar_assets.models import registry

MIXTURE: Final = dg.AssetKey("training_mixture")


@dg.asset_check(asset=MIXTURE, blocking=True)
def weights_are_finite_and_positive(training_mixture: pl.LazyFrame) -> dg.AssetCheckResult:
    """Every item weighs something, and something finite."""
    wrong = training_mixture.filter(registry.unfit_weight()).select("item_id").collect()
    return dg.AssetCheckResult(
        passed=wrong.is_empty(),
        metadata={"items": len(wrong), "first": ", ".join(wrong["item_id"].head(5))},
    )


@dg.asset_check(asset=MIXTURE, blocking=True)
def weights_average_to_one(training_mixture: pl.LazyFrame) -> dg.AssetCheckResult:
    """The weights of the tags average to 1, over tags or over samples, as eq. 13 makes them."""
    means = registry.mean_weights(training_mixture)
    return dg.AssetCheckResult(passed=registry.keeps_scale(means), metadata={**means})
