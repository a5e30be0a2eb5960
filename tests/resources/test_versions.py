import math
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.versions import content_hash, delta_schema, merkle

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
floats = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True))
SCHEMA = pl.Schema(
    {
        "tag": pl.String,
        "number": pl.Float64,
        "parts": pl.List(pl.Struct({"name": pl.String, "share": pl.Float64})),
        "day": pl.Date,
    }
)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "tag": texts,
            "number": floats,
            "parts": st.lists(st.fixed_dictionaries({"name": texts, "share": floats}), max_size=2),
            "day": st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2200, 1, 1))),
        }
    ),
    max_size=5,
)
shares = st.dictionaries(
    st.sampled_from(["a", "b"]),
    st.dictionaries(st.sampled_from(["x", "y"]), st.sampled_from(["1", "2"])),
)


def same(one, other):
    """Equality by value where NaN equals itself, and 0 is not -0."""
    if isinstance(one, dict):
        return all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return repr(one) == repr(other)


@settings(max_examples=50)
@given(rows, rows)
def test_two_frames_have_one_hash_only_if_their_rows_are_the_same(one, other):
    hashes = [content_hash(pl.DataFrame(each, schema=SCHEMA)) for each in (one, other)]
    assert (hashes[0] == hashes[1]) == same(one, other)


def test_the_hash_of_known_content_never_changes():
    frame = pl.DataFrame({"tag": ["a.b"], "number": [0.1], "text": ["存款"], "none": [None]})
    assert content_hash(frame.cast({"none": pl.Int64})) == "e8fad128c9e63e48f07d0d867ea9f0e6"


@pytest.mark.parametrize("value", [math.nan, math.inf, None, 0.0, -0.0])
def test_figures_that_json_does_not_know_are_told_apart(value):
    others = [each for each in (math.nan, math.inf, None, 0.0, -0.0) if not same(each, value)]
    hashes = {content_hash(pl.DataFrame({"x": [each]}, {"x": pl.Float64})) for each in others}
    assert content_hash(pl.DataFrame({"x": [value]}, {"x": pl.Float64})) not in hashes
    assert len(hashes) == 4


def test_the_names_types_and_order_of_columns_are_content():
    frames = [
        pl.DataFrame({"a": [1], "b": [2]}),
        pl.DataFrame({"b": [2], "a": [1]}),
        pl.DataFrame({"a": [1], "c": [2]}),
        pl.DataFrame({"a": [1], "b": [2]}, {"a": pl.Int64, "b": pl.Int32}),
    ]
    assert len({content_hash(frame) for frame in frames}) == 4
    assert len({content_hash(frame.clear()) for frame in frames}) == 4


def test_the_pieces_that_a_large_frame_is_hashed_in_do_not_show():
    large = pl.DataFrame({"x": range(120_000)})
    chunked = pl.concat([large[:7], large[7:]], rechunk=False)
    assert content_hash(chunked) == content_hash(large) != content_hash(large.reverse())


@given(shares, shares)
def test_a_release_is_named_by_its_content_alone(one, other):
    shuffled = {name: dict(reversed(tags.items())) for name, tags in reversed(one.items())}
    assert merkle(shuffled) == merkle(one)
    assert (merkle(one) == merkle(other)) == (one == other)


@pytest.mark.parametrize(
    "dtype", [pl.UInt32, pl.Null, pl.Binary, pl.List(pl.Null), pl.Struct({"a": pl.UInt8})]
)
def test_a_type_that_would_come_back_as_another_is_refused_by_name(dtype):
    with pytest.raises(ValueError, match=r"the lake cannot keep.*'odd'.*cast"):
        delta_schema(pl.Schema({"fine": pl.Int64, "odd": dtype}))
