"""What must hold of a tag's units before items are made from them."""

from datetime import UTC, datetime
from typing import Final

import dagster as dg
import polars as pl

_REJECTED_AT_MOST: Final = 0.5
_SPANS: Final = ("entities", "quantities", "deontics")
"""Columns whose finds have a place and a text."""


def unit_spans_are_exact(knowledge_units: pl.LazyFrame) -> dg.AssetCheckResult:
    """Every unit is as long as its span says, and says what its names and numbers say it does."""
    length = pl.col("text").str.len_chars()
    uneven = knowledge_units.filter(pl.col("end") - pl.col("start") != length)
    wrong = [uneven, *(_misplaced(knowledge_units, name) for name in _SPANS)]
    found = pl.concat([rows.select("unit_id") for rows in wrong]).unique().sort("unit_id").collect()
    return dg.AssetCheckResult(
        passed=found.is_empty(),
        metadata={"wrong": found.height, "units": found["unit_id"].to_list()[:10]},
    )


def every_kept_unit_is_in_force(knowledge_units: pl.LazyFrame) -> dg.AssetCheckResult:
    """No unit without a reason comes from a text that has ended by today or names no source."""
    over = pl.col("valid_to") <= datetime.now(UTC).date()
    wrong = over.fill_null(value=False) | pl.col("doc_id").is_null() | pl.col("path").is_null()
    found = knowledge_units.filter(pl.col("reason").is_null() & wrong).select("unit_id").collect()
    return dg.AssetCheckResult(
        passed=found.is_empty(),
        metadata={"ended": found.height, "units": found["unit_id"].to_list()[:10]},
    )


def few_units_are_rejected(knowledge_units: pl.LazyFrame) -> dg.AssetCheckResult:
    """At least half of the passages that have what the tag needs can be used; there are some."""
    fitting = knowledge_units.filter(pl.col("reason").ne_missing("not_applicable"))
    kept, rows = fitting.select(pl.col("reason").is_null().sum(), rows=pl.len()).collect().row(0)
    share = 1 - kept / rows if rows else 1.0
    return dg.AssetCheckResult(
        passed=share <= _REJECTED_AT_MOST,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"rejected_share": share, "kept": kept},
    )


def _misplaced(units: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """The units in which a find of a column does not stand where it says."""
    find = pl.col(name).struct.field
    start, end = find("start"), find("end")
    said = pl.col("text").str.slice(start.clip(0), (end - start).clip(0))
    finds = units.select("unit_id", "text", name).explode(name).drop_nulls(name)
    return finds.filter((start < 0) | (said != find("text")))
