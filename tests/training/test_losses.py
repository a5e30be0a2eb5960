"""The torch twins say what `reference.py` says, in value and in gradient."""

import numpy as np
import pytest
import torch

from training import losses, reference
from training.batches import MASKED

LABELS = torch.tensor([[MASKED, 4, 2, 1], [MASKED, MASKED, 3, 3], [MASKED, 5, 6, MASKED]])
WEIGHTS = torch.tensor([0.5, 2.0, 1.25])
MASK = LABELS.ne(MASKED).double().numpy()


def by_token(weights):
    return weights[:, None].expand(LABELS.shape)


def loss(logits, normaliser, weights=WEIGHTS, rows=slice(None)):
    """The loss as the trainer takes it: batches of these rows, one divisor for all."""
    labels, heavy = LABELS[rows], by_token(weights)[rows]
    spoken = torch.log_softmax(logits[rows], dim=-1)
    log_probs = spoken.gather(-1, labels.clamp(min=0)[..., None])[..., 0] * labels.ne(MASKED)
    starts = losses.sample_starts(LABELS)
    whole = losses.share(LABELS, by_token(weights), starts, normaliser)
    return losses.weighted_sum(log_probs, heavy) / whole


def drawn():
    generator = torch.Generator().manual_seed(0)
    return torch.randn(*LABELS.shape, 8, generator=generator, dtype=torch.float64)


def truth(logits, normaliser):
    spoken = torch.log_softmax(torch.as_tensor(logits), dim=-1).numpy()
    picked = np.take_along_axis(spoken, LABELS.clamp(min=0).numpy()[..., None], -1)[..., 0]
    return reference.OBJECTIVES[normaliser](picked, MASK, WEIGHTS.double().numpy())


@pytest.mark.parametrize("normaliser", reference.OBJECTIVES)
def test_torch_equals_numpy(normaliser):
    logits = drawn()
    assert loss(logits, normaliser).item() == pytest.approx(truth(logits, normaliser), abs=1e-12)


@pytest.mark.parametrize("normaliser", reference.OBJECTIVES)
def test_the_gradient_equals_finite_differences_of_the_reference(normaliser):
    logits = drawn().requires_grad_()
    (gradient,) = torch.autograd.grad(loss(logits, normaliser), logits)
    for place in [(0, 0, 1), (0, 1, 2), (1, 2, 3), (2, 1, 5), (1, 0, 0)]:
        ends = []
        for way in (1e-5, -1e-5):
            moved = logits.detach().clone()
            moved[place] += way
            ends.append(truth(moved, normaliser))
        assert gradient[place].item() == pytest.approx((ends[0] - ends[1]) / 2e-5, abs=1e-7)


@pytest.mark.parametrize("normaliser", reference.OBJECTIVES)
def test_batches_of_one_add_up_to_the_batch_of_all(normaliser):
    logits = drawn()
    parts = sum(loss(logits, normaliser, rows=slice(i, i + 1)) for i in range(3))
    assert parts.item() == pytest.approx(loss(logits, normaliser).item(), abs=1e-12)


def test_a_mean_over_each_batch_alone_would_cancel_the_weight():
    labels, spoken = LABELS[1:2], -torch.ones(1, LABELS.shape[1])
    means = []
    for weight in (1.0, 7.0):
        heavy = torch.full(labels.shape, weight)
        own = losses.share(labels, heavy, losses.sample_starts(labels), "weights")
        means.append(losses.weighted_sum(spoken * labels.ne(MASKED), heavy) / own)
    assert means[0] == means[1]


def test_every_completion_of_a_packed_row_is_a_sample():
    packed = torch.tensor([[MASKED, 1, 2, MASKED, 3, MASKED, MASKED, 4, 5]])
    assert losses.sample_starts(packed).tolist() == [[0, 1, 0, 0, 1, 0, 0, 1, 0]]


def test_advantages_are_weighted_as_the_reference_does():
    rewards, weights = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]), np.array([0.5, 1.5])
    plain = reference.weighted_advantages(rewards, np.ones(2)).ravel()
    found = losses.weighted_advantages(torch.tensor(plain), torch.tensor(np.repeat(weights, 3)))
    assert found.numpy() == pytest.approx(reference.weighted_advantages(rewards, weights).ravel())
