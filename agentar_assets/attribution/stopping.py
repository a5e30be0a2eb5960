"""When the loop is done: four rules, each told with the numbers it fired on."""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from agentar_assets.attribution import verdicts


@dataclass(frozen=True, kw_only=True)
class Bars:
    """From where on the loop is done."""

    most: float
    """Items over all tags above which a saturated loop ends; B_max."""
    saturation: float = 0.005
    """Mean gain in pass@1 below which a round counts as saturated."""
    least_return: float = 0.02
    """Least gain in pass@1, summed over tags, for 1,000 items added; epsilon_eff."""
    stillness: float = 0.01
    """Mean absolute change in pass@1 below which the whole system stands still."""
    rounds: int = 2
    """Rounds in a row that it must stand still."""


def per_round(report: pl.DataFrame, planned: Collection[str]) -> pl.DataFrame:
    """One row a round, newest first: how all tags together moved, and at what price.

    Args:
        report: As `records.ATTRIBUTION`, of all rounds.
        planned: Tags that the loop is for; `reached` counts those of them at their target.
    """
    gain = pl.col("p") - pl.col("p_before")
    return (
        report.group_by("round")
        .agg(
            tags=pl.lit(len(planned)),
            reached=((pl.col("gap") <= 0) & pl.col("tag").is_in(list(planned))).sum(),
            data=pl.col("data").sum(),
            added=pl.col("data_added").clip(lower_bound=0).sum(),
            gain=gain.mean(),
            total=pl.when(gain.count() > 0).then(gain.sum()),
            moved=gain.abs().mean(),
            undone=pl.col("verdict").is_in([verdicts.ROLL_BACK, verdicts.RESYNTHESIZE]).sum(),
        )
        .sort("round", descending=True)
    )


def all_reached(rounds: pl.DataFrame, _bars: Bars) -> str | None:
    """All p_t >= P_target; a planned tag without a score is not at its target."""
    tags, reached = rounds.select("tags", "reached").row(0)
    return f"all at target: {reached} of {tags} tags" if tags == reached else None


def spent(rounds: pl.DataFrame, bars: Bars) -> str | None:
    """Total data above B_max, and saturated."""
    data, gain = rounds.select("data", "gain").row(0)
    if gain is None or data <= bars.most or gain >= bars.saturation:
        return None
    return (
        f"budget spent and saturated: {data} items above {bars.most:g}, mean gain {gain:.4f} "
        f"below {bars.saturation:g}"
    )


def poor_return(rounds: pl.DataFrame, bars: Bars) -> str | None:
    """Marginal gain below epsilon_eff; not judged on a round that is taken back."""
    added, total, undone = rounds.select("added", "total", "undone").row(0)
    if total is None or undone or not added or 1000 * total / added >= bars.least_return:
        return None
    return (
        f"marginal gain too small: {1000 * total / added:.4f} per 1,000 items on {added} added, "
        f"below {bars.least_return:g}"
    )


def still(rounds: pl.DataFrame, bars: Bars) -> str | None:
    """The whole system has converged: no tag moves another any more, up or down."""
    last = rounds.head(bars.rounds)
    moved = last["moved"].drop_nulls()
    if len(moved) < bars.rounds or last["undone"].sum() or (moved >= bars.stillness).any():
        return None
    shown = ", ".join(f"{value:.4f}" for value in moved)
    return (
        f"whole system still: mean change {shown} in {bars.rounds} rounds, below {bars.stillness:g}"
    )


RULES = (all_reached, spent, poor_return, still)
"""The paper's four stop rules (arXiv:2507.16802v4, section 3.3), in its order."""


def reason(report: pl.DataFrame, bars: Bars, planned: Collection[str]) -> str | None:
    """The first rule that ends the loop, with its numbers; null while it goes on.

    Args:
        report: As `records.ATTRIBUTION`, of all rounds.
        bars: From where on the loop is done.
        planned: Tags that the loop is for.
    """
    if report.is_empty():
        return None
    rounds = per_round(report, planned)
    return next((told for rule in RULES if (told := rule(rounds, bars))), None)
