"""What must hold of the documents before knowledge is drawn from them."""

import dagster as dg
import polars as pl

from agentar_assets import records
from agentar_assets.documents import bars
from resources.lake import Lake

_REJECTED_AT_MOST = 0.2


def document_spans_are_exact(documents: pl.LazyFrame, lake: Lake) -> dg.AssetCheckResult:
    """No section is empty, overlaps the next one, or reaches past the text."""
    texts = lake.scan("texts", schema=records.TEXTS)
    wrong = bars.misplaced(texts.join(documents.select("text_id"), on="text_id", how="semi"))
    found = documents.join(wrong.select("text_id"), on="text_id", how="semi").collect()
    return dg.AssetCheckResult(
        passed=found.is_empty(),
        metadata={"wrong": found.height, "paths": found["path"].sort().to_list()[:10]},
    )


def a_document_is_in_force(documents: pl.LazyFrame) -> dg.AssetCheckResult:
    """At least one document holds; without one there is nothing to learn from."""
    states = documents.group_by("state").len().collect()
    counts = dict(states.sort("state").iter_rows())
    held = counts.get("in_force", 0)
    return dg.AssetCheckResult(
        passed=held > 0,
        severity=dg.AssetCheckSeverity.WARN,
        metadata=counts,
        description=None if held else f"no file can be used: {bars.refused(documents)}",
    )


def few_documents_are_rejected(documents: pl.LazyFrame) -> dg.AssetCheckResult:
    """At most a fifth of the files could not be read."""
    rejected = documents.filter(pl.col("state") == "rejected").select("path", "reason").collect()
    files = documents.select(pl.len()).collect().item()
    share = rejected.height / files if files else 1.0
    return dg.AssetCheckResult(
        passed=share <= _REJECTED_AT_MOST,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"rejected_share": share, "reasons": rejected["reason"].unique().to_list()[:10]},
    )
