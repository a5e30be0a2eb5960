"""The tag weights, repaired where the paper's lines break; `paper` beside it is as printed."""

import polars as pl

UNKNOWN = 0.5
"""Rate of a tag when nothing at all was measured."""


def shrunk(rate: str, items: str, group: str, *, prior: float) -> pl.Expr:
    """Rate of a tag, drawn toward the mean of its group as if by `prior` more items, in [0, 1].

    Departs from the paper, which takes a rate of a handful of items as it is:
    (n p + s m) / (n + s), where m is the mean over the items of the group.  A tag without an item
    takes the mean of its group, or of all tags where the group has none.
    """
    n, p = pl.col(items).fill_null(0), pl.col(rate)
    known = n * p.is_not_null()
    mean = (n * p).sum() / known.sum()
    center = pl.coalesce(mean.over(group).fill_nan(None), mean.fill_nan(None), pl.lit(UNKNOWN))
    return (known * p.fill_null(0) + prior * center) / (known + prior)


def sample_mean(weight: str, samples: str) -> pl.Expr:
    """Weight of a tag as a multiple of the mean over samples.

    Departs from the paper's Eq. 13, which keeps the scale of the loss only for tags of equal size:
    w_t N / sum_s n_s w_s.  Mean 1 over samples.
    """
    n, w = pl.col(samples), pl.col(weight)
    return w * n.sum() / (n * w).sum()


def bounded(weight: str, samples: str, *, floor: float, cap: float) -> pl.Expr:
    """Weight of a tag within [floor, cap], with mean 1 over samples.

    Departs from the paper, whose Eq. 15 floors before Eq. 13 moves the floor away.  What clipping
    added or took is shared out over the room that each tag has left, so clipping and normalising
    again change nothing and heavier tags stay heavier.  Holds for floor <= 1 <= cap and weights of
    mean 1.
    """
    n, w = pl.col(samples), pl.col(weight).clip(floor, cap)
    short = (n * (1 - w)).sum()
    up, down = cap - w, w - floor
    return (
        pl.when(short > 0)
        .then(w + up * short / (n * up).sum())
        .when(short < 0)
        .then(w + down * short / (n * down).sum())
        .otherwise(w)
    )
