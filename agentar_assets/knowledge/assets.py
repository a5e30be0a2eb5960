"""The knowledge that items are made from: cut once, then routed tag by tag."""

import json

import dagster as dg
import polars as pl

from agentar_assets import records, unchanged
from agentar_assets.knowledge import checks, crew, figures, touched, units
from agentar_assets.knowledge import passages as cutting
from agentar_assets.knowledge.routing import coverage as covering
from agentar_assets.tags.partitions import TAXONOMY
from agentar_assets.tags.tagged import audited, tagged
from resources.lake import Lake


@dg.asset(group_name="knowledge", kinds={"polars"}, owners=["team:data"])
def passages(
    context: dg.AssetExecutionContext, documents: pl.LazyFrame, lake: Lake
) -> dg.MaterializeResult[None]:
    """Every text in use, cut and looked into once for all tags; what was cut before stays."""
    stored = lake.scan("passages", schema=records.PASSAGES)
    texts = lake.scan("texts", schema=records.TEXTS)
    for rows in crew.fresh(documents, texts, stored, TAXONOMY):
        lake.add("passages", rows, key=cutting.KEY, reason="cut", run_id=context.run.run_id)
    held = lake.scan("passages", schema=records.PASSAGES)
    used = figures.used(documents, held, cutting.code(TAXONOMY))
    version = dg.DataVersion(figures.version(used))
    return dg.MaterializeResult(metadata=figures.yields(used), data_version=version)


@tagged(
    "knowledge",
    checks.unit_spans_are_exact,
    checks.every_kept_unit_is_in_force,
    checks.few_units_are_rejected,
)
def knowledge_units(
    context: dg.AssetExecutionContext, documents: pl.LazyFrame, passages: pl.LazyFrame
) -> pl.LazyFrame:
    """Passages in force that belong to the tag: exact spans, leaf, names, typed numbers, use."""
    return units.units(documents, passages, context.partition_key, TAXONOMY)


@audited("knowledge")
def coverage(
    documents: pl.LazyFrame, passages: pl.LazyFrame, lake: Lake
) -> dg.Output[pl.DataFrame]:
    """How many units each leaf has for each attribute that applies: none, few, enough, many."""
    used = figures.used(documents, passages, cutting.code(TAXONOMY))
    found = unchanged.table(
        lake,
        "coverage",
        unchanged.source(documents, passages, further=[TAXONOMY]),
        lambda: covering.coverage(used, documents.collect(), TAXONOMY),
    )
    return dg.Output(found, metadata=figures.states(found))


@dg.asset(group_name="knowledge", kinds={"polars"}, owners=["team:data"])
def touched_tags(
    documents: pl.LazyFrame, passages: pl.LazyFrame, lake: Lake
) -> dg.MaterializeResult[None]:
    """Tags whose knowledge the newest documents change: what `new_documents` makes anew."""
    stored = lake.scan("knowledge_units", schema=records.UNITS)
    made = sorted(lake.heads("knowledge_units"))
    told = unchanged.told(
        lake,
        "touched_tags",
        unchanged.source(documents, passages, stored, further=[made, TAXONOMY]),
        lambda: json.dumps(touched.touched(documents, passages, made, stored.collect(), TAXONOMY)),
    )
    return dg.MaterializeResult(metadata={"tags": told, "touched": len(json.loads(told))})
