from datetime import date

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.documents import bars


def table(*spans, name="a", text="0123456789"):
    sections = [
        {"section": f"s{place}", "heading": "", "start": start, "end": end}
        for place, (start, end) in enumerate(spans)
    ]
    row = dict.fromkeys(records.TEXTS.names())
    row |= {"text_id": name, "characters": len(text), "text": text, "sections": sections}
    return pl.LazyFrame([row], schema=records.TEXTS)


def found(frame):
    return bars.misplaced(frame).select("text_id", "section").collect().rows()


@pytest.mark.parametrize("spans", [[], [(0, 10)], [(0, 4), (4, 10)], [(1, 2), (5, 6)]])
def test_sections_in_order_within_the_text_are_sound(spans):
    assert found(table(*spans)) == []


@pytest.mark.parametrize(
    ("spans", "wrong"),
    [
        ([(3, 3), (4, 5)], ["s0"]),
        ([(0, 11)], ["s0"]),
        ([(0, 5), (4, 8), (8, 9)], ["s1"]),
        ([(4, 8), (0, 4)], ["s1"]),
    ],
)
def test_an_empty_overlapping_or_too_long_section_is_named(spans, wrong):
    assert found(table(*spans)) == [("a", name) for name in wrong]


def test_the_end_of_one_document_does_not_bind_the_next():
    assert found(pl.concat([table((0, 9)), table((2, 5), name="b")])) == []


def test_freshness_counts_states_and_names_the_oldest_source_in_force():
    rows = [
        {"path": "a", "state": "in_force", "valid_from": date(2020, 1, 1), "articles": 3},
        {"path": "b", "state": "in_force", "valid_from": date(2019, 5, 1), "articles": 4},
        {"path": "c", "state": "repealed", "valid_from": date(1999, 1, 1), "articles": 9},
        {"path": "d", "state": "rejected"},
    ]
    told = bars.freshness(pl.LazyFrame(rows, records.DOCUMENTS))
    assert told == {
        "files": 4,
        "share_in_force": 0.5,
        "oldest": "2019-05-01",
        "articles": 7,
        "characters": 0,
        "state: in_force": 2,
        "state: rejected": 1,
        "state: repealed": 1,
    }


def test_length_counts_characters_and_not_bytes():
    assert found(table((0, 4), text="开户规则")) == []
    assert found(table((0, 5), text="开户规则")) == [("a", "s0")]
