"""The page of a lake: what stands in it, and that it stands there for people."""

import re
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.console import plots, report
from resources.lake import Lake

TAGS = ["deposit_savings.slot_filling", "mutual_funds.slot_filling", "mutual_funds.consulting_qa"]
ADDED = [60, 30, 10]


def table(dataset, rows):
    named = [dict.fromkeys(records.SCHEMAS[dataset].names()) | row for row in rows]
    return pl.DataFrame(named, schema=records.SCHEMAS[dataset])


def plan(stop=None):
    rows = [
        {"plan_id": "p", "round": 3, "tag": tag, "items": 200 + new, "added": new, "seed": 0}
        | {"action": "feed" if new > 10 else "hold", "stop": stop}
        for tag, new in zip(TAGS, ADDED, strict=True)
    ]
    return table("next_round_plan", rows)


def scores():
    stages = [(0, "base", 0.0), (1, "sft", 0.9), (1, "grpo", 0.4), (2, "grpo", 0.6)]
    rows = [
        {"tag": tag, "round": number, "stage": stage, "pass_at_1": p, "model_id": f"m{number}"}
        | {"items": 30, "right": int(30 * p), "low": max(0, p - 0.1), "high": p + 0.1}
        for tag in TAGS
        for number, stage, p in stages
    ]
    return table("eval_scores", rows)


@pytest.fixture
def lake(tmp_path):
    lake = Lake(root=str(tmp_path))
    judged = {"round": 2, "tag": TAGS[0], "verdict": "roll_back", "because": "fell from <0.9>"}
    numbers = {"gap": 0.5, "efficiency": 0.0028125, "priority": 0.00120456, "p": 0.4}
    reports = table("attribution_report", [judged | numbers])
    lake.write("attribution_report", reports, tags=None, reason="materialized", run_id="r")
    lake.write("next_round_plan", plan(), tags=None, reason="materialized", run_id="r")
    for tag, rows in scores().group_by("tag"):
        lake.write("eval_scores", rows, tags=[tag[0]], reason="materialized", run_id="r")
    return lake


def section(page, title):
    """The text of a part of the page, without its marks."""
    part = page.split(f"<h2>{title}")[1].split("<h2>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part))


def test_the_next_plan_tells_each_tags_action_and_items_and_the_budget(lake):
    told = section(report.page(lake), "Next plan")
    assert "Round 3: 100 new items over 3 tags" in told and "The loop goes on." in told
    assert "tag action items added" in told
    assert f"{TAGS[0]} feed 260 60" in told and f"{TAGS[2]} hold 210 10" in told


def test_a_plan_that_ends_the_loop_says_which_rule_did(lake):
    lake.write("next_round_plan", plan("saturated"), tags=None, reason="materialized", run_id="r")
    assert "The loop is done: saturated." in section(report.page(lake), "Next plan")


def test_a_decision_shows_gap_efficiency_and_priority_with_digits_that_count(lake):
    told = section(report.page(lake), "What the loop decided")
    heads = told.split("gap efficiency priority")
    assert len(heads) == 2 and "0.5 0.00281 0.0012" in heads[1]


def test_what_the_data_say_is_text_and_never_markup(lake):
    assert "fell from &lt;0.9&gt;" in report.page(lake)


def test_a_lake_where_nothing_was_made_yet_has_a_page(tmp_path):
    page = report.page(Lake(root=str(tmp_path)))
    assert "No round was planned yet." in page and "Nothing yet." in page and "<img" not in page


def test_scores_over_rounds_have_a_panel_an_attribute_and_a_labelled_line_a_scenario():
    figure = plots.rounds(scores().drop("outcomes"))
    panels = {axes.get_title(loc="left"): axes for axes in figure.axes if axes.lines}
    assert list(panels) == ["mean over all 3 tags", "consulting qa", "slot filling"]
    labels = [text.get_text() for text in panels["slot filling"].texts]
    assert labels == ["deposit savings 0.60", "mutual funds 0.60"]
    for line in panels["slot filling"].lines:
        assert [*line.get_ydata()] == [0.0, 0.4, 0.6]


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30).map(sorted))
def test_labels_keep_their_distance_and_their_order_within_the_panel(heights):
    apart = min(plots.APART, 1 / max(1, len(heights) - 1))
    placed = plots.spread(heights, apart=plots.APART)
    assert all(-1e-9 <= place <= 1 + 1e-9 for place in placed)
    gaps = [after - before for before, after in pairwise(placed)]
    assert all(gap >= apart - 1e-9 for gap in gaps)


@given(st.lists(st.integers(0, 5), min_size=1, unique=True).map(sorted))
def test_a_label_that_is_in_nobodys_way_stays_at_its_line(fifths):
    heights = [fifth / 5 for fifth in fifths]
    assert plots.spread(heights, apart=0.1) == pytest.approx(heights)


def test_scores_by_scenario_fit_a_terminal_of_eighty_columns():
    row = {"tag": "trust_business.named_entity_recognition", "base": 0.0, "round 1": 0.6333}
    scores = pl.DataFrame([row | {"round 2": 1.0, "items": 30, "low": 0.19, "high": 0.5}])
    table = report.by_scenario(scores.with_columns(verdict=pl.lit("resynthesize")))
    heading, line = table.rows()
    assert heading[0] == "trust_business" and set(heading[1:]) == {None}
    named = (" named_entity_recognition", "0.00", "0.63", "1.00", "0.19–0.50", "resynthesize")
    assert line == named


def test_documents_that_others_superseded_are_one_line_of_the_yields(lake):
    reasons = [None, "superseded: by a.md", "superseded: by b.md"]
    rows = [{"path": f"{n}.md", "reason": reason} for n, reason in enumerate(reasons)]
    lake.write("documents", table("documents", rows), tags=None, reason="t", run_id="r")
    found = report.yields(lake).filter(dataset="documents").drop("dataset")
    assert found.rows() == [("superseded", 2), ("kept", 1)]
