import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.verification import rating

scored = st.lists(
    st.tuples(st.floats(0, 1).map(lambda x: round(x, 2)), st.booleans()), min_size=1, max_size=80
)


def frame(accuracy, other=0.5):
    return pl.DataFrame(
        {
            head: accuracy if head == "accuracy" else [other] * len(accuracy)
            for head in rating.HEADS
        },
        schema=dict.fromkeys(rating.HEADS, pl.Float64),
    )


def planted(count=300, seed=0):
    """Features of which the second decides what is right, and the first is a length."""
    chance = np.random.default_rng(seed)
    features = chance.random((count, 6))
    right = (features[:, 1] > 0.3).astype(float)
    return features, right


def brute(scores, right, precision):
    best = None
    for tau in {-1.0, *scores}:
        kept = [good for score, good in zip(scores, right, strict=True) if score > tau]
        if kept:
            low = rating.wilson_low(np.array([float(sum(kept))]), np.array([float(len(kept))]))[0]
            if low >= precision and (best is None or len(kept) > best):
                best = len(kept)
    return best


@settings(max_examples=80, deadline=None)
@given(scored, st.sampled_from([0.2, 0.5, 0.7, 0.9]))
def test_tau_is_the_lowest_whose_precision_has_the_bound(rows, precision):
    scores, right = np.array([s for s, _ in rows]), np.array([float(r) for _, r in rows])
    tau = rating.threshold(scores, right, precision=precision)
    assert (None if tau is None else int((scores > tau).sum())) == brute(
        scores.tolist(), right.tolist(), precision
    )


def test_thirty_five_right_items_show_nine_in_ten_and_thirty_four_do_not():
    def shown(count):
        ones = np.ones(count)
        return rating.threshold(ones, ones, precision=0.9) is not None

    assert shown(35)
    assert not shown(34)


def test_the_model_finds_what_makes_an_item_right_and_tau_keeps_precision():
    features, right = planted()
    model = rating.fitted(features, frame(right), frame([None] * 300, None), rating.Fit(ridge=0.1))
    assert model.schema == records.RATING_MODEL
    assert model["reviewed"].to_list() == [0] * 4
    fresh, truth = planted(seed=1)
    passing = rating.rated(fresh, model).to_numpy() > model["tau"][0]
    assert truth[passing].mean() > 0.9
    assert passing.mean() > 0.5


def test_where_precision_cannot_be_shown_tau_is_the_stated_quantile():
    features, _ = planted()
    wrong = np.tile([0.0, 1.0], 150)
    how = rating.Fit(fallback_quantile=0.25)
    model = rating.fitted(features, frame(wrong), frame([None] * 300, None), how)
    passing = rating.rated(features, model).to_numpy() > model["tau"][0]
    assert 0.6 < passing.mean() < 0.9


def test_people_outweigh_the_ensemble():
    features, right = planted()
    weak = frame(1 - right)
    marks = [float(mark) if place % 2 else None for place, mark in enumerate(right)]
    model = rating.fitted(features, weak, frame(marks, None), rating.Fit(ridge=0.1))
    assert model["reviewed"][0] == 150
    ratings = rating.rated(features, model).to_numpy()
    assert ratings[right == 1].mean() > ratings[right == 0].mean() + 0.1


def test_a_longer_item_is_not_thereby_a_better_one():
    features, _ = planted()
    labels = features[:, 0].copy()
    model = rating.fitted(
        features, frame(labels), frame([None] * 300, None), rating.Fit(ridge=1e-6)
    )
    head = np.array(model["coefficients"][0].to_list())
    values = features @ head + model["intercept"][0]
    assert abs(np.corrcoef(values, features[:, 0])[0, 1]) < 1e-3 or values.std() < 1e-6


def test_fitting_twice_gives_the_same_model():
    features, right = planted()
    models = [
        rating.fitted(features, frame(right), frame([None] * 300, None), rating.Fit())
        for _ in range(2)
    ]
    assert models[0].equals(models[1])


def test_nothing_to_fit_makes_no_model_and_no_model_rates_nothing():
    none = rating.fitted(np.zeros((0, 6)), frame([]), frame([]), rating.Fit())
    assert none.is_empty()
    assert rating.rated(np.zeros((2, 6)), none).to_list() == [None, None]


def test_one_item_is_enough_to_fit():
    model = rating.fitted(np.ones((1, 6)), frame([1.0]), frame([None], None), rating.Fit())
    assert rating.rated(np.ones((1, 6)), model).is_between(0, 1).all()


def test_features_of_another_width_are_refused():
    features, right = planted()
    model = rating.fitted(features, frame(right), frame([None] * 300, None), rating.Fit())
    with pytest.raises(ValueError, match="6 features, the items have 3"):
        rating.rated(np.ones((1, 3)), model)
