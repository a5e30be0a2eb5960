"""What must hold of a tag's units before items are made from them."""

import dagster as dg
import polars as pl

_REJECTED_AT_MOST = 0.5


def unit_spans_are_exact(knowledge_units: pl.LazyFrame) -> dg.AssetCheckResult:
    """Every unit, entity and quantity is as long as its span says, and lies in its text."""
    length = pl.col("text").str.len_chars()
    wrong = pl.any_horizontal(
        pl.col("end") - pl.col("start") != length,
        *(_outside(name) for name in ("entities", "quantities")),
    )
    found = knowledge_units.filter(wrong).select("unit_id").collect()
    return dg.AssetCheckResult(
        passed=found.is_empty(),
        metadata={"wrong": found.height, "units": found["unit_id"].to_list()[:10]},
    )


def every_kept_unit_is_in_force(knowledge_units: pl.LazyFrame) -> dg.AssetCheckResult:
    """No unit without a reason comes from a text that has ended or names no source."""
    wrong = pl.col("valid_to").is_not_null() | pl.col("doc_id").is_null() | pl.col("path").is_null()
    found = knowledge_units.filter(pl.col("reason").is_null() & wrong).select("unit_id").collect()
    return dg.AssetCheckResult(
        passed=found.is_empty(),
        metadata={"ended": found.height, "units": found["unit_id"].to_list()[:10]},
    )


def few_units_are_rejected(knowledge_units: pl.LazyFrame) -> dg.AssetCheckResult:
    """At least half of the passages of the tag can be used, and there are some."""
    kept, rows = (
        knowledge_units.select(pl.col("reason").is_null().sum(), rows=pl.len()).collect().row(0)
    )
    share = 1 - kept / rows if rows else 1.0
    return dg.AssetCheckResult(
        passed=share <= _REJECTED_AT_MOST,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"rejected_share": share, "kept": kept},
    )


def _outside(name: str) -> pl.Expr:
    """Whether a span of a list is not as long as its text, or does not lie in the unit."""
    part = pl.element().struct.field
    bad = (part("end") - part("start") != part("text").str.len_chars()) | (part("start") < 0)
    return pl.col(name).list.eval(bad).list.any()
