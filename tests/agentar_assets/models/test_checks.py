"""A mixture that would waste a training run is stopped before it."""

import polars as pl

from agentar_assets import records
from agentar_assets.models import checks


def mixture(*weights):
    rows = [{"item_id": f"i{n}", "tag": f"t{n}", "weight": w} for n, w in enumerate(weights)]
    return pl.LazyFrame(rows, schema=records.MIXTURE)


def test_weights_that_train_pass():
    assert checks.weights_are_finite_and_positive(mixture(0.5, 1.5)).passed
    assert checks.weights_average_to_one(mixture(0.5, 1.5)).passed


def test_a_weight_that_trains_nothing_is_named():
    result = checks.weights_are_finite_and_positive(mixture(1.0, float("nan"), 0.0))
    assert not result.passed
    assert result.metadata["first"].value == "i1, i2"


def test_weights_off_scale_are_told_with_their_means():
    result = checks.weights_average_to_one(mixture(2.0, 3.0))
    assert not result.passed
    assert result.metadata["over_tags"].value == 2.5
