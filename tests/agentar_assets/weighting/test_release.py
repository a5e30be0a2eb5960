import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.weighting import release

PINNED = release.pinned(
    "r1",
    {"final_set": 7, "task_triples": 3},
    {"final_set": {"s.b": "h2", "s.a": "h1"}, "task_triples": {"s.a": "h3"}},
    {"final_set": {"s.a": 4, "s.b": 0}, "task_triples": {"s.a": 5}},
)


def test_a_release_is_one_row_for_each_dataset_and_tag():
    records.audited("release", PINNED)
    assert PINNED.rows() == [
        ("r1", "final_set", "s.a", 7, "h1", 4),
        ("r1", "final_set", "s.b", 7, "h2", 0),
        ("r1", "task_triples", "s.a", 3, "h3", 5),
    ]


def test_the_pinned_version_is_found_and_a_missing_dataset_is_named():
    assert release.version(PINNED.lazy(), "final_set") == 7
    with pytest.raises(LookupError, match="'answers'"):
        release.version(PINNED.lazy(), "answers")


def final_set(*reasons):
    return pl.LazyFrame({"reason": reasons}, schema={"reason": pl.String})


def test_nothing_kept_is_no_release():
    with pytest.raises(ValueError, match="keeps 0 of 2 items"):
        release.with_something_to_train_on(final_set("duplicate", "no_quorum"))


def test_a_final_set_without_items_says_that_no_document_speaks_of_the_tags():
    with pytest.raises(ValueError, match="no document says anything about the planned tags"):
        release.with_something_to_train_on(final_set())


def test_one_kept_item_is_enough():
    assert release.with_something_to_train_on(final_set(None, "duplicate")).collect().height == 2
