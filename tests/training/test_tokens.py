"""A tokenizer from nothing: reversible, and the same for the same corpus."""

from hypothesis import given, settings
from hypothesis import strategies as st

from training.config import BaseConfig
from training.tokens import END, PAD, THINK, tokenizer


def test_any_text_comes_back(tokens):
    @settings(max_examples=60)
    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
    def check(text):
        assert tokens.decode(tokens(text)["input_ids"]) == text

    check()


def test_thinking_marks_are_one_token_each_and_survive_decoding(tokens):
    ids = tokens("<think>想</think>是")["input_ids"]
    marks = [tokens.convert_tokens_to_ids(mark) for mark in THINK]
    assert [token for token in ids if token in marks] == marks
    assert tokens.decode([*ids, tokens.eos_token_id], skip_special_tokens=True) == (
        "<think>想</think>是"
    )
    assert (tokens.pad_token, tokens.eos_token) == (PAD, END)


def test_a_quoted_span_has_the_same_tokens_as_by_itself(tokens):
    alone = tokens("家族信托1200元")["input_ids"]
    within = tokens("客户买了「家族信托1200元」的产品")["input_ids"]
    assert any(within[i : i + len(alone)] == alone for i in range(len(within)))


def test_the_same_corpus_gives_the_same_tokenizer(items, tokens):
    config = BaseConfig(positions=256)
    again = tokenizer((items["prompt"] + items["completion"]).to_list(), config)
    assert again.backend_tokenizer.to_str() == tokens.backend_tokenizer.to_str()
