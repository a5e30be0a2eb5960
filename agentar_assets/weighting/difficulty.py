"""How hard each tag is: pass rates of sampled answers, with their intervals."""

import polars as pl
from scipy.special import betaincinv


def pass_at_k(samples: str, right: str, *, k: int) -> pl.Expr:
    """Unbiased estimate of pass@k from `right` correct answers among `samples`, in [0, 1].

    Chen et al. 2021 (arXiv:2107.03374), Eq. 1:  1 - C(n-c, k) / C(n, k),
    computed as  1 - prod_{i=n-c+1..n} (1 - k/i).  Holds for n >= k.
    """
    n, c = pl.col(samples), pl.col(right)
    misses = pl.int_ranges(n - c + 1, n + 1).list.eval((1 - k / pl.element()).clip(lower_bound=0))
    return 1 - misses.list.agg(pl.element().product())


def avg_at_k(samples: str, right: str) -> pl.Expr:
    """Share of the samples that are right, in [0, 1]; it does not saturate as pass@k does."""
    return pl.col(right) / pl.col(samples)


def jeffreys(right: str, trials: str, *, quantile: float) -> pl.Expr:
    """Quantile of the rate that `right` of `trials` speaks for, in [0, 1].

    Posterior Beta(c + 1/2, n - c + 1/2).  `right` may be a sum of shares: no distribution on
    [0, 1] varies more than a yes or no of the same mean, so the interval is then too wide, never
    too narrow.  Without a trial the interval is nearly all of [0, 1].
    """
    c, n = pl.col(right), pl.col(trials)
    return pl.struct(a=c + 0.5, b=n - c + 0.5).map_batches(
        lambda s: pl.Series(
            betaincinv(s.struct["a"].to_numpy(), s.struct["b"].to_numpy(), quantile)
        ),
        return_dtype=pl.Float64,
    )


def sampled(items: pl.LazyFrame, *, per_tag: int) -> pl.LazyFrame:
    """At most `per_tag` development items of each tag, taken in turn from its leaves.

    The same items in every round, so that rates of two rounds compare.
    """
    turn = pl.int_range(pl.len()).over("tag", "leaf")
    return (
        items.filter(pl.col("split") == "development")
        .sort("item_id")
        .with_columns(turn=turn)
        .sort("tag", "turn", "item_id")
        .group_by("tag", maintain_order=True)
        .head(per_tag)
        .drop("turn")
    )


def rates(pass_rates: pl.LazyFrame, *, k: int) -> pl.LazyFrame:
    """One row a tag: pass@k of our model and the mean pass@k of the references.

    Columns `tag`, `items`, `current`, `reference`; a side that was not asked is null.
    """
    solved = pass_rates.with_columns(solved=pass_at_k("samples", "right", k=k))
    ours = (
        solved.filter(pl.col("role") == "current")
        .group_by("tag")
        .agg(items=pl.len().cast(pl.Int64), current=pl.col("solved").mean())
    )
    theirs = (
        solved.filter(pl.col("role") == "reference")
        .group_by("tag", "model")
        .agg(reference=pl.col("solved").mean())
        .group_by("tag")
        .agg(reference=pl.col("reference").mean())
    )
    return ours.join(theirs, on="tag", how="full", coalesce=True).sort("tag")
