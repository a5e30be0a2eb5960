import json
import math

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.attribution import report, rounds, verdicts

SETTINGS = report.Settings()
PLANS = pl.LazyFrame(
    [
        ("p", number, tag, items, added, 0, "feed", None)
        for number, items, added in ((1, 100, 100), (2, 180, 80), (3, 100, 0))
        for tag in ("s.a", "s.b")
    ],
    schema=records.PLAN,
    orient="row",
)
NO_HISTORY = pl.LazyFrame(schema=records.ATTRIBUTION)
GOOD, BAD = "+" * 18 + "--", "-" * 18 + "++"


def scored(*rounds):
    """Each round gives the outcomes of s.a and s.b; round 0 is the base model."""
    cells = [
        {
            "tag": tag,
            "round": number,
            "model_id": f"m{number}",
            "stage": "grpo" if number else "base",
            "release_id": f"r{number}" if number else None,
            "items": len(marks),
            "right": marks.count("+"),
            "pass_at_1": marks.count("+") / len(marks),
            "low": 0.0,
            "high": 1.0,
            "outcomes": [{"item_id": f"i{i}", "right": m == "+"} for i, m in enumerate(marks)],
        }
        for number, both in enumerate(rounds)
        for tag, marks in zip(("s.a", "s.b"), both, strict=True)
    ]
    return pl.LazyFrame(cells, schema=records.EVAL_SCORES)


def held(number, a, b):
    final = pl.LazyFrame(
        {
            "tag": ["s.a", "s.b", "s.b"],
            "item_id": ["1", "2", "3"],
            "question": ["q", "q", "q"],
            "thinking": ["t", "t", "t"],
            "answer": [a, b, "dropped"],
            "score": [0.1 * number] * 3,
            "reason": [None, None, "dup"],
        }
    )
    return report.holdings(final, f"r{number}")


def loop(rounds, holdings, settings=SETTINGS):
    """The reports of all rounds, each made on the ones before; newest first."""
    made = [NO_HISTORY.collect()]
    for last in range(2, len(rounds) + 1):
        scores = scored(*rounds[:last])
        history = report.earlier(pl.concat(made).lazy(), scores)
        wanted = report.releases(scores, history, settings)
        known = [h for i, h in enumerate(holdings, 1) if f"r{i}" in wanted]
        made.insert(0, report.report(scores, known, PLANS, history, settings))
    return made[:-1]


def test_the_first_round_is_judged_against_the_base_model():
    (first,) = loop([(BAD, BAD), (GOOD, BAD)], [held(1, "x", "y")])
    records.audited("attribution_report", first)
    a, b = first.to_dicts()
    assert (a["tag"], a["round"], a["p"], a["p_before"]) == ("s.a", 1, 0.9, 0.1)
    assert (a["data"], a["data_added"], a["data_changed"]) == (100, 100, True)
    assert (a["verdict"], b["verdict"]) == ("keep", "feed")
    assert b["gap"] == pytest.approx(0.8)
    assert b["priority"] > 0


def test_a_spoiled_tag_is_rolled_back_to_its_last_good_release():
    newest, _ = loop(
        [(BAD, BAD), (GOOD, GOOD), (BAD, GOOD)], [held(1, "x", "y"), held(2, "spoiled", "y")]
    )
    a, b = newest.to_dicts()
    assert (a["verdict"], a["baseline_release"], a["regressions"]) == ("roll_back", "r1", 1)
    assert (b["verdict"], b["data_changed"]) == ("keep", False)
    assert report.rollbacks(newest) == [{"tag": "s.a", "to": "r1", "bad": "r2"}]
    assert json.loads(report.told(newest)["rollbacks"]) == report.rollbacks(newest)


def test_after_a_rollback_the_good_release_is_still_the_one_compared_with():
    rounds = [(BAD, BAD), (GOOD, GOOD), (BAD, GOOD), (GOOD, GOOD)]
    newest, *_ = loop(rounds, [held(1, "x", "y"), held(2, "bad", "y"), held(3, "x", "y")])
    a = newest.to_dicts()[0]
    assert (a["baseline_release"], a["p_before"], a["data_changed"]) == ("r1", 0.9, False)
    assert (a["verdict"], a["regressions"]) == ("keep", 0)


