import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.documents import bars


def table(*spans, path="a.md", text="0123456789"):
    sections = [
        {"section": f"s{place}", "heading": "", "start": start, "end": end}
        for place, (start, end) in enumerate(spans)
    ]
    row = dict.fromkeys(records.DOCUMENTS.names())
    row |= {"path": path, "text": text, "sections": sections}
    return pl.LazyFrame([row], schema=records.DOCUMENTS)


def found(frame):
    return bars.misplaced(frame).select("path", "section").collect().rows()


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
    assert found(table(*spans)) == [("a.md", name) for name in wrong]


def test_the_end_of_one_document_does_not_bind_the_next():
    assert found(pl.concat([table((0, 9)), table((2, 5), path="b.md")])) == []


def test_length_counts_characters_and_not_bytes():
    assert found(table((0, 4), text="开户规则")) == []
    assert found(table((0, 5), text="开户规则")) == [("a.md", "s0")]
