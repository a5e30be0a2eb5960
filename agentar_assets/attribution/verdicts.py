"""The verdict on each tag: keep, feed, roll back or resynthesize, and the numbers behind it."""

from dataclasses import dataclass

import polars as pl

NAMES = KEEP, FEED, ROLL_BACK, RESYNTHESIZE = "keep", "feed", "roll_back", "resynthesize"


@dataclass(frozen=True, kw_only=True)
class Bars:
    """From where on a fall counts."""

    effect: float = 0.1
    """Least fall in pass@1 that counts."""
    false_discoveries: float = 0.1
    """Share of false alarms allowed among the tags found worse."""
    patience: int = 2
    """Falls in a row of unchanged data before it is made anew."""
    give_up: int = 4
    """Falls in a row after which a tag is taken as it is, and compared with that from then on."""


def regressed(bars: Bars) -> pl.Expr:
    """Whether a tag fell by enough, and by more than chance; false where it was not tested."""
    fell = pl.col("p_before") - pl.col("p") >= bars.effect - 1e-9
    return (fell & (pl.col("p_value") <= bars.false_discoveries)).fill_null(value=False)


def in_a_row(fell: str, before: str) -> pl.Expr:
    """How many rounds in a row a tag has fallen, this one included."""
    return pl.when(pl.col(fell)).then(pl.col(before).fill_null(0) + 1).otherwise(0)


def good(bars: Bars) -> pl.Expr:
    """Whether a round's release is one to compare a tag with, and to go back to."""
    falls = pl.col("regressions")
    return (falls == 0) | (falls >= bars.give_up)


def verdict(bars: Bars) -> pl.Expr:
    """What becomes of a tag's data.

    A tag that fell is rolled back where its own data changed since its last good release.  Where
    it did not change, or there is no release to go back to, other tags' data interfered: the tag
    is kept as it is, and made anew after `patience` falls in a row.  Any other tag is fed while
    it is below its target; so is one that fell `give_up` times in a row, whatever was tried.
    """
    changed = pl.col("data_changed")
    fell = pl.col("regressed") & (pl.col("regressions") < bars.give_up)
    blamed = fell & changed & pl.col("baseline_release").is_not_null()
    return (
        pl.when(blamed)
        .then(pl.lit(ROLL_BACK))
        .when(fell & (pl.col("regressions") >= bars.patience))
        .then(pl.lit(RESYNTHESIZE))
        .when(~fell & (pl.col("gap") > 0))
        .then(pl.lit(FEED))
        .otherwise(pl.lit(KEEP))
    )


def _shown(column: str, digits: int = 3) -> pl.Expr:
    return pl.col(column).round(digits).cast(pl.String).fill_null("unknown")


def because() -> pl.Expr:
    """The verdict as one sentence with the numbers it was decided on."""
    baseline = pl.concat_str(pl.lit("at release "), "baseline_release")
    compared = pl.format(
        "pass@1 {} on {} items, {} {}: {} items lost and {} won of {} shared, adjusted p {}",
        _shown("p"),
        pl.col("items"),
        _shown("p_before"),
        baseline.fill_null("at the base model"),
        pl.col("lost"),
        pl.col("won"),
        pl.col("shared"),
        _shown("p_value", 5),
    )
    alone = pl.format("pass@1 {} on {} items, nothing before", _shown("p"), pl.col("items"))
    data = pl.when("data_changed").then(pl.lit("changed")).otherwise(pl.lit("did not change"))
    return pl.format(
        "{}; target {}, gap {}; its data {}; falls in a row: {}",
        pl.coalesce(compared, alone),
        _shown("target"),
        _shown("gap"),
        data,
        pl.col("regressions"),
    )
