import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.attribution import paper

share = st.floats(0, 1)
items = st.integers(0, 5000)
FEW = settings(max_examples=50, deadline=None)


def one(expression, **columns):
    return (
        pl.DataFrame({name: [value] for name, value in columns.items()}).select(expression).item()
    )


@FEW
@given(target=st.floats(0, 1.1), p=share)
def test_the_gap_is_what_is_missing_and_never_negative(target, p):
    assert one(paper.gap("t", "p"), t=target, p=p) == max(0, target - p)


@FEW
@given(gain=st.floats(-1, 1), added=st.integers(1, 5000))
def test_efficiency_is_gain_for_each_item_and_a_loss_counts_nothing(gain, added):
    got = one(paper.efficiency("g", "d", epsilon=1e-6), g=gain, d=added)
    assert got == pytest.approx(max(0, gain) / added, rel=1e-5)


@FEW
@given(gap=share, efficiency=share, data=items, more=items)
def test_the_more_data_a_tag_has_the_less_it_claims(gap, efficiency, data, more):
    rows = pl.DataFrame({"g": [gap] * 2, "e": [efficiency] * 2, "d": [data, data + more]})
    now, later = rows.select(paper.priority("g", "e", "d", decay=0.001)).to_series()
    assert now == pytest.approx(gap * efficiency * math.exp(-0.001 * data))
    assert later <= now


@FEW
@given(first=st.integers(1, 10_000), shrink=st.floats(0.05, 0.99), rounds=st.integers(1, 60))
def test_budgets_shrink_and_never_add_up_to_more_than_their_limit(first, shrink, rounds):
    budgets = [paper.budget(k, first=first, shrink=shrink) for k in range(1, rounds + 1)]
    assert budgets[0] == first
    assert budgets == sorted(budgets, reverse=True)
    assert sum(budgets) <= first / (1 - shrink) * (1 + 1e-9)


@FEW
@given(st.lists(st.floats(0.001, 10), min_size=1, max_size=30), items)
def test_the_budget_is_split_by_claims(claims, budget):
    rows = pl.DataFrame({"pi": claims}).with_columns(n=paper.allotted("pi", budget=budget))
    assert rows["n"].sum() == pytest.approx(budget)
    assert rows["n"].to_list() == pytest.approx([budget * c / sum(claims) for c in claims])


@FEW
@given(data=items, added=items)
def test_data_grows_by_what_is_added(data, added):
    assert one(paper.grown("d", "a"), d=data, a=added) == data + added


@FEW
@given(data=items, before=items, regressed=st.booleans())
def test_data_goes_back_on_regression_and_only_then(data, before, regressed):
    got = one(paper.reverted("d", "b", "r"), d=data, b=before, r=regressed)
    assert got == (before if regressed else data)
