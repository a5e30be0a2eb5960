import polars as pl

from agentar_assets import records
from agentar_assets.evaluation import sealed

ITEMS = pl.LazyFrame(
    {
        "tag": ["s.b", "s.a", "s.a"],
        "item_id": ["2", "1", "dev"],
        "split": ["sealed", "sealed", "development"],
        "question": ["q2", "q1", "qd"],
    }
)


def models(*names):
    cells = [
        (name, "grpo", i + 1, f"r{i}", None, f"/{name}", 1, 0.0, 0.0, "{}")
        for i, name in enumerate(names)
    ]
    return pl.LazyFrame(cells, schema=records.MODELS, orient="row")


def test_only_the_last_model_of_each_table_is_asked():
    asked = sealed.newest(models("base"), models(), models("g1", "g2"))
    assert sorted(asked["model_id"]) == ["base", "g2"]


def test_a_model_in_two_tables_is_asked_once():
    assert sealed.newest(models("m"), models("m")).height == 1


def test_models_are_asked_in_the_order_of_their_tables_and_count_for_the_later_one():
    names = [f"m{i}" for i in range(20)]
    asked = sealed.newest(models("m3"), *(models(name) for name in names))
    assert asked["model_id"].to_list() == names
    sft = models("m").with_columns(stage=pl.lit("sft"))
    assert sealed.newest(sft, models("m"))["stage"].to_list() == ["grpo"]


def test_what_a_model_said_in_an_earlier_round_stands_for_this_one_too():
    before = pl.LazyFrame(
        [
            ("s.a", "1", 1, "g1", "grpo", "r0", "x"),
            ("s.b", "2", 1, "g1", "grpo", "r0", "y"),
            ("s.b", "2", 2, "g2", "grpo", "r1", "z"),
        ],
        schema=records.SEALED_ANSWERS,
        orient="row",
    )
    again = models("g1").with_columns(round=pl.lit(3, pl.Int64)).collect()
    rows = sealed.repeated(again, before).collect()
    records.audited("sealed_answers", rows)
    assert rows.rows() == [
        ("s.a", "1", 3, "g1", "grpo", "r0", "x"),
        ("s.b", "2", 3, "g1", "grpo", "r0", "y"),
    ]
    both = pl.concat([before, rows.lazy()])
    assert sealed.repeated(again, both).collect().is_empty()
    assert sealed.repeated(models("g3").collect(), before).collect().is_empty()


def test_what_is_answered_is_not_asked_again_and_development_never():
    before = pl.LazyFrame(
        [("s.a", "1", 1, "g1", "grpo", "r0", "x")], schema=records.SEALED_ANSWERS, orient="row"
    )
    assert sealed.unanswered(ITEMS, "g1", before).rows() == [("2", "q2")]
    assert sealed.unanswered(ITEMS, "g2", before).rows() == [("1", "q1"), ("2", "q2")]


def test_completions_become_rows_of_their_tag_and_model():
    said = pl.DataFrame({"prompt_id": ["2", "1"], "sample": [0, 0], "completion": ["b", "a"]})
    rows = sealed.answers(said, ITEMS, models("g1").collect()).collect()
    records.audited("sealed_answers", rows)
    assert rows.rows() == [
        ("s.a", "1", 1, "g1", "grpo", "r0", "a"),
        ("s.b", "2", 1, "g1", "grpo", "r0", "b"),
    ]
