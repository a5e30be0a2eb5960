import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.weighting import robust

FEW = settings(max_examples=50, deadline=None)
tags = st.lists(st.tuples(st.floats(0.2, 3), st.integers(1, 900)), min_size=1, max_size=20)


def shrunk(rows, prior=4.0):
    frame = pl.DataFrame(
        rows, schema={"p": pl.Float64, "n": pl.Int64, "g": pl.String}, orient="row"
    )
    return frame.select(robust.shrunk("p", "n", "g", prior=prior)).to_series().to_list()


rate = st.tuples(st.floats(0, 1), st.integers(1, 50), st.sampled_from("xy"))


@FEW
@given(st.lists(rate, min_size=1, max_size=20))
def test_a_shrunk_rate_lies_between_its_own_and_its_groups(rows):
    for (p, _, group), got in zip(rows, shrunk(rows), strict=True):
        members = [(q, n) for q, n, g in rows if g == group]
        mean = sum(q * n for q, n in members) / sum(n for _, n in members)
        assert min(p, mean) - 1e-9 <= got <= max(p, mean) + 1e-9


def test_the_fewer_items_the_more_a_rate_is_drawn():
    few, many, _ = shrunk([(0.0, 2, "x"), (0.0, 200, "x"), (1.0, 200, "x")])
    assert few > 0.2
    assert 0 < many < 0.02


def test_a_tag_without_an_item_takes_its_groups_mean_and_then_everybodys():
    got = shrunk([(0.8, 10, "x"), (None, 0, "x"), (None, 0, "y")])
    assert got == pytest.approx([0.8, 0.8, 0.8])


def test_where_nothing_was_measured_the_rate_is_a_half():
    assert shrunk([(None, 0, "x"), (None, 0, "y")]) == [0.5, 0.5]


@FEW
@given(tags)
def test_the_sample_mean_is_one_and_ratios_stay(rows):
    frame = pl.DataFrame(rows, schema=["w", "n"], orient="row")
    frame = frame.with_columns(s=robust.sample_mean("w", "n"))
    assert (frame["s"] * frame["n"]).sum() / frame["n"].sum() == pytest.approx(1)
    assert (frame["s"] / frame["w"]).std() in (None, pytest.approx(0, abs=1e-9))


def test_unequal_tags_keep_the_scale_of_the_loss():
    frame = pl.DataFrame({"w": [1.6, 0.4], "n": [100, 900]})
    frame = frame.with_columns(w=robust.sample_mean("w", "n"))
    assert (frame["w"] * frame["n"]).sum() / 1000 == pytest.approx(1)


def bounded(rows, floor, cap):
    frame = pl.DataFrame(rows, schema=["w", "n"], orient="row")
    return frame.with_columns(w=robust.sample_mean("w", "n")).with_columns(
        b=robust.bounded("w", "n", floor=floor, cap=cap)
    )


@FEW
@given(rows=tags, floor=st.floats(0, 1), cap=st.floats(1, 5))
def test_bounded_weights_keep_floor_cap_mean_and_order(rows, floor, cap):
    frame = bounded(rows, floor, cap)
    assert frame["b"].min() >= floor - 1e-9
    assert frame["b"].max() <= cap + 1e-9
    assert (frame["b"] * frame["n"]).sum() / frame["n"].sum() == pytest.approx(1)
    assert (frame.sort("w")["b"].diff().drop_nulls() >= -1e-9).all()


@FEW
@given(rows=tags, floor=st.floats(0, 1), cap=st.floats(1, 5))
def test_bounding_twice_is_bounding_once(rows, floor, cap):
    frame = bounded(rows, floor, cap)
    again = frame.select(robust.bounded("b", "n", floor=floor, cap=cap)).to_series()
    assert again.to_list() == pytest.approx(frame["b"].to_list())


def test_as_printed_a_weight_may_end_below_the_floor_and_here_it_may_not():
    rows = [(0.2, 100), (2.2, 100), (2.2, 100)]
    frame = bounded(rows, 0.2, 4.0)
    assert frame["w"].min() < 0.2 <= frame["b"].min() + 1e-12
