"""What must hold of items before they are kept and answers are paid for."""

import dagster as dg
import polars as pl

from agentar_assets.synthesis import audit


def items_are_sound(items: pl.LazyFrame, knowledge_units: pl.LazyFrame) -> dg.AssetCheckResult:
    """Every grader accepts its own gold, and every quote stands in its unit."""
    faults = audit.faults(items, knowledge_units)
    return dg.AssetCheckResult(
        passed=faults.is_empty(),
        metadata={"faults": len(faults), "first": str(faults.head(5).to_dicts())},
    )
