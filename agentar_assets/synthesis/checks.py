"""What must hold of items before answers are paid for."""

import dagster as dg
import polars as pl

from agentar_assets.synthesis import audit
from agentar_assets.synthesis.assets import evaluation_items, evolved_instructions, task_triples
from agentar_assets.tags.partitions import TAGS

_UNITS = {"knowledge_units": dg.AssetIn("knowledge_units")}


@dg.asset_check(asset=task_triples, partitions_def=TAGS, blocking=True, additional_ins=_UNITS)
def triples_are_sound(
    task_triples: pl.LazyFrame, knowledge_units: pl.LazyFrame
) -> dg.AssetCheckResult:
    """Every grader accepts its own gold, and every quote stands in its unit."""
    return _result(audit.faults(task_triples, knowledge_units))


@dg.asset_check(
    asset=evolved_instructions, partitions_def=TAGS, blocking=True, additional_ins=_UNITS
)
def evolved_are_sound(
    evolved_instructions: pl.LazyFrame, knowledge_units: pl.LazyFrame
) -> dg.AssetCheckResult:
    """Every grader accepts its own gold, and every quote stands in its unit."""
    return _result(audit.faults(evolved_instructions, knowledge_units))


@dg.asset_check(asset=evaluation_items, partitions_def=TAGS, blocking=True, additional_ins=_UNITS)
def evaluation_is_sound(
    evaluation_items: pl.LazyFrame, knowledge_units: pl.LazyFrame
) -> dg.AssetCheckResult:
    """Every grader accepts its own gold, and every quote stands in its unit."""
    return _result(audit.faults(evaluation_items, knowledge_units))


def _result(faults: pl.DataFrame) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=faults.is_empty(),
        metadata={"faults": len(faults), "first": str(faults.head(5).to_dicts())},
    )
