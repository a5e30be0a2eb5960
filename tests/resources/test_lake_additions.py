"""What is made once for all from its content is added under its key, once."""

from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.lake import Lake

SCHEMA = pl.Schema({"id": pl.String, "place": pl.Int64})


@pytest.fixture
def lake(tmp_path):
    return Lake(root=str(tmp_path / "lake"))


def rows(*ids):
    return pl.DataFrame({"id": ids, "place": [*range(len(ids))]}, SCHEMA)


def add(lake, frame):
    return lake.add("texts", frame, key=["id"], reason="read", run_id="r")


def held(lake):
    return lake.scan("texts", schema=SCHEMA).collect()["id"].to_list()


def test_rows_of_a_key_that_is_held_are_not_added_again(lake):
    first = add(lake, rows("a", "b", "b"))
    assert (first.rows, first.parent) == (3, None)
    second = add(lake, rows("b", "c"))
    assert sorted(held(lake)) == ["a", "b", "b", "c"]
    assert (second.rows, second.parent) == (4, first.number)
    assert add(lake, rows("c", "a")) == second == lake.head("texts", None)


def test_nothing_added_to_nothing_is_no_version(lake):
    assert add(lake, rows()) is None
    assert lake.head("texts", None) is None
    assert held(lake) == []


def test_a_column_that_came_later_is_null_in_older_rows(lake):
    add(lake, rows("a"))
    lake.add("texts", rows("b").with_columns(page=7), key=["id"], reason="read", run_id="r")
    assert sorted(lake.scan("texts").select("id", "page").collect().rows()) == [
        ("a", None),
        ("b", 7),
    ]


def test_a_column_of_another_type_is_refused(lake):
    add(lake, rows("a"))
    with pytest.raises(ValueError, match=r"types differ: .*place"):
        add(lake, rows("b").cast({"place": pl.String}))
    assert held(lake) == ["a"]


def test_writers_side_by_side_add_each_key_once(lake):
    def writer(_):
        door = Lake(root=lake.root)
        for start in range(0, 12, 3):
            add(door, rows(*(str(number) for number in range(start, start + 3))))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(writer, range(4)))
    assert sorted(held(lake), key=int) == [str(number) for number in range(12)]
    assert lake.head("texts", None).rows == 12


@settings(max_examples=15, deadline=None)
@given(batches=st.lists(st.lists(st.sampled_from("abcdef"), unique=True), max_size=5))
def test_what_is_held_is_the_union_of_what_was_added(tmp_path_factory, batches):
    lake = Lake(root=str(tmp_path_factory.mktemp("lake")))
    for batch in batches:
        add(lake, rows(*batch))
    assert sorted(held(lake)) == sorted({*"".join("".join(batch) for batch in batches)})
    versions = lake.history("texts", None)
    assert len({version.content_hash for version in versions}) == len(versions)
