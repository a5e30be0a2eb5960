import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.attribution import paper, robust

FEW = settings(max_examples=50, deadline=None)
claims = st.lists(
    st.tuples(st.one_of(st.just(0.0), st.floats(1e-9, 10)), st.floats(0, 1)),
    min_size=1,
    max_size=30,
)


def frame(rows, *names):
    return pl.DataFrame(rows, schema=list(names), orient="row")


def split(rows, budget, floor=0.2, cap=3.0):
    shares = rows.with_columns(share=robust.share("priority", "gap", floor=floor, cap=cap))
    return shares.with_columns(added=robust.whole("share", budget=budget))


def as_printed(rows, budget):
    decayed = rows.with_columns(efficiency=paper.efficiency("gain", "added", epsilon=1e-6))
    claimed = decayed.with_columns(priority=paper.priority("gap", "efficiency", "data", decay=0.0))
    return claimed.select(paper.allotted("priority", budget=budget)).to_series()


def repaired(rows, budget):
    known = rows.with_columns(first=robust.optimistic("gap", "added"))
    measured = known.with_columns(
        efficiency=robust.efficiency("gain", "added", "first", memory=0.5)
    )
    claimed = measured.with_columns(
        priority=robust.priority("gap", "efficiency", "data", decay=0.0, explore=0.1)
    )
    return split(claimed, budget)["added"]


def state(gains, added):
    return pl.DataFrame({"gain": gains, "added": added}).with_columns(
        gap=pl.lit(0.5), data=pl.col("added")
    )


def test_seed_of_error_round_one_is_0_over_0_as_printed_and_even_here():
    rows = state([0.0, 0.0, 0.0], [0, 0, 0])
    assert all(math.isnan(value) for value in as_printed(rows, 900))
    assert repaired(rows, 900).to_list() == [300, 300, 300]


def test_seed_of_error_a_tag_without_gain_starves_as_printed_and_not_here():
    rows = state([0.1, 0.0, -0.05], [300, 300, 300])
    assert as_printed(rows, 900).to_list() == pytest.approx([900, 0, 0])
    got = repaired(rows, 900).to_list()
    assert sum(got) == 900
    assert min(got) >= 0.2 * 300
    assert got[0] > got[1] == got[2]


def test_seed_of_error_a_starved_tag_that_rises_takes_all_as_printed_and_not_here():
    rows = state([0.05, 0.02, 0.01], [450, 450, 0])
    assert as_printed(rows, 810).round().to_list() == [0, 0, 810]
    got = repaired(rows, 810).to_list()
    assert sum(got) == 810
    assert max(got) <= 0.75 * 810
    assert min(got) >= 0.2 * 270


@FEW
@given(sota=st.floats(0, 1), margin=st.floats(0, 0.1))
def test_a_target_never_passes_one_nor_falls_below_the_state_of_the_art(sota, margin):
    got = pl.DataFrame({"s": [sota]}).select(robust.target("s", margin=margin)).item()
    assert sota <= got <= 1


@FEW
@given(st.floats(1, 1e6))
def test_a_claim_is_halved_after_the_half_life(half_life):
    assert math.exp(-robust.decay(half_life) * half_life) == pytest.approx(0.5)


@FEW
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(-50, 900)), min_size=1, max_size=20))
def test_optimism_is_finite_and_larger_where_more_is_missing(rows):
    got = frame(rows, "gap", "added").with_columns(e=robust.optimistic("gap", "added"))
    assert got["e"].is_finite().all()
    assert (got.sort("gap")["e"].diff().drop_nulls() >= 0).all()


@FEW
@given(
    gain=st.floats(-1, 1),
    added=st.integers(-10, 900),
    before=st.floats(0, 1),
    memory=st.floats(0, 0.99),
)
def test_efficiency_is_bounded_by_its_past_and_by_gain_per_item(gain, added, before, memory):
    rows = pl.DataFrame({"g": [gain], "a": [added], "b": [before]})
    got = rows.select(robust.efficiency("g", "a", "b", memory=memory)).item()
    assert 0 <= got <= max(before, max(gain, 0) / max(added, 1)) + 1e-12


def test_a_tag_that_got_no_data_keeps_its_efficiency():
    rows = pl.DataFrame({"g": [0.01, None, 0.1], "a": [0, 300, 300], "b": [0.4, 0.4, 0.4]})
    got = rows.select(robust.efficiency("g", "a", "b", memory=0.5)).to_series()
    assert got.to_list() == pytest.approx([0.4, 0.4, 0.2 + 0.05 / 306])


def test_little_tried_tags_get_the_larger_bonus():
    bonus = pl.DataFrame({"d": [0, 10, 1000]}).select(robust.bonus("d")).to_series()
    assert bonus[0] > bonus[1] > bonus[2] > 0
    assert bonus[0] == pytest.approx(math.sqrt(2 * math.log(1011)))


@FEW
@given(gap=st.floats(0, 1), e=st.lists(st.floats(0, 1), min_size=2, max_size=2))
def test_without_exploration_a_claim_is_as_printed(gap, e):
    rows = pl.DataFrame({"g": [gap, gap], "e": e, "d": [10, 20]})
    ours = rows.select(robust.priority("g", "e", "d", decay=0.01, explore=0.0)).to_series()
    printed = rows.select(paper.priority("g", "e", "d", decay=0.01)).to_series()
    assert ours.to_list() == pytest.approx(printed.to_list())


@FEW
@given(rows=claims, floor=st.floats(0, 1), cap=st.floats(1, 5))
def test_shares_make_one_within_floor_and_cap_and_keep_the_order(rows, floor, cap):
    got = frame(rows, "priority", "gap").with_columns(
        share=robust.share("priority", "gap", floor=floor, cap=cap)
    )
    n = len(rows)
    assert got["share"].sum() == pytest.approx(1)
    assert floor / n - 1e-9 <= got["share"].min()
    assert got["share"].max() <= cap / n + 1e-9
    if got["priority"].sum() > 0:
        assert (got.sort("priority")["share"].diff().drop_nulls() >= -1e-9).all()


def test_without_claims_the_gaps_decide_and_without_gaps_nothing():
    shares = robust.share("priority", "gap", floor=0.0, cap=3.0)
    by_gap = frame([(0.0, 0.1), (0.0, 0.3)], "priority", "gap").select(shares).to_series()
    even = frame([(0.0, 0.0), (0.0, 0.0)], "priority", "gap").select(shares).to_series()
    assert by_gap.to_list() == pytest.approx([0.25, 0.75])
    assert even.to_list() == [0.5, 0.5]


@FEW
@given(rows=claims, budget=st.integers(0, 10_000))
def test_whole_items_add_up_to_the_budget_exactly(rows, budget):
    got = split(frame(rows, "priority", "gap"), budget)
    assert got["added"].sum() == budget
    assert (got["added"] >= 0).all()
    assert ((got["added"] - budget * got["share"]).abs() < 1 + 1e-9).all()


def test_a_ceiling_that_no_budget_reaches_is_refused():
    assert robust.reachable(10_000, first=2400, shrink=0.8) == 10_000
    assert robust.reachable(0, first=2400, shrink=0.8) == pytest.approx(10_800)
    with pytest.raises(ValueError, match="budget_max 20000 is never reached"):
        robust.reachable(20_000, first=2400, shrink=0.8)
