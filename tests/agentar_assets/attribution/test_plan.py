import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.attribution import plan, rounds

FEW = settings(max_examples=25, deadline=None)
TAGS = ["s.a", "s.b", "s.c"]
NO_REPORT = pl.DataFrame(schema=records.ATTRIBUTION)
NO_PLANS = pl.DataFrame(schema=records.PLAN)
SETTINGS = plan.Settings(budget=300, seed=7)
FIRST = plan.plan(TAGS, NO_REPORT, NO_PLANS, SETTINGS)


def report(number, *rows):
    """Rows of (tag, verdict, p, priority, data, baseline release)."""
    cells = [
        {
            "round": number,
            "tag": tag,
            "release_id": f"r{number}",
            "baseline_release": baseline,
            "p": p,
            "p_before": 0.0,
            "gap": max(0.0, 0.9 - p),
            "data": data,
            "data_added": 100,
            "priority": priority,
            "verdict": verdict,
        }
        for tag, verdict, p, priority, data, baseline in rows
    ]
    return pl.DataFrame(cells, schema=records.ATTRIBUTION)


FED = report(
    1,
    ("s.a", "feed", 0.2, 3.0, 100, None),
    ("s.b", "feed", 0.5, 1.0, 100, None),
    ("s.c", "keep", 0.95, 0.0, 100, None),
)


def by_tag(rows, *columns):
    return {row[0]: row[1:] for row in rows.select("tag", *columns).rows()}


def test_round_one_splits_the_budget_evenly_in_both_modes():
    printed = plan.plan(TAGS, NO_REPORT, NO_PLANS, plan.Settings(budget=301, mode="paper"))
    records.audited("next_round_plan", FIRST)
    assert by_tag(FIRST, "items", "added", "seed", "action") == dict.fromkeys(
        TAGS, (100, 100, 7, "feed")
    )
    assert sorted(printed["added"]) == [100, 100, 101]
    assert set(FIRST["round"]) == {1} and FIRST["stop"].null_count() == 3


def test_a_later_round_feeds_by_claim_and_keeps_the_rest():
    second = plan.plan(TAGS, FED, FIRST, SETTINGS)
    records.audited("next_round_plan", second)
    rows = by_tag(second, "items", "added", "action")
    assert second["added"].sum() == 240  # 300 x 0.8
    assert rows["s.c"] == (100, 0, "keep")
    assert rows["s.a"][1] > rows["s.b"][1] > 0
    assert rows["s.a"][0] == 100 + rows["s.a"][1]
    assert set(second["seed"]) == {7} and set(second["round"]) == {2}


def test_paper_mode_gives_by_claim_alone_and_refuses_0_over_0():
    printed = plan.Settings(budget=300, mode="paper")
    second = plan.plan(TAGS, FED, FIRST, printed)
    assert by_tag(second, "added") == {"s.a": (180,), "s.b": (60,), "s.c": (0,)}
    nothing = FED.with_columns(priority=pl.lit(0.0))
    with pytest.raises(ValueError, match="no tag has a claim"):
        plan.plan(TAGS, nothing, FIRST, printed)
    assert plan.plan(TAGS, nothing, FIRST, SETTINGS)["added"].sum() == 240


def test_a_tag_rolled_back_has_the_data_and_the_seed_of_its_good_release():
    second = plan.plan(TAGS, FED, FIRST, SETTINGS).with_columns(
        seed=pl.when(tag="s.a").then(99).otherwise("seed")
    )
    fell = report(
        2,
        ("s.a", "roll_back", 0.0, 9.0, 250, "r1"),
        ("s.b", "feed", 0.6, 1.0, 190, "r1"),
        ("s.c", "keep", 0.95, 0.0, 100, "r1"),
    )
    third = plan.plan(TAGS, pl.concat([FED, fell]), pl.concat([second, FIRST]), SETTINGS)
    rows = by_tag(third, "items", "added", "seed", "action")
    assert rows["s.a"] == (100, 0, 7, "roll_back")
    assert rows["s.b"] == (190 + 192, 192, 7, "feed")


def test_a_tag_made_anew_gets_a_seed_it_never_had():
    again = FED.with_columns(
        verdict=pl.when(tag="s.a").then(pl.lit("resynthesize")).otherwise("verdict")
    )
    rows = by_tag(plan.plan(TAGS, again, FIRST, SETTINGS), "items", "added", "seed", "action")
    assert rows["s.a"] == (100, 0, 9, "resynthesize")
    assert rows["s.b"][1:] == (240, 7, "feed")


def test_a_new_tag_is_fed_and_a_planned_one_without_scores_is_kept():
    silent = FED.filter(pl.col("tag") != "s.b")
    rows = by_tag(plan.plan([*TAGS, "s.new"], silent, FIRST, SETTINGS), "items", "added", "action")
    assert rows["s.b"] == (100, 0, "keep")
    assert rows["s.new"][2] == "feed" and rows["s.new"][0] == rows["s.new"][1] > 0


def test_a_loop_that_is_done_adds_nothing_and_says_why():
    reached = FED.with_columns(gap=pl.lit(0.0), verdict=pl.lit("keep"))
    second = plan.plan(TAGS, reached, FIRST, SETTINGS)
    assert set(second["stop"]) == {"all at target: 3 of 3 tags"}
    assert second["added"].sum() == 0
    assert plan.told(second, reached)["stop"] == "all at target: 3 of 3 tags"


