"""GRPO: only a right answer is paid, and prompts that can teach come first."""

import polars as pl
import pytest

from training.config import GrpoConfig

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rewarded():
    from training import rewarded  # noqa: PLC0415 - trl takes seconds

    return rewarded


def test_only_a_right_answer_is_paid(rewarded):
    said = ["<think>x</think>开户", "<think>开户</think>挂失", "", "<think></think>", "开户；挂失"]
    paid = rewarded.right(completions=said, answer=["开户"] * 5, answer_form=["label_set"] * 5)
    assert paid == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_prompts_that_are_sometimes_right_come_first(rewarded, items):
    rates = pl.Series([0.0, 1.0, 0.5, None, 0.25] * 12)
    config = GrpoConfig(steps=3, prompts=8)
    chosen = rewarded.chosen(items.with_columns(pass_rate=rates), config)
    assert chosen.height == 24
    assert chosen["pass_rate"].is_between(0, 1, closed="none").all()


def test_without_pass_rates_the_seed_decides(rewarded, items):
    first = rewarded.chosen(items, GrpoConfig(seed=1))["item_id"].to_list()
    assert first == rewarded.chosen(items, GrpoConfig(seed=1))["item_id"].to_list()
    assert first != rewarded.chosen(items, GrpoConfig(seed=2))["item_id"].to_list()
    with pytest.raises(ValueError, match=r"lacks \['answer'\]"):
        rewarded.chosen(items.drop("answer"), GrpoConfig())
