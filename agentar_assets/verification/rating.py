"""The rating model: ridge heads over frozen features, and the threshold tau (eq. 9 and 10)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from agentar_assets import records
from agentar_assets.verification.features import Matrix

HEADS: Mapping[str, float] = {"accuracy": 0.7, "relevance": 0.1, "fluency": 0.1, "domain_fit": 0.1}
"""Share of each head in the score; they sum to 1."""

_LENGTH = 0
_FOLDS = 5
_PLACES = 6
"""Decimals of a score: what differs beyond them is the order of a sum, and no quality."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How the rating model is fitted, and how its threshold is chosen."""

    ridge: float = 1.0
    """Penalty on every coefficient but the intercept, in units of one human-marked item."""
    weak_weight: float = 0.2
    """Weight of an item with ensemble labels alone; one that people marked weighs 1."""
    precision: float = 0.9
    """Least precision of what passes tau: its Wilson lower bound, in (0, 1)."""
    fallback_quantile: float = 0.25
    """Quantile of the scores that tau takes where that precision cannot be shown."""
    reviewed_enough: int = 50
    """From so many human-marked items on, tau is calibrated on them alone."""


def fitted(features: Matrix, weak: pl.DataFrame, human: pl.DataFrame, how: Fit) -> pl.DataFrame:
    """The rating model as rows of `records.RATING_MODEL`; empty where there is nothing to fit.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 9:  D_rating = D_ensemble + D_human, where our
    D_human outweighs D_ensemble and replaces its labels item by item.

    Args:
        features: (item, feature), the log length first.
        weak: Ensemble labels, one column a head, in [0, 1].
        human: Mean human marks in the same shape; null where nobody marked.
        how: Penalty, weights and target precision.
    """
    if not len(features):
        return pl.DataFrame(schema=records.RATING_MODEL)
    labels = pl.DataFrame({head: human[head].fill_null(weak[head]) for head in HEADS}).to_numpy()
    marked = human.select(pl.col(*HEADS).is_not_null()).to_numpy()
    weights = np.where(marked, 1.0, how.weak_weight)
    held_back = _held_back_scores(features, labels, weights, how.ridge)
    tau = _tau(held_back, labels[:, 0], marked[:, 0], how)
    heads = _heads(features, labels, weights, how.ridge)
    return pl.DataFrame(
        {
            "head": list(HEADS),
            "coefficients": heads[:, 1:].tolist(),
            "intercept": heads[:, 0],
            "tau": [tau] * len(HEADS),
            "items": [len(features)] * len(HEADS),
            "reviewed": marked.sum(axis=0),
        },
        schema=records.RATING_MODEL,
    )


def rated(features: Matrix, model: pl.DataFrame) -> pl.Series:
    """Eq. 10 before it is bounded: the heads' weighted mean, one an item; null without a model.

    Raises:
        ValueError: The model was fitted on features of another width.
    """
    if model.is_empty():
        return pl.Series("rating", [None] * len(features), dtype=pl.Float64)
    coefficients = np.array(model["coefficients"].to_list(), dtype=np.float64)
    if coefficients.shape[1] != features.shape[1]:
        raise ValueError(
            f"rating_model expects {coefficients.shape[1]} features, the items have "
            f"{features.shape[1]}: materialize rating_model again with today's embedder"
        )
    share = np.array([HEADS[head] for head in model["head"]])
    heads = features @ coefficients.T + model["intercept"].to_numpy()
    return pl.Series("rating", (heads.clip(0.0, 1.0) @ share).round(_PLACES))


def wilson_low(right: Matrix, of: Matrix, z: float = 1.96) -> Matrix:
    """Lower end of the Wilson interval of a share, in [0, 1]; `z` 1.96 is 95 %, two-sided."""
    share = right / of
    middle = share + z * z / (2 * of)
    spread = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low: Matrix = (middle - spread) / (1 + z * z / of)
    return low.clip(0.0, 1.0)


def threshold(scores: Matrix, right: Matrix, *, precision: float) -> float | None:
    """Lowest tau whose items (score > tau) are right with `precision` as the Wilson lower bound.

    Null where no tau reaches it. `right` is 1 for a right item, else 0.
    """
    order = np.argsort(-scores, kind="stable")
    ranked, kept = scores[order], np.arange(1, len(scores) + 1, dtype=np.float64)
    shown = wilson_low(np.cumsum(right[order]), kept) >= precision
    ends = np.append(ranked[:-1] > ranked[1:], values=True)
    good = np.flatnonzero(shown & ends)
    if not len(good):
        return None
    last = int(good[-1])
    below = ranked[last + 1] if last + 1 < len(ranked) else ranked[last] - 10.0**-_PLACES
    return float(below)


def _tau(scores: Matrix, accuracy: Matrix, marked: Matrix, how: Fit) -> float:
    judged = (
        marked.astype(bool)
        if marked.sum() >= how.reviewed_enough
        else np.full(len(marked), fill_value=True)
    )
    right = (accuracy[judged] > 0.5).astype(np.float64)  # noqa: PLR2004  (more right than wrong)
    tau = threshold(scores[judged], right, precision=how.precision)
    return float(np.quantile(scores, how.fallback_quantile)) if tau is None else tau


def _held_back_scores(features: Matrix, labels: Matrix, weights: Matrix, ridge: float) -> Matrix:
    """Score of every item by a model that was not fitted on it, (item,)."""
    fold = np.arange(len(features)) % _FOLDS
    scores = np.zeros(len(features))
    for held in range(_FOLDS):
        out = fold == held
        fit = ~out if (~out).any() else out
        heads = _heads(features[fit], labels[fit], weights[fit], ridge)
        values = features[out] @ heads[:, 1:].T + heads[:, 0]
        scores[out] = (values.clip(0.0, 1.0) @ np.array(list(HEADS.values()))).round(_PLACES)
    return scores


def _heads(features: Matrix, labels: Matrix, weights: Matrix, ridge: float) -> Matrix:
    """Intercept and coefficients of every head, (head, 1 + feature), without a slope in length."""
    design = np.hstack([np.ones((len(features), 1)), features])
    penalty = np.diag([1e-9, *[ridge] * features.shape[1]])
    rows = []
    for label, weight in zip(labels.T, weights.T, strict=True):
        weighed = design * weight[:, None]
        head = np.linalg.solve(weighed.T @ design + penalty, weighed.T @ label)
        rows.append(_without_length(head, design, weight))
    return np.array(rows).round(9)


def _without_length(head: Matrix, design: Matrix, weight: Matrix) -> Matrix:
    """The head less its regression on log length: a longer item is not thereby a better one."""
    length = design[:, 1 + _LENGTH]
    centred = length - np.average(length, weights=weight)
    spread = float(np.average(centred**2, weights=weight))
    if spread < 1e-12:  # noqa: PLR2004  (all of one length)
        return head
    slope = float(np.average(centred * (design @ head), weights=weight)) / spread
    head[1 + _LENGTH] -= slope
    head[0] += slope * np.average(length, weights=weight)
    return head
