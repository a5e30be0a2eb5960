import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.synthesis import audit, triples
from agentar_assets.synthesis.agents import AGENTS
from agentar_assets.synthesis.drafts import LIMITS


def drawn(units, tag, items, seed=0, split="train"):
    return triples.drawn(units, tag, items=items, seed=seed, split=split)


def test_two_hundred_distinct_items_come_of_nine_units(units, tag):
    items = drawn(units, tag, 200)
    assert items.schema == records.ITEMS
    assert len(items) == 200
    assert items["question"].n_unique() == items["item_id"].n_unique() == len(items)
    assert set(items["split"]) <= {"train"}
    assert audit.faults(items.lazy(), units.lazy()).is_empty()


def test_items_keep_the_limits_and_say_where_they_are_from(units, tag):
    items = drawn(units, tag, 60).join(units.unique("unit_id"), on="unit_id", suffix="_unit")
    for row in items.to_dicts():
        lengths = [len(row[part]) for part in ("question", "thinking", "answer")]
        assert all(map(int.__le__, lengths, LIMITS[row["language"]])), row["question"]
        assert row["title"] in row["thinking"]
        assert row["section"] in row["thinking"]
        assert row["language"] == row["language_unit"]
        assert row["parent_id"] is None and row["generation"] == 0


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 2**31))
@settings(max_examples=20, deadline=None)
def test_fewer_items_are_the_first_of_more(units, few, more, seed):
    low, high = sorted((few, more))
    tag = "deposit_savings.numeric_computation"
    assert drawn(units, tag, high, seed).head(low).equals(drawn(units, tag, low, seed))


def test_the_prefix_holds_for_every_tag(units, tag):
    assert drawn(units, tag, 50).head(17).equals(drawn(units, tag, 17))


def test_another_seed_gives_other_items(units, tag):
    first, second = (set(drawn(units, tag, 60, seed)["item_id"]) for seed in (0, 1))
    assert len(first & second) < len(first) / 2  # few units, and easy items draw from few words


def test_no_question_stands_in_two_splits(units, tag):
    asked = [set(drawn(units, tag, 80, split=split)["question"]) for split in triples.SHARES]
    assert not asked[0] & asked[1] and not asked[0] & asked[2] and not asked[1] & asked[2]


def test_even_the_same_unit_asks_other_questions_in_another_split(units):
    tag = "deposit_savings.intent_classification"
    one = units.filter((pl.col("tag") == tag) & (pl.col("unit_id") == "00"))
    every = pl.concat([one.with_columns(split=pl.lit(split)) for split in triples.SHARES])
    train, held = (drawn(every, tag, 300, split=s)["question"] for s in ("train", "sealed"))
    assert len(held) > 100
    assert not set(train) & set(held)


def test_development_and_sealed_items_come_of_their_own_units(units, tag):
    for split in ("development", "sealed"):
        items = drawn(units, tag, 12, split=split)
        own = units.filter((pl.col("tag") == tag) & (pl.col("split") == split))
        assert set(items["unit_id"]) <= set(own["unit_id"])
        usable = AGENTS[tag.split(".")[1]].usable
        assert len(items) == 12 * any(map(usable, triples.of_split(units, tag, split)))


def test_every_leaf_and_usable_unit_has_its_turn(units):
    tag = "deposit_savings.slot_filling"
    items = drawn(units, tag, 90)
    pool = triples.of_split(units, tag, "train")
    usable = {unit.unit_id for unit in pool if AGENTS["slot_filling"].usable(unit)}
    counts = items["leaf"].value_counts()["count"]
    assert counts.max() - counts.min() <= 1
    assert set(items["unit_id"]) == usable
    assert len(usable) > 3


def test_units_with_a_reason_are_not_used(units):
    spoilt = units.with_columns(reason=pl.lit("too_short"))
    assert drawn(spoilt, "deposit_savings.slot_filling", 5).is_empty()


def test_a_scenario_without_words_for_an_attribute_is_empty(units):
    trusts = units.with_columns(tag=pl.lit("trust_business.slot_filling"))
    assert drawn(trusts, "trust_business.slot_filling", 5).is_empty()


def test_a_tag_without_an_agent_or_units_is_empty_and_not_an_error(units):
    assert drawn(units, "deposit_savings.marketing_copy", 5).schema == records.ITEMS
    assert drawn(units.clear(), "deposit_savings.slot_filling", 5).is_empty()


def test_an_unknown_split_is_named(units):
    with pytest.raises(ValueError, match="'test'"):
        drawn(units, "deposit_savings.slot_filling", 5, split="test")


def test_a_unit_with_nothing_left_to_say_gives_fewer_items():
    row = dict.fromkeys(records.UNITS.names()) | {
        "tag": "deposit_savings.numeric_computation",
        "unit_id": "u",
        "title": "办法",
        "section": "第九条",
        "leaf": "a",
        "language": "zh",
        "text": "手续按照6%的比例计收。",
        "split": "train",
    }
    items = drawn(pl.DataFrame([row], schema=records.UNITS), row["tag"], 600)
    assert 100 < len(items) < 300
    assert items["question"].n_unique() == len(items)
