import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.weighting import passing


def models(*rows):
    cells = [
        {"model_id": name, "stage": stage, "round": number, "path": f"/{name}"}
        for name, stage, number in rows
    ]
    frame = pl.DataFrame(
        cells, schema={n: records.MODELS[n] for n in ("model_id", "stage", "round", "path")}
    )
    return (
        frame.with_columns(
            pl.lit(None, kind).alias(name)
            for name, kind in records.MODELS.items()
            if name not in frame.columns
        )
        .select(records.MODELS.names())
        .lazy()
    )


BASE = models(("base", "base", 0))


@pytest.mark.parametrize(("this_round", "expected"), [(1, "base"), (2, "g1"), (3, "g2")])
def test_the_model_asked_is_the_newest_of_an_earlier_round(this_round, expected):
    trained = models(("g1", "grpo", 1), ("g2", "grpo", 2))
    assert passing.current_model(BASE, trained, this_round)["model_id"].to_list() == [expected]


def test_without_any_model_the_base_is_asked_for():
    with pytest.raises(LookupError, match="base_model"):
        passing.current_model(models(), models(), 1)


def test_the_round_is_the_newest_planned_and_the_first_without_a_plan():
    plans = pl.LazyFrame(schema=records.PLAN)
    assert passing.this_round(plans) == 1
    assert passing.this_round(pl.LazyFrame({"round": [3, 3]})) == 3


ITEMS = pl.DataFrame(
    {
        "tag": ["s.a", "s.a"],
        "item_id": ["1", "2"],
        "answer_form": ["number", "number"],
        "answer": ["1.50", "2.00"],
    }
)


def test_an_item_is_asked_by_its_id_and_its_question():
    items = pl.DataFrame({"item_id": ["1"], "question": ["1 + 1?"], "answer": ["2"]})
    assert passing.prompts(items).to_dicts() == [{"prompt_id": "1", "prompt": "1 + 1?"}]


def test_right_samples_are_counted_item_by_item():
    said = pl.DataFrame(
        {
            "prompt_id": ["1", "1", "2", "2"],
            "sample": [0, 1, 0, 1],
            "completion": ["<think>x</think>1.50", "<think>x</think>9", "2.00", "2"],
        }
    )
    got = passing.sampled_rates(ITEMS, said, "m")
    assert got.select("item_id", "samples", "right").rows() == [("1", 2, 1), ("2", 2, 2)]
    assert set(got["role"]) == {"current"}


def test_one_answer_of_a_reference_stands_for_all_samples_and_reasoners_are_none():
    answers = pl.LazyFrame(
        [
            ("s.a", "1", "r", "answerer", "1.50", None),
            ("s.a", "2", "r", "answerer", None, "abstained"),
            ("s.a", "1", "z", "reasoner", "1.50", None),
            ("s.a", "train", "r", "answerer", "1.50", None),
        ],
        schema=records.ANSWERS,
        orient="row",
    )
    got = passing.reference_rates(ITEMS, answers, samples=8)
    assert got.select("item_id", "model", "samples", "right").rows() == [
        ("1", "r", 8, 8),
        ("2", "r", 8, 0),
    ]


def test_both_sides_make_one_table():
    said = pl.DataFrame({"prompt_id": ["1"], "sample": [0], "completion": ["1.5"]})
    answers = pl.LazyFrame(
        [("s.a", "1", "r", "answerer", "2", None)], schema=records.ANSWERS, orient="row"
    )
    rows = passing.pass_rates(
        passing.sampled_rates(ITEMS, said, "m"),
        passing.reference_rates(ITEMS, answers, samples=1),
        4,
    )
    records.audited("pass_rates", rows)
    assert rows["round"].to_list() == [4, 4]
    assert rows["right"].to_list() == [1, 0]


def test_no_pass_rates_is_said_so():
    with pytest.raises(ValueError, match="pass_rates is empty"):
        passing.round_of(pl.LazyFrame(schema=records.PASS_RATES))
