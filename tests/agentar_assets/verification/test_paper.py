"""Eq. 7, 8 and 10 against the paper's lines written out as plain loops."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.verification import measures, paper
from resources.embedder import HashedEmbedder

EMBED = HashedEmbedder().vectors
MODELS = [f"m{number}" for number in range(4)]
closed = st.lists(st.sampled_from(["A", "B", "C", None]), min_size=2, max_size=4)
free = st.lists(
    st.sampled_from(["七日内报告", "七日内报告。", "十日内报告", "不得转让", "x", None]),
    min_size=2,
    max_size=4,
)


def said(form, answers, item="i"):
    return pl.DataFrame(
        {
            "item_id": [item] * len(answers),
            "model": MODELS[: len(answers)],
            "answer_form": [form] * len(answers),
            "answer": answers,
        },
        schema_overrides={"answer": pl.String},
    )


def eq_7(votes):
    return consistencies(votes)["consistency"].item()


def consistencies(votes, gold=None):
    """Eq. 7 an item, where the item's own answer is the one given, or none is known."""
    canonical = measures.with_canonical(votes, "answer", "canonical")
    unknown = canonical.with_columns(right=pl.lit(None, pl.Boolean))
    known = gold and measures.with_right(canonical.with_columns(gold=pl.lit(gold)))
    return measures.consistencies(unknown if known is None else known, EMBED)


def bigrams(text):
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}


def sim(form, a, b):
    if a is None or b is None:
        return 0.0
    if a == b or form != "text":
        return float(a == b)
    ours, theirs = bigrams(a), bigrams(b)
    x, y = EMBED(pl.Series([a, b]))
    return 0.5 * len(ours & theirs) / len(ours | theirs) + 0.5 * max(0.0, float(x @ y))


def double_loop(form, answers):
    p = len(answers)
    total = 0.0
    for j in range(p):
        for k in range(p):
            if k != j:
                total += sim(form, answers[j], answers[k])
    return total / (p * (p - 1))


@settings(max_examples=40, deadline=None)
@given(closed)
def test_eq_7_of_closed_answers_is_the_double_loop(answers):
    assert eq_7(said("entity_id", answers)) == pytest.approx(double_loop("entity_id", answers))


@settings(max_examples=40, deadline=None)
@given(free)
def test_eq_7_of_free_answers_is_the_double_loop(answers):
    assert eq_7(said("text", answers)) == pytest.approx(double_loop("text", answers), abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(free, st.randoms(use_true_random=False))
def test_consistency_is_a_share_that_no_order_of_models_changes(answers, chance):
    shuffled = chance.sample(answers, len(answers))
    value = eq_7(said("text", answers))
    assert 0.0 <= value <= 1.0 + 1e-9
    assert value == pytest.approx(eq_7(said("text", shuffled)), abs=1e-9)


@pytest.mark.parametrize(
    ("form", "answer"), [("text", "七日内报告"), ("entity_id", "B"), ("number", "12.50")]
)
def test_models_that_say_the_same_are_wholly_consistent(form, answer):
    assert eq_7(said(form, [answer] * 3)) == 1.0


def test_models_that_say_nothing_agree_with_no_one():
    assert eq_7(said("entity_id", [None, None, None])) == 0.0
    assert eq_7(said("entity_id", ["B", "B", None])) == pytest.approx(1 / 3)


def test_one_writing_of_a_number_is_as_good_as_another():
    assert eq_7(said("number", ["1500.00", "1500", "1,500元"])) == 1.0
    assert eq_7(said("number_or_choice", ["12.50%", "0.125", "12.5%"])) == 1.0
    assert eq_7(said("number_or_choice", ["B", "答案：B", "C"])) == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        ("text_with_article_ids", "七日内报告（《条例》第五条）", "七日之内报告（《条例》第五条）"),
        ("text_with_citations", "七日内报告[1]", "七日之内报告[1]"),
        ("choice_or_text", "七日内报告", "七日之内报告"),
        ("refuse_or_safe_answer", "可答：七日内报告", "可答：七日之内报告"),
    ],
)
def test_every_form_of_free_text_is_compared_by_likeness(form, one, other):
    assert 0.3 < eq_7(said(form, [one, other])) < 1


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        ("choice_or_text", "A", "AB"),
        ("choice_or_text", "A", "七日内报告"),
        ("refuse_or_safe_answer", "拒绝：提示注入", "拒绝：提示注入攻击"),
        ("refuse_or_safe_answer", "拒绝：提示注入", "可答：提示注入"),
    ],
)
def test_options_and_refusals_are_the_same_or_not(form, one, other):
    assert eq_7(said(form, [one, other])) == 0.0


def test_programs_with_the_same_values_agree():
    assert eq_7(
        said("code_or_output", ["代码：a*(1+r)", "代码：a+a*r", "代码：a*r"])
    ) == pytest.approx(1 / 3)
    assert eq_7(said("code_or_output", ["12.5", "12.50"])) == 0.0


def test_plans_agree_that_the_gold_allows_alike():
    votes = said("tool_list", ['["查","转","付"]', '["查","付","转"]', '["付","查","转"]'])
    assert consistencies(votes, '["查",["转","付"]]')["consistency"].item() == pytest.approx(1 / 3)
    assert eq_7(votes) == 0.0


def test_one_model_alone_has_no_consistency():
    assert consistencies(said("entity_id", ["A"])).is_empty()


def test_items_do_not_mix():
    votes = pl.concat([said("entity_id", ["A", "A"], "i"), said("entity_id", ["A", "B"], "k")])
    found = consistencies(votes).sort("item_id")
    assert found.rows() == [("i", 1.0), ("k", 0.0)]


def test_eq_8_holds_only_where_the_answer_was_derived():
    frame = pl.DataFrame({"right": [True, False, None]})
    assert frame.select(paper.reasoning_valid()).to_series().to_list() == [True, False, False]


@given(st.floats(-5, 5))
def test_eq_10_is_a_share(value):
    assert 0 <= pl.DataFrame({"rating": [value]}).select(paper.score()).item() <= 1
