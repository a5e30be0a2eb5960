"""Every objective in numpy, one line an equation: the truth that `losses.py` is tested against."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def weighted_sft(logprobs: Floats, mask: Floats, weights: Floats) -> float:
    """Negative log-likelihood of each completion, weighted by its tag, mean over samples; nats.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 16:  - 1/N sum_i w_i log P(y_i | x_i)

    Long completions weigh more, as printed: a rate that suits `per_token` must be lowered by
    about the mean length.

    Args:
        logprobs: Log-probability of each target token, (sample, token), at most 0.
        mask: 1 where the token belongs to the completion, else 0, (sample, token).
        weights: Weight of each sample's tag, (sample,).
    """
    return -float(np.mean(weights * (mask * logprobs).sum(axis=1)))


def per_token(logprobs: Floats, mask: Floats, weights: Floats) -> float:
    """Weighted negative log-likelihood over the number of tokens; nats a token.

    Departs from Eq. 16 in the divisor alone:  - sum_i w_i log P(y_i | x_i) / sum_i |y_i|.
    With all weights 1 it is the loss of unweighted training.

    Args:
        logprobs: Log-probability of each target token, (sample, token), at most 0.
        mask: 1 where the token belongs to the completion, else 0, (sample, token).
        weights: Weight of each sample's tag, (sample,).
    """
    return -float((weights[:, None] * mask * logprobs).sum() / mask.sum())


def per_weight(logprobs: Floats, mask: Floats, weights: Floats) -> float:
    """Weighted negative log-likelihood over the weight of all tokens; nats a token.

    Departs from Eq. 16 in the divisor alone:  - sum_i w_i log P(y_i | x_i) / sum_i w_i |y_i|.
    All weights doubled change nothing; weight 0 is as if the sample were not there.

    Args:
        logprobs: Log-probability of each target token, (sample, token), at most 0.
        mask: 1 where the token belongs to the completion, else 0, (sample, token).
        weights: Weight of each sample's tag, (sample,), not all 0.
    """
    heavy = weights[:, None] * mask
    return -float((heavy * logprobs).sum() / heavy.sum())


def weighted_advantages(rewards: Floats, weights: Floats) -> Floats:
    """Advantage of each completion over its group, times the weight of its tag.

    GRPO (arXiv:2402.03300), section 4.1:  w_t (r_i - mean(r)) / (std(r) + 1e-4).
    The weight stands outside: inside the reward the standard deviation would cancel it. A group
    whose rewards are all the same has advantage 0.

    Args:
        rewards: Reward of each completion, (prompt, sample); at least two samples.
        weights: Weight of each prompt's tag, (prompt,).
    """
    centred = rewards - rewards.mean(axis=1, keepdims=True)
    scale = rewards.std(axis=1, ddof=1, keepdims=True) + 1e-4
    return np.asarray(weights[:, None] * centred / scale)


OBJECTIVES = {"sequence": weighted_sft, "tokens": per_token, "weights": per_weight}
"""Objective by the name of its normaliser."""
