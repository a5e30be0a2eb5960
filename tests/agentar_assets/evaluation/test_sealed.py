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