def test_a_fall_without_a_change_of_data_is_interference_and_made_anew_the_second_time():
    rounds = [(BAD, BAD), (GOOD, GOOD), (BAD, GOOD), (BAD, GOOD)]
    same = [held(i, "x", "y") for i in (1, 2, 3)]
    second = loop(rounds[:3], same)[0].to_dicts()[0]
    assert (second["verdict"], second["data_changed"]) == ("keep", False)
    third = loop(rounds, same)[0].to_dicts()[0]
    assert (third["baseline_release"], third["regressions"]) == ("r1", 2)
    assert third["verdict"] == "resynthesize"


def test_good_data_that_was_restored_is_not_thrown_away_with_the_first_fall_after():
    tags = [(GOOD, GOOD), (BAD, GOOD), (BAD, GOOD), (BAD, GOOD)]
    data = [held(number, answer, "y") for number, answer in enumerate("xbxx", 1)]
    made = loop([(BAD, BAD), *tags], data)
    told = [rows.to_dicts()[0] for rows in reversed(made)]
    assert [row["data_changed"] for row in told] == [True, True, False, False]
    assert [row["verdict"] for row in told] == ["keep", "roll_back", "keep", "resynthesize"]
    assert "falls in a row: 2, of unchanged data: 1" in told[2]["because"]


def test_a_fall_after_giving_up_is_taken_back_and_does_not_become_the_next_baseline():
    shares = (18, 14, 14, 14, 14, 9, 4, 0)
    tags = [("+" * right + "-" * (20 - right), GOOD) for right in shares]
    settings = report.Settings(bars=verdicts.Bars(false_discoveries=0.2))
    data = [held(number, str(number), "y") for number in range(1, 9)]
    made = loop([(BAD, BAD), *tags], data, settings)
    told = [rows.to_dicts()[0] for rows in reversed(made)]
    assert [row["verdict"] for row in told[1:]] == [*["roll_back"] * 3, "feed", *["roll_back"] * 3]
    assert [row["regressions"] for row in told] == [0, 1, 2, 3, 4, 1, 2, 3]
    assert {row["baseline_release"] for row in told[5:]} == {"r5"}


def test_new_sealed_items_do_not_wipe_out_a_fall():
    rounds_so_far = [(BAD, BAD), (GOOD, GOOD), (BAD, GOOD), (BAD, GOOD)]
    data = [held(number, answer, "y") for number, answer in enumerate("xbc", 1)]
    _, second, first = loop(rounds_so_far, data)
    history = pl.concat([second, first]).lazy()
    gone = (pl.col("tag") == "s.a") & (pl.col("round") < 3)
    scores = scored(*rounds_so_far).filter(~gone)
    third = report.report(scores, data, PLANS, history, SETTINGS)
    a, b = third.to_dicts()
    assert (a["p_before"], a["baseline_release"], a["regressions"]) == (None, "r1", 2)
    assert a["data_added"] == 0
    assert (a["verdict"], b["verdict"]) == ("feed", "keep")
    assert "release r1 has no score on them" in a["because"]
    past = pl.concat([third, second, first]).lazy()
    assert report.last_good(past, "s.a") == "r1"


def answered(*rows):
    """Rows of (tag, round, stage), newest last."""
    cells = [
        {"tag": tag, "round": number, "model_id": f"m{number}", "stage": stage, "item_id": "i"}
        for tag, number, stage in rows
    ]
    return pl.LazyFrame(cells, schema=records.SEALED_ANSWERS)


BOTH = answered(("s.a", 1, "grpo"), ("s.b", 1, "grpo"), ("s.c", 1, "grpo"), ("s.a", 0, "base"))


def test_a_half_scored_round_is_refused_and_its_missing_tags_are_named():
    scores = scored((BAD, BAD), (GOOD, GOOD))
    half = scores.filter((pl.col("round") == 0) | (pl.col("tag") == "s.a"))
    with pytest.raises(LookupError, match=r"newest model yet: s\.b: .* materialize eval_scores"):
        report.with_every_score(half, BOTH, PLANS)
    assert report.with_every_score(scores, BOTH, PLANS) is scores


