"""From rows to tokens: what is refused, what is dropped and counted, what is kept."""

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training import batches
from training.batches import MASKED


def stored(folder, rows):
    rows.write_parquet(folder / "mixture.parquet")
    return folder / "mixture.parquet"


def spoiled(items, column, value):
    wrong = pl.when(pl.int_range(pl.len()) == 3).then(pl.lit(value))
    return items.with_columns(wrong.otherwise(pl.col(column)).alias(column))


@pytest.mark.parametrize("weight", [None, math.nan, math.inf, -0.5])
def test_a_weight_that_is_none_is_refused_by_item(tmp_path, items, weight):
    named = items["item_id"][3]
    with pytest.raises(ValueError, match=f"1 items have a weight.*{named}"):
        batches.mixture(stored(tmp_path, spoiled(items, "weight", weight)))


@pytest.mark.parametrize("completion", [None, "", "  ", "<think>long thought</think>", "</think> "])
def test_an_empty_answer_is_refused_by_item(tmp_path, items, completion):
    with pytest.raises(ValueError, match=f"an empty answer.*{items['item_id'][3]}"):
        batches.mixture(stored(tmp_path, spoiled(items, "completion", completion)))


def test_a_mixture_without_rows_or_columns_says_what_it_lacks(tmp_path, items):
    with pytest.raises(ValueError, match="no rows"):
        batches.mixture(stored(tmp_path, items.head(0)))
    with pytest.raises(ValueError, match=r"missing columns \['weight'\]"):
        batches.mixture(stored(tmp_path, items.drop("weight")))


def test_only_the_completion_and_its_end_are_learned(items, tokens, mixed):
    ids, labels = mixed.input_ids[0], mixed.labels[0]
    learned = [token for token in labels if token != MASKED]
    assert ids[-len(learned) :] == learned
    assert learned[-1] == tokens.eos_token_id
    assert tokens.decode(learned[:-1]) == items["completion"][0]
    assert tokens.decode(ids[: -len(learned)]) == items["prompt"][0]


def test_weight_and_tag_stand_at_every_token(items, mixed):
    for row in range(items.height):
        assert set(mixed.loss_weights[row]) == {items["weight"][row]}
        assert {mixed.tags[tag] for tag in mixed.tag_ids[row]} == {items["tag"][row]}
        assert len(mixed.loss_weights[row]) == len(mixed.tag_ids[row]) == len(mixed.labels[row])


def test_an_item_beyond_the_window_is_dropped_whole_and_counted(items, tokens, mixed):
    lengths = sorted(map(len, mixed.input_ids))
    fewer = batches.tokenised(items, tokens, max_length=lengths[-3])
    over = sum(length > lengths[-3] for length in lengths)
    assert fewer.dropped == {"too_long": over}
    assert len(fewer.input_ids) == items.height - over
    assert all(row[-1] == tokens.eos_token_id for row in fewer.input_ids)


def test_a_window_that_nothing_fits_is_an_error(items, tokens):
    with pytest.raises(ValueError, match="no item fits max_length 3"):
        batches.tokenised(items, tokens, max_length=3)


def test_a_prompt_is_itself_or_a_turn_of_the_chat_template(tokens):
    assert batches.prompt_text(tokens, "余额？") == "余额？"
    turn = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}"
    tokens.chat_template = turn + "{% if add_generation_prompt %}[assistant]{% endif %}"
    try:
        assert batches.prompt_text(tokens, "余额？") == "[user]余额？[assistant]"
    finally:
        tokens.chat_template = None


@settings(max_examples=40)
@given(st.lists(st.integers(1, 200), max_size=150), st.integers(1, 9), st.text(max_size=3))
def test_groups_hold_every_item_once_and_only_the_last_is_short(lengths, batch, seed):
    order = batches.length_groups(lengths, batch, seed)
    assert sorted(order) == list(range(len(lengths)))
    assert order == batches.length_groups(lengths, batch, seed)


def test_groups_pad_less_than_chance(mixed):
    lengths = [len(ids) for ids in mixed.input_ids] * 10

    def padded(order):
        parts = [[lengths[i] for i in order[k : k + 8]] for k in range(0, len(order), 8)]
        return sum(max(part) * len(part) for part in parts)

    grouped = padded(batches.length_groups(lengths, 8, "a"))
    assert grouped < padded(range(len(lengths)))
    assert grouped < 1.05 * sum(lengths)
    assert batches.length_groups(lengths, 8, "a") != batches.length_groups(lengths, 8, "b")
