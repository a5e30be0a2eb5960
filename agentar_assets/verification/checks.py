"""What must hold of verified sets before governance and training spend on them."""

import dagster as dg
import polars as pl

from agentar_assets.verification import bars


def every_verdict_is_there(verified_set: pl.LazyFrame) -> dg.AssetCheckResult:
    """No item passes unless every required check has spoken on it."""
    unjudged = verified_set.filter(bars.passed_unjudged()).select("item_id").collect()
    return dg.AssetCheckResult(
        passed=unjudged.is_empty(),
        metadata={"items": len(unjudged), "first": ", ".join(unjudged["item_id"].head(5))},
    )


def verified_share_is_sane(verified_set: pl.LazyFrame) -> dg.AssetCheckResult:
    """Some of a tag's items pass; where many were asked, a share far off says a stage is broken."""
    shares = bars.verified_shares(verified_set).collect()
    odd = shares.filter(bars.odd_share())
    return dg.AssetCheckResult(
        passed=odd.is_empty(), metadata={"tags": len(shares), "odd": str(odd.head(5).to_dicts())}
    )
