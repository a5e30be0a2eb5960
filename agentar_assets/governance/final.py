"""Eq. 11: which items a model may be trained on, and why not the others."""

from dataclasses import dataclass, field

import polars as pl

from agentar_assets import records
from agentar_assets.governance import contamination, duplicates, index, purification


@dataclass(frozen=True)
class Bars:
    """The thresholds of governance."""

    likeness: float = 0.8
    """Least Jaccard similarity of near-duplicates, in (0, 1]."""
    overlap: contamination.Bars = field(default_factory=contamination.Bars)
    """From where on an overlap with a test question is contamination."""


def verify() -> pl.Expr:
    """Whether verification passed the item: `rejected` is its reason, null where it did."""
    return pl.col("rejected").is_null()


def clean() -> pl.Expr:
    """Whether governance found nothing: `unclean` is its reason, null where it did not."""
    return pl.col("unclean").is_null()


def in_final_set() -> pl.Expr:
    """Whether an item may be trained on.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 11:
    D_final = {d in D_synthesis | verify(d) and clean(d) and score(d) > tau}.
    Strict: a score that equals tau stays out, and so does one that is missing or not a number.
    """
    return verify() & clean() & above(pl.col("score"), pl.col("tau"))


def above(score: pl.Expr, tau: pl.Expr) -> pl.Expr:
    """Whether score > tau; false where one is missing or infinite, or the score is NaN.

    polars puts NaN above every number, so a bare `>` would let it in.
    """
    return (score.is_finite() & (score > tau)).fill_null(value=False)


def reason() -> pl.Expr:
    """The first reason why an item is not in the final set; null where it is."""
    told = (
        (~verify(), pl.format("verification: {}", "rejected")),
        (~above(pl.col("score"), pl.col("tau")), pl.lit("score_not_above_tau")),
        (~clean(), pl.col("unclean")),
    )
    first = pl.coalesce(pl.when(holds).then(text) for holds, text in told)
    return pl.when(~in_final_set()).then(first)


def final(
    verified: pl.DataFrame,
    evaluation: pl.DataFrame,
    benchmarks: pl.DataFrame,
    units: pl.DataFrame,
    bars: Bars,
) -> pl.DataFrame:
    """Every verified item with the last word on it, as `records.FINAL`.

    Args:
        verified: One tag's `records.VERIFIED`.
        evaluation: The tag's evaluation items; the sealed ones may not be trained on.
        benchmarks: `records.BENCHMARK_ITEMS`, all that are registered.
        units: The tag's units; what they quote is no leak, whom they name is no wording.
        bars: From where on likeness counts.
    """
    items = verified.rename({"reason": "rejected"}).with_columns(
        unclean=pl.lit(None, dtype=pl.String), evidence=pl.lit(None, dtype=pl.String)
    )
    items = _told(items, purification.verdicts(_open(items)))
    items = _told(items, _contaminated(_open(items), evaluation, benchmarks, units, bars))
    items = _told(items, duplicates.verdicts(_open(items), _names(units), threshold=bars.likeness))
    return items.with_columns(reason=reason()).select(records.FINAL.names())


def _open(items: pl.DataFrame) -> pl.DataFrame:
    """The items that nothing speaks against so far."""
    return items.filter(in_final_set())


def _told(items: pl.DataFrame, verdicts: pl.DataFrame) -> pl.DataFrame:
    """The items, with the verdicts on those that had none yet."""
    new = verdicts.rename({"reason": "new_reason", "evidence": "new_evidence"})
    return (
        items.join(new, on="item_id", how="left", maintain_order="left")
        .with_columns(
            unclean=pl.coalesce("unclean", "new_reason"),
            evidence=pl.coalesce("evidence", "new_evidence"),
        )
        .drop("new_reason", "new_evidence")
    )


def _contaminated(
    items: pl.DataFrame,
    evaluation: pl.DataFrame,
    benchmarks: pl.DataFrame,
    units: pl.DataFrame,
    bars: Bars,
) -> pl.DataFrame:
    sealed = evaluation.filter(pl.col("split") == "sealed")
    indexes = (
        index.of_benchmarks(benchmarks),
        index.of_sealed(sealed, items),
    )
    return contamination.verdicts(items, indexes, _known(units), bars.overlap)


def _known(units: pl.DataFrame) -> pl.Series:
    """Texts of the units that are in use; a rejected passage vouches for nothing."""
    return units.filter(pl.col("reason").is_null())["text"]


def _names(units: pl.DataFrame) -> list[str]:
    entities = units.select(pl.col("entities").explode()).unnest("entities")
    return entities["text"].drop_nulls().unique().to_list()