def test_planning_twice_gives_the_same_plan_and_another_budget_another():
    second = plan.plan(TAGS, FED, FIRST, SETTINGS)
    again = plan.plan(TAGS, FED, pl.concat([second, FIRST]), SETTINGS)
    other = plan.plan(TAGS, FED, FIRST, plan.Settings(budget=301, seed=7))
    assert again.equals(second)
    assert other["plan_id"][0] != second["plan_id"][0] != FIRST["plan_id"][0]


def test_the_doorbells_are_told_what_to_do():
    told = plan.told(FIRST, NO_REPORT)
    assert json.loads(told["tags"]) == TAGS
    assert told["rollbacks"] == told["resting"] == "[]"
    assert (told["round"], told["stop"], told["plan_id"]) == (1, "", FIRST["plan_id"][0])


def test_a_tag_that_fell_rests_unless_it_is_made_anew():
    tags = ["s.anew", "s.back", "s.fed", "s.kept", "s.stood", "s.unscored"]
    first = plan.plan(tags, NO_REPORT, NO_PLANS, SETTINGS)
    fell = report(
        1,
        ("s.anew", "resynthesize", 0.0, 1.0, 50, None),
        ("s.back", "roll_back", 0.0, 1.0, 50, "r0"),
        ("s.fed", "feed", 0.5, 1.0, 50, None),
        ("s.kept", "keep", 0.0, 1.0, 50, None),
        ("s.stood", "keep", 0.95, 0.0, 50, None),
        ("s.gone", "roll_back", 0.0, 1.0, 50, "r0"),
    ).with_columns(regressions=pl.Series([2, 1, 0, 1, 0, 1]))
    told = plan.told(plan.plan(tags, fell, first, SETTINGS), fell)
    assert json.loads(told["resting"]) == ["s.back", "s.kept"]
    assert json.loads(told["tags"]) == tags
    assert json.loads(told["rollbacks"]) == ["s.back:r1", "s.gone:r1"]


def test_a_loop_is_not_done_before_every_planned_tag_has_a_score():
    reached = FED.with_columns(gap=pl.lit(0.0), verdict=pl.lit("keep"))
    second = plan.plan([*TAGS, "s.new"], reached, FIRST, SETTINGS)
    assert second["stop"].null_count() == 4
    assert by_tag(second, "action")["s.new"] == ("feed",)


def test_a_tag_that_its_round_was_planned_again_without_stays_away():
    again = plan.plan(["s.a", "s.b"], NO_REPORT, FIRST, SETTINGS)
    second = plan.plan(["s.a", "s.b"], FED, again, SETTINGS)
    versions = [NO_PLANS.lazy(), second.lazy(), again.lazy(), FIRST.lazy()]
    plans = rounds.every_round(versions).collect()
    assert plans.equals(pl.concat([second, again]))
    assert plan.chosen([], plans, 3, TAGS) == ["s.a", "s.b"]
    assert plan.chosen([], plans, 1, TAGS) == ["s.a", "s.b"]
    assert plan.first_budget(plans) == 300


@FEW
@given(
    claims=st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 0.89)), min_size=1, max_size=12),
    budget=st.integers(1, 5000),
)
def test_every_later_round_spends_its_budget_exactly_and_starves_nobody(claims, budget):
    tags = [f"s.t{i:02}" for i in range(len(claims))]
    rows = [(tag, "feed", p, pi, 10, None) for tag, (pi, p) in zip(tags, claims, strict=True)]
    chosen = plan.Settings(budget=budget)
    first = plan.plan(tags, NO_REPORT, NO_PLANS, chosen)
    second = plan.plan(tags, report(1, *rows), first, chosen)
    due = round(0.8 * budget)
    assert first["added"].sum() == budget and second["added"].sum() == due
    assert second["added"].min() >= int(0.2 * due / len(tags))


def test_tags_come_from_the_config_or_from_the_plan_before():
    valid = {*TAGS, "s.new"}
    assert plan.chosen(["s.new", "s.a"], FIRST, 2, valid) == ["s.a", "s.new"]
    assert plan.chosen([], FIRST, 2, valid) == TAGS
    assert plan.chosen([], FIRST, 1, valid) == TAGS
    with pytest.raises(ValueError, match="no tags to plan for"):
        plan.chosen([], NO_PLANS, 1, valid)
    with pytest.raises(ValueError, match=r"not in the taxonomy: \['s.old'\]"):
        plan.chosen(["s.old"], FIRST, 2, valid)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"budget": 0}, "budget 0 and beta"),
        ({"beta": 1.5}, "beta 1.5"),
        ({"budget_max": 1e6}, "is never reached"),
        ({"mode": "magic"}, "mode 'magic' is unknown"),
    ],
)
def test_numbers_with_which_no_plan_can_be_made_are_refused(wrong, told):
    with pytest.raises(ValueError, match=told):
        plan.plan(TAGS, NO_REPORT, NO_PLANS, plan.Settings(**wrong))


def test_a_report_is_planned_for_with_the_rounds_before_it_only():
    later = FED.with_columns(round=pl.lit(2, pl.Int64))
    stale = FED.with_columns(round=pl.lit(5, pl.Int64))
    judged = plan.judged_rounds(later, pl.concat([stale, later, FED]).lazy())
    assert judged["round"].unique().sort().to_list() == [1, 2]
    assert plan.next_round(judged) == 3
    assert plan.next_round(plan.judged_rounds(NO_REPORT, FED.lazy())) == 1
