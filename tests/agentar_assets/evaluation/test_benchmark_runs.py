import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.evaluation import benchmark_runs

MODEL = pl.DataFrame({"round": [2], "model_id": ["g2"]})


def items(*rows):
    cells = [
        (benchmark, task, i, f"q{i}", options, answer, "choice", "sha", reason)
        for i, (benchmark, task, options, answer, reason) in enumerate(rows)
    ]
    return pl.LazyFrame(cells, schema=records.BENCHMARK_ITEMS, orient="row")


def test_tasks_take_turns_and_items_without_gold_or_with_a_reason_are_passed_over():
    rows = items(
        ("fineva", "a", ["A 1"], "A", None),
        ("fineva", "a", ["A 1"], "A", None),
        ("fineva", "a", ["A 1"], "A", None),
        ("fineva", "b", ["A 1"], "B", None),
        ("fineva", "c", ["A 1"], None, None),
        ("fineva", "d", ["A 1"], "", None),
        ("fineva", "e", ["A 1"], "A", "truncated"),
        ("finova", "x", [], "C", None),
    )
    asked = benchmark_runs.asked(rows, per_benchmark=2)
    assert asked.select("benchmark", "task").rows() == [
        ("fineva", "a"),
        ("fineva", "b"),
        ("finova", "x"),
    ]


def test_options_stand_under_the_question():
    with_options, without = benchmark_runs.asked(
        items(("b", "t", ["A. one", "B. two"], "A", None), ("b", "t", None, "A", None)),
        per_benchmark=5,
    )["prompt"]
    assert with_options == "q0\nA. one\nB. two"
    assert without == "q1"


def test_a_task_is_scored_beside_its_constant_policy():
    rows = items(*[("b", "t", [], gold, None) for gold in "AAAB"])
    asked = benchmark_runs.asked(rows, per_benchmark=4)
    said = pl.DataFrame(
        {"prompt_id": asked["prompt_id"][:3], "completion": ["答案：A", "<think>A</think>B", "A"]}
    )
    got = benchmark_runs.scored(asked, said, MODEL)
    records.audited("benchmark_scores", got)
    row = got.to_dicts()[0]
    assert (row["items"], row["right"], row["score"]) == (4, 2, 0.5)
    assert row["constant_policy"] == pytest.approx(0.75)
    assert row["low"] < 0.5 < row["high"]


def test_no_benchmark_gives_an_empty_table():
    asked = benchmark_runs.asked(items(), per_benchmark=20)
    said = pl.DataFrame(schema={"prompt_id": pl.String, "completion": pl.String})
    got = benchmark_runs.scored(asked, said, MODEL)
    assert records.audited("benchmark_scores", got).is_empty()
