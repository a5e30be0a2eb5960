"""The objectives in numpy: what the paper's line says, and how the three divisors differ."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from training.reference import OBJECTIVES, weighted_advantages, weighted_sft

SHAPE = (4, 5)
MASK = np.array([[0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 1, 0, 0, 0], [0, 0, 0, 1, 1]], float)
logprobs = arrays.arrays(float, SHAPE, elements=st.floats(-9, 0))
weights = arrays.arrays(float, SHAPE[0], elements=st.floats(0.1, 4))


def test_equation_16_by_hand():
    spoken, mask = np.log([[0.5, 0.25], [0.5, 0.125]]), np.array([[1.0, 0.0], [1.0, 1.0]])
    by_hand = (3 * np.log(2) + 1 * np.log(16)) / 2
    assert weighted_sft(spoken, mask, np.array([3.0, 1.0])) == pytest.approx(by_hand)


@settings(max_examples=30)
@given(logprobs, weights)
def test_doubled_weights_double_the_loss_unless_the_weights_divide_it(spoken, heavy):
    for name, objective in OBJECTIVES.items():
        factor = objective(spoken, MASK, 2 * heavy), objective(spoken, MASK, heavy)
        assert factor[0] == pytest.approx((1 if name == "weights" else 2) * factor[1])


@settings(max_examples=30)
@given(logprobs, weights, st.integers(1, 4))
def test_an_integer_weight_is_a_row_that_many_times(spoken, heavy, times):
    heavy[0] = times
    again, once = np.repeat([0], times), heavy.copy()
    once[0] = 1
    rows = np.concatenate([again, [1, 2, 3]])
    total = weighted_sft(spoken[rows], MASK[rows], once[rows]) * len(rows)
    assert total == pytest.approx(weighted_sft(spoken, MASK, heavy) * 4)


@settings(max_examples=30)
@given(logprobs, weights)
def test_weight_zero_is_a_row_removed_where_the_weights_divide(spoken, heavy):
    heavy[2], rows = 0, [0, 1, 3]
    without = OBJECTIVES["weights"](spoken[rows], MASK[rows], heavy[rows])
    assert OBJECTIVES["weights"](spoken, MASK, heavy) == pytest.approx(without)


@settings(max_examples=30)
@given(arrays.arrays(float, (3, 4), elements=st.sampled_from([0.0, 1.0])))
def test_advantages_sum_to_nothing_and_a_group_without_difference_teaches_nothing(rewards):
    found = weighted_advantages(rewards, np.array([0.5, 1.0, 2.0]))
    assert found.sum(axis=1) == pytest.approx(0, abs=1e-9)
    assert (found[rewards.std(axis=1) == 0] == 0).all()


def test_a_weight_inside_the_reward_cancels_and_outside_it_does_not():
    rewards, ones = np.array([[0.0, 1.0, 1.0, 0.0]]), np.ones(1)
    plain = weighted_advantages(rewards, ones)
    assert weighted_advantages(2 * rewards, ones) == pytest.approx(plain, rel=1e-3)
    assert weighted_advantages(rewards, 2 * ones) == pytest.approx(2 * plain)
