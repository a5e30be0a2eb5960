from math import comb

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from agentar_assets import records
from agentar_assets.weighting import difficulty

FEW = settings(max_examples=50, deadline=None)


@FEW
@given(n=st.integers(1, 40), data=st.data())
def test_pass_at_k_equals_the_binomial_form(n, data):
    k = data.draw(st.integers(1, n))
    c = data.draw(st.integers(0, n))
    row = pl.DataFrame({"n": [n], "c": [c]})
    got = row.select(difficulty.pass_at_k("n", "c", k=k)).item()
    assert abs(got - (1 - comb(n - c, k) / comb(n, k))) < 1e-9


@FEW
@given(n=st.integers(1, 40), data=st.data())
def test_pass_at_1_is_the_share_of_right_samples(n, data):
    row = pl.DataFrame({"n": [n], "c": [data.draw(st.integers(0, n))]})
    one, mean = row.select(
        one=difficulty.pass_at_k("n", "c", k=1), mean=difficulty.avg_at_k("n", "c")
    ).row(0)
    assert abs(one - mean) < 1e-9


def test_pass_at_k_saturates_where_avg_at_k_does_not():
    rows = pl.DataFrame({"n": [100, 100], "c": [20, 90]})
    saturated = rows.select(difficulty.pass_at_k("n", "c", k=8)).to_series()
    plain = rows.select(difficulty.avg_at_k("n", "c")).to_series()
    assert saturated[1] - saturated[0] < 0.2 < plain[1] - plain[0]


@FEW
@given(n=st.integers(0, 200), data=st.data(), q=st.floats(0.01, 0.99))
def test_the_jeffreys_quantile_is_that_of_its_posterior(n, data, q):
    c = data.draw(st.floats(0, n))
    row = pl.DataFrame({"n": [n], "c": [c]})
    got = row.select(difficulty.jeffreys("c", "n", quantile=q)).item()
    assert abs(got - beta.ppf(q, c + 0.5, n - c + 0.5)) < 1e-6


def test_none_of_eight_right_is_not_impossible():
    row = pl.DataFrame({"n": [8], "c": [0]})
    assert row.select(difficulty.jeffreys("c", "n", quantile=0.975)).item() > 0.2


def items(tag, split, *leaves):
    rows = [
        {"tag": tag, "item_id": f"{tag}-{split}-{i}", "leaf": leaf, "split": split}
        for i, leaf in enumerate(leaves)
    ]
    return pl.DataFrame(rows, schema={name: records.ITEMS[name] for name in rows[0]})


def test_every_leaf_has_its_turn_and_no_sealed_item_is_asked():
    rows = pl.concat(
        [
            items("s.a", "development", "x", "x", "x", "y", "z"),
            items("s.a", "sealed", "w", "w"),
            items("s.b", "development", "x"),
        ]
    )
    asked = difficulty.sampled(rows.lazy(), per_tag=3).collect()
    assert asked.group_by("tag").len().sort("tag").rows() == [("s.a", 3), ("s.b", 1)]
    assert set(asked.filter(tag="s.a")["leaf"]) == {"x", "y", "z"}
    assert set(asked["split"]) == {"development"}


def test_the_same_items_are_asked_however_the_table_is_ordered():
    rows = items("s.a", "development", *"xxyyzz")
    asked = difficulty.sampled(rows.lazy(), per_tag=4).collect()["item_id"]
    again = difficulty.sampled(rows.reverse().lazy(), per_tag=4).collect()["item_id"]
    assert asked.to_list() == again.to_list()


def measurements(*rows):
    cells = [(1, tag, model, role, f"i{i}", 8, c) for i, (tag, model, role, c) in enumerate(rows)]
    return pl.LazyFrame(cells, schema=records.PASS_RATES, orient="row")


def test_references_are_averaged_model_by_model():
    rows = measurements(
        ("s.a", "ours", "current", 0),
        ("s.a", "ours", "current", 8),
        ("s.a", "r1", "reference", 8),
        ("s.a", "r1", "reference", 8),
        ("s.a", "r2", "reference", 0),
    )
    got = difficulty.rates(rows, k=4).collect()
    assert got.rows(named=True) == [{"tag": "s.a", "items": 2, "current": 0.5, "reference": 0.5}]


def test_a_side_that_was_not_asked_is_null():
    rows = measurements(("s.a", "ours", "current", 8), ("s.b", "r1", "reference", 8))
    got = difficulty.rates(rows, k=4).collect()
    assert got["current"].to_list() == [1.0, None]
    assert got["reference"].to_list() == [None, 1.0]
