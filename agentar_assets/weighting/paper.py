"""The tag weights as the paper prints them; `robust` beside it repairs them.

Order of use: raw (12), smoothed (14), floored (15), stored as the next round's previous weight,
then normalised (13).
"""

import polars as pl


def raw_weight(current: str, reference: str, *, miss: float, lag: float, floor: float) -> pl.Expr:
    """Weight of a tag before smoothing: more where we miss, more still where we lag behind.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 12:  a (1 - p) + b max(0, p_ref - p) + g,
    where p and p_ref are pass@k of our model and of the reference models, in [0, 1], and
    a, b, g are `miss`, `lag`, `floor`.  In [g, a + b + g].
    """
    p, p_ref = pl.col(current), pl.col(reference)
    return miss * (1 - p) + lag * (p_ref - p).clip(lower_bound=0) + floor


def smoothed(previous: str, raw: str, *, memory: float) -> pl.Expr:
    """Weight of a tag damped over rounds; a tag not seen before (null) takes its raw weight.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 14:  r w_prev + (1 - r) w_raw,  r = `memory` in [0, 1].
    """
    damped = memory * pl.col(previous) + (1 - memory) * pl.col(raw)
    return pl.coalesce(damped, pl.col(raw))


def floored(weight: str, *, floor: float) -> pl.Expr:
    """Weight of a tag, never below `floor`; what is stored for the next round.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 15:  w >= g.
    """
    return pl.col(weight).clip(lower_bound=floor)


def normalised(weight: str) -> pl.Expr:
    """Weight of a tag as a multiple of the mean over tags.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 13:  w_t |T| / sum_t' w_t'.  Mean 1 over tags; over
    samples only where all tags have the same number of them.
    """
    return pl.col(weight) * pl.len() / pl.col(weight).sum()
