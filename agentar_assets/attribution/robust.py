"""The attribution loop, repaired where the paper's lines break; `paper` beside it is as printed."""

import math

import polars as pl

LEAST_UNIT = 0.01
"""Share of the round's new items below which a gain is not read as efficiency."""


def target(sota: str, *, margin: float) -> pl.Expr:
    """Score that a tag shall reach, in [0, 1].

    Departs from the paper, where state of the art plus 5 or 10 points may pass 1.
    """
    return (pl.col(sota) + margin).clip(0, 1)


def decay(half_life: float) -> float:
    """Rate of eq. 20's damping per item: after `half_life` items a claim is halved.

    The paper gives lambda no unit; here lambda = ln 2 / d_half.
    """
    return math.log(2) / half_life


def optimistic(gap: str, added: str) -> pl.Expr:
    """Efficiency of a tag that no data was tried on: as if an even share closed its gap; per item.

    Departs from the paper's Eq. 19, which gives 0 where nothing was added, and with it 0/0 in
    round one and no data ever after:  e_t = D_t |T| / sum_t' dd_t'.
    """
    even = pl.max_horizontal(pl.col(added).clip(lower_bound=0).sum() / pl.len(), 1.0)
    return pl.col(gap) / even


def efficiency(gain: str, added: str, before: str, *, memory: float) -> pl.Expr:
    """Gain in pass@1 for each item added, smoothed over rounds, >= 0; per item.

    Departs from the paper's Eq. 19 in three things: epsilon is 1 % of the round's new items and at
    least one item, so that a gain without data is not read as an endless efficiency; a tag that
    got no data keeps its efficiency; one that did moves toward the new measure:
    e_t = m e_t' + (1 - m) max(0, dp_t) / (dd_t + eps).

    Args:
        gain: Column of the change in pass@1; null where it was not measured.
        added: Column of the items added.
        before: Column of the efficiency so far, or the optimistic one.
        memory: Share of the efficiency so far that stays, in [0, 1).
    """
    fed = pl.col(added).clip(lower_bound=0)
    epsilon = pl.max_horizontal(LEAST_UNIT * fed.sum(), 1.0)
    measured = pl.col(gain).clip(lower_bound=0) / (fed + epsilon)
    moved = memory * pl.col(before) + (1 - memory) * measured
    seen = (fed > 0) & pl.col(gain).is_not_null()
    return pl.when(seen).then(moved).otherwise(pl.col(before))


def bonus(data: str) -> pl.Expr:
    """How little is known of a tag beside the others, >= 0: larger where less data was tried.

    The exploration term of UCB as DUMP (arXiv:2504.09710v3) has it:
    sqrt(2 ln(d_all + 1) / (d_t + 1)).
    """
    d = pl.col(data)
    return (2 * (d.sum() + 1).log() / (d + 1)).sqrt()


def priority(gap: str, efficiency: str, data: str, *, decay: float, explore: float) -> pl.Expr:
    """Claim of a tag on the next round's budget, >= 0.

    Departs from the paper's Eq. 20 by a bonus for tags of which little is known, in units of the
    mean efficiency:  pi_t = D_t (e_t + c mean(e) bonus_t) exp(-l d_t).
    """
    e = pl.col(efficiency)
    known = e + explore * e.mean() * bonus(data)
    return pl.col(gap) * known * (-decay * pl.col(data)).exp()


def share(priority: str, gap: str, *, floor: float, cap: float) -> pl.Expr:
    """Share of the budget of each tag: in all 1, none starved, none taking all.

    Departs from the paper's Eq. 22, which is 0/0 where no tag has a claim: then the gaps count,
    and where there is no gap all tags alike.  What the cap takes is shared out over the room that
    the others have, which keeps their order.

    Args:
        priority: Column of claims, finite and >= 0.
        gap: Column of gaps, finite and >= 0.
        floor: Least share of a tag as a multiple of the even share, in [0, 1].
        cap: Largest share of a tag as a multiple of the even share, >= 1.
    """
    pi, missing = pl.col(priority), pl.col(gap)
    claim = (
        pl.when(pi.sum() > 0)
        .then(pi / pi.sum())
        .when(missing.sum() > 0)
        .then(missing / missing.sum())
        .otherwise(1 / pl.len())
    )
    most = cap / pl.len()
    wanted = floor / pl.len() + (1 - floor) * claim
    clipped = pl.min_horizontal(wanted, most)
    over, room = (wanted - clipped).sum(), most - clipped
    spread = clipped + over * room / room.sum()
    return pl.when((over > 0) & (room.sum() > 0)).then(spread).otherwise(clipped)


def whole(share: str, *, budget: int) -> pl.Expr:
    """Whole items of each tag, in all exactly `budget`: the largest remainders are rounded up.

    Departs from the paper's Eq. 22, whose items are fractions.  Ties go to the rows above.
    """
    exact = budget * pl.col(share)
    base = exact.floor()
    left = budget - base.sum()
    turn = (exact - base).rank("ordinal", descending=True)
    return (base + (turn <= left).cast(pl.Float64)).cast(pl.Int64)


def reachable(most: float, *, first: int, shrink: float) -> float:
    """The ceiling of all data, if the budgets can ever reach it; 0 stands for 90 % of their sum.

    The budgets of Eq. 21 never add up to more than B_0 / (1 - b), so a ceiling above it would be
    a stop rule that cannot fire.

    Raises:
        ValueError: The ceiling is above that sum: lower it, or raise the budget.
    """
    total = first / (1 - shrink) if shrink < 1 else math.inf
    if most > total:
        raise ValueError(
            f"budget_max {most:g} is never reached: rounds of {first} shrinking by {shrink:g} make "
            f"{total:g} items in all; set it below, or raise budget or beta"
        )
    return most or 0.9 * total
