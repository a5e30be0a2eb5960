"""The attribution loop as the paper prints it; `robust` beside it repairs it.

Eq. 17 (pass@1) has its home where scores are made, in `evaluation.scores`.
"""

import polars as pl


def gap(target: str, score: str) -> pl.Expr:
    """How far a tag is below its target, in [0, target].

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 18:  D_t = max(0, P_target - p_t).
    """
    return (pl.col(target) - pl.col(score)).clip(lower_bound=0)


def efficiency(gain: str, added: str, *, epsilon: float) -> pl.Expr:
    """Gain in pass@1 for each item added, >= 0; per item.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 19:  e_t = max(0, dp_t) / (dd_t + eps).
    """
    return pl.col(gain).clip(lower_bound=0) / (pl.col(added) + epsilon)


def priority(gap: str, efficiency: str, data: str, *, decay: float) -> pl.Expr:
    """Claim of a tag on the next round's budget, >= 0.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 20:  pi_t = D_t e_t exp(-l d_t),  l = `decay` per item.
    """
    return pl.col(gap) * pl.col(efficiency) * (-decay * pl.col(data)).exp()


def budget(this_round: int, *, first: int, shrink: float) -> float:
    """New items of round k = 1, 2, … over all tags.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 21:  B_k = B_0 b^(k-1),  b = `shrink`.
    """
    return float(first * shrink ** (this_round - 1))


def allotted(priority: str, *, budget: float) -> pl.Expr:
    """New items of each tag, not rounded; NaN for all where no tag has a claim, as in round one.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 22:  dd_t = pi_t / sum_t' pi_t' B_k.
    """
    return pl.col(priority) / pl.col(priority).sum() * budget


def grown(data: str, added: str) -> pl.Expr:
    """Items of a tag after the round.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 23:  d_t <- d_t + dd_t.
    """
    return pl.col(data) + pl.col(added)


def reverted(data: str, before: str, regressed: str) -> pl.Expr:
    """Items of a tag, back to those before where the round made it worse.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 24:  d_t^(k) <- d_t^(k-1) on regression.
    """
    return pl.when(pl.col(regressed)).then(pl.col(before)).otherwise(pl.col(data))
