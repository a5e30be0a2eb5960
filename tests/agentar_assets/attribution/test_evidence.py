import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control

from agentar_assets import records
from agentar_assets.attribution import evidence, verdicts

BARS = verdicts.Bars()

FEW = settings(max_examples=50, deadline=None)
count = st.integers(0, 60)


def row(**columns):
    return pl.DataFrame({name: [value] for name, value in columns.items()})


@FEW
@given(lost=count, won=count)
def test_the_tests_are_exact_and_binomial(lost, won):
    rows = row(b=lost, c=won)
    one, two = rows.select(one=evidence.regression_p("b", "c"), two=evidence.mcnemar("b", "c")).row(
        0
    )
    if lost + won == 0:
        assert (one, two) == (1, 1)
    else:
        assert one == pytest.approx(binomtest(lost, lost + won, alternative="greater").pvalue)
        assert two == pytest.approx(binomtest(lost, lost + won).pvalue)


def test_losing_more_is_stronger_evidence():
    rows = pl.DataFrame({"b": [0, 3, 8, 12], "c": [2, 2, 2, 2]})
    p = rows.select(evidence.regression_p("b", "c")).to_series()
    assert p.is_sorted(descending=True) and p[3] < 0.01


@FEW
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_adjusted_p_values_are_those_of_benjamini_and_hochberg(p):
    got = pl.DataFrame({"p": p}).select(evidence.benjamini_hochberg("p")).to_series()
    assert got.to_list() == pytest.approx(false_discovery_control(p, method="bh").tolist())


def test_tags_that_were_not_tested_do_not_count():
    rows = pl.DataFrame({"p": [0.01, None, 0.04, None]})
    got = rows.select(evidence.benjamini_hochberg("p")).to_series()
    assert got.to_list() == [0.02, None, 0.04, None]


def scores(*rows):
    """Rows of (tag, round, stage, release, outcomes as a string of + and -)."""
    cells = [
        {
            "tag": tag,
            "round": number,
            "model_id": f"{stage}{number}",
            "stage": stage,
            "release_id": release,
            "items": len(marks),
            "right": marks.count("+"),
            "pass_at_1": marks.count("+") / len(marks),
            "low": 0.0,
            "high": 1.0,
            "outcomes": [{"item_id": f"i{i}", "right": m == "+"} for i, m in enumerate(marks)],
        }
        for tag, number, stage, release, marks in rows
    ]
    return pl.LazyFrame(cells, schema=records.EVAL_SCORES)


def history(*rows):
    cells = [
        {"tag": tag, "round": number, "release_id": release, "regressions": falls, "data": data}
        for tag, number, release, falls, data in rows
    ]
    names = ("tag", "round", "release_id", "regressions", "data")
    return pl.LazyFrame(cells, schema={name: records.ATTRIBUTION[name] for name in names})


def test_round_one_is_compared_with_the_base_model():
    got = evidence.compared(
        scores(("s.a", 0, "base", None, "----"), ("s.a", 1, "grpo", "r1", "++--")), history(), BARS
    ).collect()
    row = got.to_dicts()[0]
    assert (row["round"], row["p_before"], row["baseline_release"]) == (1, 0.0, None)
    assert (row["lost"], row["won"], row["shared"], row["p_value"]) == (0, 2, 4, 1.0)


def test_a_later_round_is_compared_with_the_last_release_at_which_the_tag_had_not_fallen():
    got = evidence.compared(
        scores(
            ("s.a", 0, "base", None, "----"),
            ("s.a", 1, "grpo", "r1", "++++"),
            ("s.a", 2, "grpo", "r2", "+---"),
            ("s.a", 3, "sft", "r3", "----"),
            ("s.a", 3, "grpo", "r3", "+++-"),
        ),
        history(("s.a", 1, "r1", 0, 10), ("s.a", 2, "r2", 1, 20)),
        BARS,
    ).collect()
    row = got.to_dicts()[0]
    assert (row["release_id"], row["baseline_release"], row["data_before"]) == ("r3", "r1", 10)
    assert (row["p_before"], row["lost"], row["won"]) == (1.0, 1, 0)


def test_only_items_that_both_sides_answered_are_paired():
    got = evidence.compared(
        scores(("s.a", 0, "base", None, "++"), ("s.a", 1, "grpo", "r1", "-+++")), history(), BARS
    ).collect()
    assert got.select("lost", "won", "shared").rows() == [(1, 0, 2)]


def test_a_tag_with_nothing_before_is_not_tested():
    got = evidence.compared(scores(("s.a", 1, "grpo", "r1", "++")), history(), BARS).collect()
    assert got.select("p_before", "lost", "p_value").rows() == [(None, None, None)]


def test_p_values_are_adjusted_over_all_tags():
    tags = [f"s.a{i}" for i in range(10)]
    rows = [(tag, 0, "base", None, "+" * 12) for tag in tags]
    rows += [(tag, 1, "grpo", "r1", "+" * 12) for tag in tags[1:]]
    rows += [(tags[0], 1, "grpo", "r1", "-" * 12)]
    got = evidence.compared(scores(*rows), history(), BARS).collect()
    assert got["p_value"][0] == pytest.approx(0.5**12)
    assert set(got["p_value"][1:]) == {1.0}


@FEW
@given(
    differences=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=30)
)
def test_a_tag_is_testable_where_tarone_says_so(differences):
    least = [0.5 ** (lost + won) for lost, won in differences]
    sizes = range(1, len(least) + 1)
    enough = next(k for k in sizes if sum(a <= 0.1 / k for a in least) <= k)
    rows = pl.DataFrame(differences, schema=["b", "c"], orient="row")
    got = rows.select(evidence.testable("b", "c", rate=0.1)).to_series()
    assert got.to_list() == [a <= 0.1 / enough for a in least]


def test_tags_that_did_not_change_cost_no_power():
    fell, stood = ("s.a", "-" * 7 + "+" * 13), [(f"s.b{i}", "+" * 20) for i in range(24)]
    rows = [(tag, 0, "base", None, "+" * 20) for tag, _ in (fell, *stood)]
    rows += [(tag, 1, "grpo", "r1", marks) for tag, marks in (fell, *stood)]
    got = evidence.compared(scores(*rows), history(), BARS).collect()
    assert got["p_value"][0] == pytest.approx(0.5**7)


def test_false_alarms_stay_below_the_rate():
    rng = np.random.default_rng(0)
    alarms = 0
    for _ in range(200):
        b = rng.binomial(rng.integers(0, 12, 25), 0.5)
        table = pl.DataFrame({"b": b, "c": rng.binomial(12 - b, 0.5)})
        tried = pl.when(evidence.testable("b", "c", rate=0.1)).then(evidence.regression_p("b", "c"))
        adjusted = table.select(p=tried).select(evidence.benjamini_hochberg("p")).to_series()
        alarms += (adjusted <= 0.1).any()
    assert alarms <= 200 * 0.1


def test_without_scores_of_a_trained_model_there_is_nothing_to_compare():
    assert (
        evidence.compared(scores(("s.a", 0, "base", None, "+")), history(), BARS)
        .collect()
        .is_empty()
    )
