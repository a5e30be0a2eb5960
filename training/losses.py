"""The objectives of `reference.py` in torch, cut so that a trainer can sum them over batches."""

import torch
from torch import Tensor


def weighted_sum(log_probs: Tensor, weights: Tensor) -> Tensor:
    """Weighted negative log-likelihood, summed: the numerator of every normaliser, ().

    Args:
        log_probs: Log-probability of each target token, 0 where none is asked, (batch, time).
        weights: Weight of each target token, (batch, time).
    """
    return -(log_probs * weights.to(log_probs)).sum()


def share(labels: Tensor, weights: Tensor, starts: Tensor, normaliser: str) -> Tensor:
    """What a batch adds to the denominator; summed over a whole window of batches and ranks, ().

    A mean over each batch alone would cancel the weights wherever a batch has one item.

    Args:
        labels: Target tokens, -100 where none is asked, (batch, time).
        weights: Weight of each target token, (batch, time).
        starts: 1 on the first target of each sample, else 0, (batch, time).
        normaliser: `tokens`, `weights` or `sequence`.
    """
    asked = labels.ne(-100)
    if normaliser == "sequence":
        return (starts * asked).sum()
    if normaliser == "weights":
        return (weights * asked).sum()
    return asked.sum()


def sample_starts(labels: Tensor) -> Tensor:
    """1 on the first target of each run of targets, else 0, (batch, time).

    A completion is one run: a prompt stands before it, in a packed row too.
    """
    asked = labels.ne(-100)
    before = torch.nn.functional.pad(asked, (1, 0))[..., :-1]
    return (asked & ~before).long()


def weighted_advantages(advantages: Tensor, weights: Tensor) -> Tensor:
    """Advantages times the weight of each completion's tag, in their own dtype, (batch,)."""
    return advantages * weights.to(advantages)
