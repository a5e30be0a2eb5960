"""What an item is held to before it is kept."""

import polars as pl
import pytest

from agentar_assets.synthesis import checks, triples

TAG = "deposit_savings.compliance_judgement"


@pytest.fixture
def own(units):
    return units.filter(pl.col("tag") == TAG)


@pytest.fixture
def items(own):
    return triples.drawn(own, TAG, items=10, seed=0)


def test_what_is_drawn_is_sound(items, own):
    assert checks.items_are_sound(items.lazy(), own.lazy()).passed


@pytest.mark.parametrize(
    ("column", "fault"), [("answer", "gold"), ("quote", "quote"), ("unit_id", "unit")]
)
def test_a_fault_fails_the_check_and_names_the_item(items, own, column, fault):
    first = pl.col("item_id") == items["item_id"][0]
    broken = items.with_columns(
        pl.when(first).then(pl.lit("?")).otherwise(pl.col(column)).alias(column)
    )
    result = checks.items_are_sound(broken.lazy(), own.lazy())
    assert not result.passed and result.metadata["faults"].value == 1
    said = result.metadata["first"].value
    assert items["item_id"][0] in said and fault in said
