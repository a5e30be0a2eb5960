"""What must hold of the final set before anything is released or trained on."""

import dagster as dg
import polars as pl

from agentar_assets.governance import final, index, normal

SHOWN = 10
"""Items that a failed check names."""


def every_kept_item_has_provenance(final_set: pl.LazyFrame) -> dg.AssetCheckResult:
    """No item is in the set without its unit and the span that it rests on."""
    empty = pl.col("unit_id", "quote").fill_null("").str.strip_chars() == ""
    return _none(_kept(final_set).filter(pl.any_horizontal(empty)))


def every_kept_item_scores_above_tau(final_set: pl.LazyFrame) -> dg.AssetCheckResult:
    """No item is in the set whose score is tau, below it, or missing."""
    return _none(_kept(final_set).filter(~final.above(pl.col("score"), pl.col("tau"))))


def no_kept_item_is_a_test_question(
    final_set: pl.LazyFrame, benchmark_items: pl.LazyFrame, evaluation_items: pl.LazyFrame
) -> dg.AssetCheckResult:
    """No item in the set asks what a benchmark or a sealed item asks."""
    sealed = evaluation_items.filter(pl.col("split") == "sealed")
    benchmarks = index.of_benchmarks(benchmark_items.collect()).texts.lazy()
    tests = pl.concat([benchmarks.select("bare"), sealed.select(bare=normal.bare("question"))])
    asked = _kept(final_set).with_columns(bare=normal.bare("question"))
    return _none(asked.filter(pl.col("bare") != "").join(tests, on="bare", how="semi"))


def something_is_kept(final_set: pl.LazyFrame) -> dg.AssetCheckResult:
    """Of a tag that has items, at least one may be trained on."""
    items = final_set.select(pl.len()).collect().item()
    kept = _kept(final_set).select(pl.len()).collect().item()
    return dg.AssetCheckResult(
        passed=kept > 0 or items == 0,
        metadata={"items": items, "kept": kept, "kept_share": kept / items if items else 1.0},
    )


@dg.asset_check(asset=dg.AssetKey("benchmark_items"))
def a_benchmark_is_registered(benchmark_items: pl.LazyFrame) -> dg.AssetCheckResult:
    """Without a benchmark, only the project's own sealed items are kept out of the data."""
    readable = benchmark_items.filter(pl.col("question").is_not_null())
    refused = benchmark_items.filter(pl.col("reason").is_not_null()).select("task", "reason")
    questions = readable.select(pl.len()).collect().item()
    return dg.AssetCheckResult(
        passed=questions > 0,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"questions": questions, "refused": str(refused.head(SHOWN).collect().rows())},
        description=None if questions else "register benchmark folders at the door `sources`",
    )


def _kept(final_set: pl.LazyFrame) -> pl.LazyFrame:
    return final_set.filter(pl.col("reason").is_null())


def _none(wrong: pl.LazyFrame) -> dg.AssetCheckResult:
    found = wrong.select("item_id").collect()["item_id"]
    return dg.AssetCheckResult(
        passed=found.is_empty(),
        metadata={"wrong": len(found), "items": ", ".join(found.head(SHOWN))},
    )
