"""What speaks for a change: paired tests, false-discovery control, and the two sides compared."""

import polars as pl
from scipy.stats import binom

from agentar_assets.attribution import verdicts
from agentar_assets.attribution.verdicts import Bars

TRAINED = "grpo"
"""Stage of the model that a round is judged by."""
BASE = "base"
"""Stage of the model before any round."""


def regression_p(lost: str, won: str) -> pl.Expr:
    """Chance of losing so many items or more, had nothing changed; in (0, 1].

    Exact one-sided McNemar test on paired outcomes:  P(X >= b), X ~ Binomial(b + c, 1/2), with
    b = `lost` and c = `won`.  1 where no outcome differs, null where none was paired.
    """
    return _tail(pl.col(lost), pl.col(won))


def mcnemar(lost: str, won: str) -> pl.Expr:
    """Chance of so uneven a change or more in either direction, had nothing changed; in (0, 1].

    Exact two-sided McNemar test:  min(1, 2 P(X >= max(b, c))), X ~ Binomial(b + c, 1/2).
    """
    b, c = pl.col(lost), pl.col(won)
    return (2 * _tail(pl.max_horizontal(b, c), pl.min_horizontal(b, c))).clip(upper_bound=1)


def _tail(more: pl.Expr, fewer: pl.Expr) -> pl.Expr:
    tail = pl.struct(x=more - 1, n=more + fewer).map_batches(
        lambda s: pl.Series(
            binom.sf(s.struct["x"].to_numpy(), s.struct["n"].to_numpy(), 0.5), dtype=pl.Float64
        ),
        return_dtype=pl.Float64,
    )
    return tail.fill_nan(None)


def benjamini_hochberg(p: str) -> pl.Expr:
    """p-values adjusted for how many tags were tested, in [0, 1]; null where not tested.

    Benjamini and Hochberg 1995: of the tags at or below q, at most a share q is false on average.
    q_(i) = min_{j >= i} m p_(j) / j.
    """
    value = pl.col(p)
    place = value.rank("ordinal")
    stepped = (value.count() * value / place).sort_by(place, nulls_last=True)
    return stepped.reverse().cum_min().reverse().gather(place - 1).clip(upper_bound=1)


def testable(lost: str, won: str, *, rate: float) -> pl.Expr:
    """Whether a tag's few differences could show a fall at all, beside those of the others.

    Tarone 1990, by which Gilbert 2005 leaves tests out of the count that the false-discovery
    control pays for: with b + c differences the least p-value is a = 2^-(b + c);
    K = min {k >= 1 : #{a_i <= q / k} <= k}; testable where a <= q / K.  Null where not tested.

    Args:
        lost: Column of b.
        won: Column of c.
        rate: q, the share of false discoveries allowed.
    """
    least = pl.lit(0.5).pow(pl.col(lost) + pl.col(won))
    k = least.rank("ordinal").cast(pl.Int64) - 1
    enough = k.filter((k >= 1) & (least > rate / k)).min().fill_null(least.count())
    return least <= rate / enough


def newest_scores(scores: pl.LazyFrame) -> pl.LazyFrame:
    """The trained model's scores in the newest round, one row a tag."""
    trained = scores.filter(pl.col("stage") == TRAINED)
    return trained.filter(pl.col("round") == pl.col("round").max()).unique(
        "tag", keep="last", maintain_order=True
    )


def good(history: pl.LazyFrame, bars: Bars) -> pl.LazyFrame:
    """The last good release of each tag: the newest one at which it had not fallen.

    Args:
        history: As `records.ATTRIBUTION`, of the rounds before the one to be judged.
        bars: From where on a fall counts.
    """
    return (
        history.filter(verdicts.good(bars))
        .sort("round")
        .unique("tag", keep="last", maintain_order=True)
        .select(
            "tag",
            baseline_release="release_id",
            baseline_round="round",
            data_before="data",
        )
    )


def falls_alone(history: pl.LazyFrame, bars: Bars) -> pl.LazyFrame:
    """How many of a tag's newest falls in a row its own data was not to be blamed for.

    Rounds that were compared with nothing are passed over; giving up begins a new row.

    Args:
        history: As `records.ATTRIBUTION`, of the rounds before the one to be judged.
        bars: From where on a fall counts.
    """
    falls = pl.col("regressions")
    other = verdicts.blamed() | (falls == 0) | (falls >= bars.give_up)
    since = other.cast(pl.Int64).reverse().cum_sum()
    told = history.filter(pl.col("p_before").is_not_null()).sort("round")
    return told.group_by("tag").agg(alone_before=(since == 0).sum().cast(pl.Int64))


def earlier_scores(scores: pl.LazyFrame, good: pl.LazyFrame) -> pl.LazyFrame:
    """Each tag's scores at its last good release, or those of the base model before round one.

    A tag whose last good release has no score, because its items are gone, has no row.
    """
    at_good = scores.filter(pl.col("stage") == TRAINED).join(
        good,
        left_on=["tag", "release_id", "round"],
        right_on=["tag", "baseline_release", "baseline_round"],
    )
    at_base = scores.filter(pl.col("stage") == BASE).join(good, on="tag", how="anti")
    sides = [side.select("tag", "pass_at_1", "outcomes") for side in (at_good, at_base)]
    return (
        pl.concat(sides)
        .unique("tag", keep="last", maintain_order=True)
        .rename({"pass_at_1": "p_before", "outcomes": "outcomes_before"})
    )


def changes(now: pl.LazyFrame, before: pl.LazyFrame) -> pl.LazyFrame:
    """`lost`, `won` and `shared` items of each tag that has scores on both sides."""
    ours, theirs = _outcomes(now, "outcomes", "right"), _outcomes(before, "outcomes_before", "was")
    return (
        ours.join(theirs, on=["tag", "item_id"])
        .group_by("tag")
        .agg(
            lost=(pl.col("was") & ~pl.col("right")).sum().cast(pl.Int64),
            won=(~pl.col("was") & pl.col("right")).sum().cast(pl.Int64),
            shared=pl.len().cast(pl.Int64),
        )
    )


def _outcomes(side: pl.LazyFrame, column: str, name: str) -> pl.LazyFrame:
    outcome = pl.col(column).struct
    return (
        side.select("tag", column)
        .explode(column)
        .select("tag", outcome.field("item_id"), outcome.field("right").alias(name))
        .drop_nulls("item_id")
    )


def compared(scores: pl.LazyFrame, history: pl.LazyFrame, bars: Bars) -> pl.LazyFrame:
    """The newest round's scores beside each tag's last good ones, with the paired test.

    Columns beside those of `records.EVAL_SCORES`: `baseline_release`, `baseline_round`,
    `data_before`, `p_before`, `lost`, `won`, `shared`, `p_value` (adjusted over the tags whose
    differences could show a fall; 1 for the others).
    """
    possible = testable("lost", "won", rate=bars.false_discoveries)
    baseline = good(history, bars)
    now, before = newest_scores(scores), earlier_scores(scores, baseline)
    return (
        now.join(baseline, on="tag", how="left")
        .join(before, on="tag", how="left")
        .join(changes(now, before), on="tag", how="left")
        .sort("tag")
        .with_columns(tested=pl.when(possible).then(regression_p("lost", "won")))
        .with_columns(p_value=benjamini_hochberg("tested"))
        .with_columns(pl.col("p_value").fill_null(pl.when(~possible).then(1.0)))
    )
