import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.weighting import paper

share = st.floats(0, 1)
weight = st.floats(0.01, 100)
FEW = settings(max_examples=50, deadline=None)


@FEW
@given(p=share, worse=share, p_ref=share)
def test_a_weaker_tag_never_weighs_less(p, worse, p_ref):
    rows = pl.DataFrame({"p": [p, min(p, worse)], "ref": [p_ref, p_ref]})
    strong, weak = rows.select(paper.raw_weight("p", "ref", miss=1, lag=1, floor=0.2)).to_series()
    assert weak >= strong - 1e-12 >= 0.2 - 2e-12


@FEW
@given(p=share, p_ref=share, better=share)
def test_better_references_never_lower_a_weight(p, p_ref, better):
    rows = pl.DataFrame({"p": [p, p], "ref": [p_ref, max(p_ref, better)]})
    low, high = rows.select(paper.raw_weight("p", "ref", miss=1, lag=1, floor=0.2)).to_series()
    assert low <= high <= 2.2 + 1e-12


@pytest.mark.parametrize(
    ("p", "p_ref", "expected"), [(0, 1, 2.2), (1, 1, 0.2), (0.5, 0.75, 0.95), (0.5, 0.25, 0.7)]
)
def test_the_raw_weight_of_known_rates(p, p_ref, expected):
    rows = pl.DataFrame({"p": [p], "ref": [p_ref]})
    got = rows.select(paper.raw_weight("p", "ref", miss=1, lag=1, floor=0.2)).item()
    assert got == pytest.approx(expected)


@FEW
@given(previous=weight, raw=weight, memory=share)
def test_a_smoothed_weight_lies_between_the_old_and_the_raw_one(previous, raw, memory):
    row = pl.DataFrame({"before": [previous], "raw": [raw]})
    got = row.select(paper.smoothed("before", "raw", memory=memory)).item()
    assert min(previous, raw) - 1e-9 <= got <= max(previous, raw) + 1e-9


def test_a_tag_not_seen_before_takes_its_raw_weight():
    row = pl.DataFrame(
        {"before": [None], "raw": [1.3]}, schema={"before": pl.Float64, "raw": pl.Float64}
    )
    assert row.select(paper.smoothed("before", "raw", memory=0.7)).item() == 1.3


@FEW
@given(w=st.floats(-10, 10), floor=weight)
def test_no_weight_is_below_the_floor_and_none_above_it_is_moved(w, floor):
    got = pl.DataFrame({"w": [w]}).select(paper.floored("w", floor=floor)).item()
    assert got == max(w, floor)


@FEW
@given(st.lists(weight, min_size=1, max_size=30))
def test_normalised_weights_have_mean_one_over_tags_and_keep_their_ratios(weights):
    rows = pl.DataFrame({"w": weights}).with_columns(n=paper.normalised("w"))
    assert rows["n"].mean() == pytest.approx(1)
    assert (rows["n"] / rows["w"]).to_list() == pytest.approx(
        [len(weights) / sum(weights)] * len(weights)
    )


def test_as_printed_the_loss_changes_scale_with_unequal_tags():
    rows = pl.DataFrame({"w": [1.6, 0.4], "n": [100, 900]}).with_columns(w=paper.normalised("w"))
    assert (rows["w"] * rows["n"]).sum() / 1000 == pytest.approx(0.52)
