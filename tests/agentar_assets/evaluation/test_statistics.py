import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from agentar_assets.evaluation import statistics

FEW = settings(max_examples=50, deadline=None)


def interval(c, n):
    row = pl.DataFrame({"c": [c], "n": [n]})
    return row.select(
        low=statistics.wilson_low("c", "n"), high=statistics.wilson_high("c", "n")
    ).row(0)


@FEW
@given(n=st.integers(1, 500), data=st.data())
def test_the_interval_is_wilsons(n, data):
    c = data.draw(st.integers(0, n))
    expected = binomtest(c, n).proportion_ci(0.95, method="wilson")
    assert interval(c, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


@FEW
@given(n=st.integers(1, 500), data=st.data())
def test_the_interval_holds_the_share_and_narrows_with_items(n, data):
    c = data.draw(st.integers(0, n))
    low, high = interval(c, n)
    wide = interval(4 * c, 4 * n)
    assert 0 <= low <= c / n + 1e-12
    assert c / n - 1e-12 <= high <= 1
    assert wide[1] - wide[0] < high - low


def test_without_an_item_there_is_no_interval():
    assert interval(0, 0) == (None, None)
