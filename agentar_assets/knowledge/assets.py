"""The knowledge that items are made from, tag by tag."""

import json

import dagster as dg
import polars as pl

from agentar_assets import records
from agentar_assets.knowledge import checks, touched, units
from agentar_assets.tags.partitions import TAXONOMY
from agentar_assets.tags.tagged import tagged
from resources.lake import Lake


@tagged(
    "knowledge",
    checks.unit_spans_are_exact,
    checks.every_kept_unit_is_in_force,
    checks.few_units_are_rejected,
)
def knowledge_units(context: dg.AssetExecutionContext, documents: pl.LazyFrame) -> pl.LazyFrame:
    """Passages in force that belong to the tag: exact spans, leaf, names, typed numbers, use."""
    return units.units(documents, context.partition_key, TAXONOMY)


@dg.asset(group_name="knowledge", kinds={"polars"}, owners=["team:data"])
def touched_tags(documents: pl.LazyFrame, lake: Lake) -> dg.MaterializeResult[None]:
    """Tags whose knowledge the newest documents change: what `new_documents` makes anew."""
    stored = lake.scan("knowledge_units", schema=records.UNITS).collect()
    made = lake.heads("knowledge_units")
    tags = touched.touched(documents, made, stored, TAXONOMY)
    return dg.MaterializeResult(metadata={"tags": json.dumps(tags), "touched": len(tags)})
