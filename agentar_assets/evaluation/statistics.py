"""Intervals of scores: no score is shown without one."""

import polars as pl

Z_95 = 1.959963984540054
"""Standard normal quantile of a two-sided 95 % interval."""


def _center(right: str, items: str, z: float) -> pl.Expr:
    n, c = pl.col(items), pl.col(right)
    return (c + z**2 / 2) / (n + z**2)


def _half(right: str, items: str, z: float) -> pl.Expr:
    n, c = pl.col(items), pl.col(right)
    return z / (n + z**2) * (c * (n - c) / n + z**2 / 4).sqrt()


def wilson_low(right: str, items: str, *, z: float = Z_95) -> pl.Expr:
    """Lower end of the Wilson interval of `right` of `items`, in [0, 1]; null without an item.

    Wilson 1927:  (c + z^2/2 - z sqrt(c (n-c) / n + z^2/4)) / (n + z^2).
    """
    low = _center(right, items, z) - _half(right, items, z)
    rate = pl.col(right) / pl.col(items)
    return pl.when(pl.col(items) > 0).then(pl.min_horizontal(low.clip(0, 1), rate))


def wilson_high(right: str, items: str, *, z: float = Z_95) -> pl.Expr:
    """Upper end of the Wilson interval of `right` of `items`, in [0, 1]; null without an item.

    Wilson 1927:  (c + z^2/2 + z sqrt(c (n-c) / n + z^2/4)) / (n + z^2).
    """
    high = _center(right, items, z) + _half(right, items, z)
    rate = pl.col(right) / pl.col(items)
    return pl.when(pl.col(items) > 0).then(pl.max_horizontal(high.clip(0, 1), rate))
