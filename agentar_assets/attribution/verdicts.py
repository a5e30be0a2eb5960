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
    """Falls in a row of unchanged data at which it is made anew."""
    give_up: int = 4
    """Falls in a row after which a tag is taken as it is, and compared with that from then on."""


def regressed(bars: Bars) -> pl.Expr:
    """Whether a tag fell by enough, and by more than chance; false where it was not tested."""
    fell = pl.col("p_before") - pl.col("p") >= bars.effect - 1e-9
    return (fell & (pl.col("p_value") <= bars.false_discoveries)).fill_null(value=False)


def in_a_row(fell: str, before: str, bars: Bars) -> pl.Expr:
    """How many rounds in a row a tag has fallen, this one included; from 1 after giving up.

    A round that was compared with nothing, as after all sealed items changed, is no rise: it
    counts on in a row that has begun, so that the tag is not stuck with a release that nothing
    can be compared with any more.
    """
    so_far = pl.col(before).fill_null(0)
    going = pl.when(so_far < bars.give_up).then(so_far).otherwise(0)
    unknown = pl.col("p_before").is_null() & (going > 0)
    return pl.when(pl.col(fell) | unknown).then(going + 1).otherwise(0)


def blamed() -> pl.Expr:
    """Whether a tag's own data may have made it fall, and there is other data to go back to."""
    return pl.col("data_changed") & pl.col("baseline_release").is_not_null()


def in_a_row_alone(fell: str, before: str) -> pl.Expr:
    """How many rounds in a row a tag has fallen that its own data is not to be blamed for."""
    return pl.when(pl.col(fell) & ~blamed()).then(pl.col(before).fill_null(0) + 1).otherwise(0)


def good(bars: Bars) -> pl.Expr:
    """Whether a round's release is one to compare a tag with, and to go back to."""
    falls = pl.col("regressions")
    return (falls == 0) | (falls >= bars.give_up)


def verdict(bars: Bars) -> pl.Expr:
    """What becomes of a tag's data.

    A tag that fell is rolled back where its own data changed since its last good release.  Where
    it did not change, or there is no release to go back to, other tags' data interfered: the tag
    is kept as it is, and made anew after `patience` such falls in a row: the first of them may
    still be the model's memory of data that was rolled back.  Any other tag is fed while it is
    below its target; so is one that fell `give_up` times in a row, whatever was tried.
    """
    fell = pl.col("regressed") & (pl.col("regressions") < bars.give_up)
    return (
        pl.when(fell & blamed())
        .then(pl.lit(ROLL_BACK))
        .when(fell & (pl.col("alone") >= bars.patience))
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
    gone = pl.format("release {} has no score on them", "baseline_release")
    nothing = gone.fill_null("nothing before")
    alone = pl.format("pass@1 {} on {} items, {}", _shown("p"), pl.col("items"), nothing)
    data = pl.when("data_changed").then(pl.lit("changed")).otherwise(pl.lit("did not change"))
    return pl.format(
        "{}; target {}, gap {}; its data {}; falls in a row: {}, of unchanged data: {}",
        pl.coalesce(compared, alone),
        _shown("target"),
        _shown("gap"),
        data,
        pl.col("regressions"),
        pl.col("alone"),
    )
