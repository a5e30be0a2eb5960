from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.documents.citing import graph
from agentar_assets.documents.structure import ordinals


def edges(*rows):
    """A graph of (path, section, target, first, last)."""
    names = ("path", "section", "target", "first", "last")
    empty = dict.fromkeys(records.CITATIONS.names()) | {"relation": "cites"}
    told = [empty | dict(zip(names, row, strict=True)) for row in rows]
    return pl.DataFrame(told, schema=records.CITATIONS)


CHAIN = edges(
    ("b", "第一条", "a", "第三条", "第五条"),
    ("b", "第二条", "b", "第一条", "第一条"),
    ("c", "第九条", "b", "第二条", "第二条"),
    ("c", "第八条", "b", "第七条", "第七条"),
    ("d", "第一条", "a", None, None),
    ("a", "第五条", "c", "第九条", "第九条"),
)


def test_edges_hold_from_their_first_day_to_the_day_before_their_last():
    row = edges(("b", "第一条", "a", None, None)).with_columns(
        valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1)
    )
    assert graph.as_of(row, date(2020, 1, 1)).height == 1
    assert graph.as_of(row, date(2019, 12, 31)).is_empty()
    assert graph.as_of(row, date(2021, 1, 1)).is_empty()
    assert graph.as_of(CHAIN, date(2020, 1, 1)).equals(CHAIN)


def test_a_range_cites_each_article_in_it():
    assert graph.cited_by(CHAIN, "a")["path"].to_list() == ["b", "d"]
    assert graph.cited_by(CHAIN, "a", "第四条")["path"].to_list() == ["b"]
    assert graph.cited_by(CHAIN, "a", "第4条").columns == CHAIN.columns
    assert graph.cited_by(CHAIN, "a", "第六条").is_empty()


def test_what_rests_on_a_document_is_followed_through_articles():
    rows = graph.resting_on(CHAIN, "a").select("path", "section", "depth").rows()
    assert rows == [
        ("b", "第一条", 1),
        ("d", "第一条", 1),
        ("b", "第二条", 2),
        ("c", "第九条", 3),
        ("a", "第五条", 4),
    ]


@settings(max_examples=40, deadline=None)
@given(st.sets(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=12))
def test_every_place_is_found_however_the_citations_run(pairs):
    names = {number: ordinals.article(number) for number in range(1, 6)}
    rows = [("x", names[one], "x", names[other], names[other]) for one, other in sorted(pairs)]
    start = ("x", "第一条", "a", None, None)
    found = graph.resting_on(edges(start, *rows), "a")
    reached = {1}
    while more := {one for one, other in pairs if other in reached} - reached:
        reached |= more
    assert set(found["section"]) == {names[number] for number in reached}
