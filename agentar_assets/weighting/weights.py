"""From pass rates to tag weights: the steps, and the weighters that fill them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from agentar_assets import records
from agentar_assets.weighting import difficulty, paper, robust


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Numbers of the weights; ours, the paper gives none."""

    miss: float = 1.0
    """Weight of what our model misses; alpha of Eq. 12."""
    lag: float = 1.0
    """Weight of what it misses and the references do not; beta of Eq. 12."""
    floor: float = 0.2
    """Least weight; gamma of Eq. 12 and 15."""
    memory: float = 0.7
    """Share of the previous round's weight that stays; rho of Eq. 14, in [0, 1]."""
    cap: float = 4.0
    """Largest weight as a multiple of the mean; robust only."""
    prior: float = 4.0
    """Items that the mean of the attribute counts for; robust only."""


@dataclass(frozen=True)
class Weighter:
    """What one weighter does before Eq. 12 and after Eq. 15."""

    estimated: Callable[[pl.LazyFrame, Settings], pl.LazyFrame]
    """The rates that Eq. 12 shall see."""
    normalised: Callable[[Settings], Callable[[pl.LazyFrame], pl.LazyFrame]]
    """From stored weights to those that training uses."""


def _as_measured(rates: pl.LazyFrame, _settings: Settings) -> pl.LazyFrame:
    return rates.filter(pl.col("current").is_not_null())


def _shrunk(rates: pl.LazyFrame, settings: Settings) -> pl.LazyFrame:
    attribute = pl.col("tag").str.split(".").list.last()
    return rates.with_columns(attribute=attribute).with_columns(
        robust.shrunk(side, "items", "attribute", prior=settings.prior).alias(side)
        for side in ("current", "reference")
    )


def _tag_mean(_settings: Settings) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    return lambda rows: rows.with_columns(weight=paper.normalised("smoothed"))


def _sample_mean(settings: Settings) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    n = pl.col("samples").fill_null(0)
    return lambda rows: (
        rows.with_columns(samples=pl.when(n.sum() > 0).then(n).otherwise(1))
        .with_columns(weight=robust.sample_mean("smoothed", "samples"))
        .with_columns(
            weight=robust.bounded("weight", "samples", floor=settings.floor, cap=settings.cap)
        )
    )


WEIGHTERS: Final = {
    "paper": Weighter(_as_measured, _tag_mean),
    "robust": Weighter(_shrunk, _sample_mean),
}
"""Weighters by the name that the stage's config gives."""


def earlier(versions: pl.LazyFrame, this_round: int) -> pl.LazyFrame:
    """Weights of the newest round before this one.

    Args:
        versions: Every version of `tag_weights` so far, newest first: a round that was run again
            speaks with its newest version, and never to itself.
        this_round: Round whose weights are to be made.
    """
    return (
        versions.filter(pl.col("round") < this_round)
        .unique(["round", "tag"], keep="first", maintain_order=True)
        .filter(pl.col("round") == pl.col("round").max())
    )


def measured(pass_rates: pl.LazyFrame, samples: pl.LazyFrame, *, k: int) -> pl.LazyFrame:
    """Rates of every tag that has samples to weigh or was measured, with Jeffreys intervals.

    Args:
        pass_rates: As `records.PASS_RATES`.
        samples: `tag` and `samples`, how many rows of the mixture each tag has.
        k: Attempts of pass@k.
    """
    return (
        difficulty.rates(pass_rates, k=k)
        .join(samples, on="tag", how="full", coalesce=True)
        .with_columns(items=pl.col("items").fill_null(0))
        .with_columns(solved=(pl.col("items") * pl.col("current")).fill_null(0.0))
        .with_columns(
            current_low=difficulty.jeffreys("solved", "items", quantile=0.025),
            current_high=difficulty.jeffreys("solved", "items", quantile=0.975),
        )
        .sort("tag")
    )


def weighed(
    rates: pl.LazyFrame, previous: pl.LazyFrame, settings: Settings, *, weighter: str
) -> pl.LazyFrame:
    """Weight of every tag, with the numbers it came from, as `records.TAG_WEIGHTS` less `round`.

    Args:
        rates: As `measured` gives them.
        previous: `tag` and `smoothed` of the round before; may be empty.
        settings: Numbers of the weights.
        weighter: A name in `WEIGHTERS`.

    Raises:
        ValueError: No weighter has this name: choose one of those listed.
    """
    if weighter not in WEIGHTERS:
        raise ValueError(f"weighter {weighter!r} is unknown: choose one of {sorted(WEIGHTERS)}")
    steps = WEIGHTERS[weighter]
    raw = paper.raw_weight(
        "current", "against", miss=settings.miss, lag=settings.lag, floor=settings.floor
    )
    return (
        steps.estimated(rates, settings)
        .join(previous.select("tag", previous="smoothed"), on="tag", how="left")
        .with_columns(against=pl.coalesce("reference", "current"))
        .with_columns(raw=raw)
        .with_columns(smoothed=paper.smoothed("previous", "raw", memory=settings.memory))
        .with_columns(smoothed=paper.floored("smoothed", floor=settings.floor))
        .pipe(steps.normalised(settings))
        .sort("tag")
        .select(name for name in records.TAG_WEIGHTS.names() if name != "round")
    )


def recorded(weighed: pl.LazyFrame, this_round: int) -> pl.DataFrame:
    """The weights as `records.TAG_WEIGHTS`, of one round."""
    rows = weighed.with_columns(round=pl.lit(this_round, pl.Int64))
    return rows.select(records.TAG_WEIGHTS.names()).collect()


def spread(recorded: pl.DataFrame) -> dict[str, float]:
    """Least and largest weight, and the mean pass@k of our model and of the references."""
    weight, ours, theirs = (recorded[name] for name in ("weight", "current", "reference"))
    shown = {
        "least_weight": weight.min(),
        "largest_weight": weight.max(),
        "mean_pass_at_k": ours.mean(),
        "mean_pass_at_k_of_references": theirs.mean(),
    }
    return {name: float(value) for name, value in shown.items() if isinstance(value, float)}