def test_a_round_without_any_score_or_plan_or_sealed_item_is_not_half_scored():
    scores = scored((BAD, BAD), (GOOD, GOOD))
    half = scores.filter(pl.col("tag") == "s.a")
    assert not report.unscored(scores.filter(pl.col("round") == 0), BOTH, PLANS)
    assert not report.unscored(half, BOTH, PLANS.clear())
    assert not report.unscored(half, answered(("s.a", 1, "grpo"), ("s.b", 0, "base")), PLANS)
    assert not report.unscored(half, answered(), PLANS)


def test_a_tag_that_its_round_was_reported_again_without_is_no_history():
    newest, first = loop(
        [(BAD, BAD), (GOOD, GOOD), (BAD, GOOD)], [held(1, "x", "y"), held(2, "bad", "y")]
    )
    again = newest.filter(pl.col("tag") == "s.b")
    past = rounds.every_round([again.lazy(), newest.lazy(), first.lazy()])
    assert past.collect().equals(pl.concat([again, first]))


def test_a_tag_that_stays_down_whatever_is_tried_is_taken_as_it_is():
    rounds = [(BAD, BAD), (GOOD, GOOD), *[(BAD, GOOD)] * 5]
    made = loop(rounds, [held(i, str(max(i, 2)), "y") for i in range(1, 7)])
    told = [rows.to_dicts()[0] for rows in reversed(made)]
    assert [row["verdict"] for row in told[1:]] == [
        "keep",
        "roll_back",
        "roll_back",
        "feed",
        "feed",
    ]
    assert [row["baseline_release"] for row in told[-2:]] == ["r1", "r5"]


def test_new_scores_of_the_rating_model_on_the_same_items_are_no_change():
    first, second = (held(i, "x", "y").collect() for i in (1, 2))
    assert first["content_hash"].sort().to_list() == second["content_hash"].sort().to_list()
    assert (
        held(1, "x", "other").collect()["content_hash"].sort().to_list()
        != first["content_hash"].sort().to_list()
    )


def test_a_round_reported_twice_is_judged_the_same():
    rounds = [(BAD, BAD), (GOOD, GOOD), (BAD, GOOD)]
    holdings = [held(1, "x", "y"), held(2, "spoiled", "y")]
    newest, first = loop(rounds, holdings)
    scores = scored(*rounds)
    history = report.earlier(pl.concat([newest, first]).lazy(), scores)
    again = report.report(scores, holdings, PLANS, history, SETTINGS)
    assert again.equals(newest)


def test_the_paper_mode_divides_as_printed():
    settings = report.Settings(mode="paper")
    newest, _ = loop(
        [(BAD, BAD), (BAD, BAD), (GOOD, BAD)], [held(1, "x", "y"), held(2, "z", "y")], settings
    )
    a, b = newest.to_dicts()
    assert a["efficiency"] == pytest.approx(0.8 / 80)
    decay = math.exp(-math.log(2) / 500 * 180)
    assert a["priority"] == pytest.approx(a["gap"] * a["efficiency"] * decay)
    assert b["efficiency"] == b["priority"] == 0


def test_targets_are_looked_up_by_tag_then_by_attribute_and_clamped():
    settings = report.Settings(by_tag={"s.a": 0.5, "b": 0.99}, margin=0.05)
    (first,) = loop([(BAD, BAD), (BAD, BAD)], [held(1, "x", "y")], settings)
    assert first["target"].to_list() == pytest.approx([0.55, 1.0])


def test_without_scores_there_is_an_empty_report():
    scores = pl.LazyFrame(schema=records.EVAL_SCORES)
    empty = report.report(scores, [], PLANS, NO_HISTORY, SETTINGS)
    assert records.audited("attribution_report", empty).is_empty()
    assert report.told(empty)["rollbacks"] == "[]"


def test_an_unknown_mode_is_refused_by_name():
    with pytest.raises(ValueError, match="mode 'magic' is unknown"):
        loop([(BAD, BAD), (BAD, BAD)], [held(1, "x", "y")], report.Settings(mode="magic"))


def test_the_last_good_release_follows_from_the_newest_verdict():
    rounds = [(BAD, BAD), (GOOD, GOOD), (BAD, GOOD)]
    made = pl.concat(loop(rounds, [held(1, "x", "y"), held(2, "bad", "y")])).lazy()
    assert report.last_good(made, "s.a") == "r1"
    assert report.last_good(made, "s.b") == "r2"
    with pytest.raises(LookupError, match=r"'s\.c' has no release judged good"):
        report.last_good(made, "s.c")
