import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets import records

PLAN = {"plan_id": "p", "round": 1, "items": 1, "added": 1, "seed": 0, "action": "", "stop": None}
texts = st.text(max_size=3)
tables = st.dictionaries(st.integers(0, 9).map(str), st.integers(0, 3), max_size=8)


def plan(items_by_tag: dict[str, int]) -> pl.DataFrame:
    rows = [{**PLAN, "tag": tag, "items": items} for tag, items in items_by_tag.items()]
    return pl.DataFrame(rows, schema=records.PLAN)


def test_a_frame_of_the_right_schema_passes_the_audit():
    assert records.audited("next_round_plan", plan({"a": 1, "b": 2})).height == 2


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match=r"next_round_plan: columns differ.*'seed'"):
        records.audited("next_round_plan", plan({"a": 1}).drop("seed"))


def test_a_key_used_twice_is_named():
    with pytest.raises(ValueError, match=r"key used twice: \('a',\)"):
        records.audited("next_round_plan", pl.concat([plan({"a": 1}), plan({"a": 2})]))


def test_a_null_key_is_refused():
    twice = plan({"a": 1}).with_columns(tag=pl.lit(None, pl.String))
    with pytest.raises(ValueError, match="null in"):
        records.audited("next_round_plan", twice)


@given(before=tables, after=tables)
def test_differences_tell_what_came_went_and_changed(before, after):
    rows = records.differences("next_round_plan", plan(before), plan(after))
    told = {row["tag"]: (row["change"], row["columns"]) for row in rows.to_dicts()}
    expected = {tag: ("added", None) for tag in after.keys() - before.keys()}
    expected |= {tag: ("removed", None) for tag in before.keys() - after.keys()}
    both = before.keys() & after.keys()
    expected |= {tag: ("changed", "items") for tag in both if before[tag] != after[tag]}
    assert told == expected
