import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.evaluation import scores


@settings(max_examples=50, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=50))
def test_pass_at_1_is_the_share_of_right_items(right):
    got = pl.DataFrame({"right": right}).select(scores.pass_at_1("right")).item()
    assert got == pytest.approx(sum(right) / len(right))


def items(*rows):
    frame = pl.DataFrame(
        rows, schema=["tag", "item_id", "split", "answer_form", "answer"], orient="row"
    )
    return frame.with_columns(question=pl.format("q {}", "item_id")).lazy()


def answers(*rows):
    return pl.LazyFrame(rows, schema=records.SEALED_ANSWERS, orient="row")


ITEMS = items(
    ("s.a", "1", "sealed", "number", "1.50"),
    ("s.a", "2", "sealed", "label_set", "开户；转账"),
    ("s.a", "3", "development", "number", "7"),
)


def test_each_model_is_scored_on_the_sealed_items_with_every_outcome():
    given_answers = answers(
        ("s.a", "2", 0, "base", "base", None, "不知道"),
        ("s.a", "1", 0, "base", "base", None, "<think>x</think>1.5"),
        ("s.a", "1", 1, "g1", "grpo", "r1", "<think>1.50</think>2.50"),
        ("s.a", "2", 1, "g1", "grpo", "r1", "转账；开户"),
    )
    rows = scores.scores(given_answers, ITEMS).collect()
    records.audited("eval_scores", rows)
    base, trained = rows.to_dicts()
    assert (base["model_id"], base["right"], base["items"]) == ("base", 1, 2)
    assert base["outcomes"] == [
        {"item_id": "1", "right": True},
        {"item_id": "2", "right": False},
    ]
    assert (trained["round"], trained["release_id"], trained["pass_at_1"]) == (1, "r1", 0.5)
    assert trained["low"] < 0.5 < trained["high"]


def test_no_answer_is_a_wrong_one_and_an_item_that_is_gone_does_not_count():
    rows = scores.scores(
        answers(
            ("s.a", "1", 0, "m", "base", None, None),
            ("s.a", "gone", 0, "m", "base", None, "1.50"),
            ("s.a", "3", 0, "m", "base", None, "7"),
        ),
        ITEMS,
    ).collect()
    assert rows.select("items", "right").rows() == [(1, 0)]


def test_a_model_of_two_rounds_is_scored_in_both():
    said = [("s.a", item, k, "m", "grpo", "r1", "1.50") for k in (1, 3) for item in ("1", "2")]
    rows = scores.scores(answers(*said), ITEMS).collect()
    records.audited("eval_scores", rows)
    assert rows.select("round", "items", "right").rows() == [(1, 2, 1), (3, 2, 1)]


def test_no_answers_give_an_empty_table_of_the_right_shape():
    records.audited("eval_scores", scores.scores(answers(), ITEMS).collect())
