"""Questions to the graph of the documents."""

from datetime import date
from typing import Final

import polars as pl

from agentar_assets.documents.structure import ordinals

_DEEPEST: Final = 32
"""Steps after which a chain of citations is not followed any further."""


def as_of(citations: pl.DataFrame, day: date) -> pl.DataFrame:
    """The edges both ends of which hold on a day."""
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= day)
    goes_on = pl.col("valid_to").is_null() | (pl.col("valid_to") > day)
    return citations.filter(begun, goes_on)


def cited_by(citations: pl.DataFrame, path: str, section: str | None = None) -> pl.DataFrame:
    """The places that cite a document, or one of its articles by itself or in a range.

    Args:
        citations: As `records.CITATIONS`.
        path: Of the document that is cited.
        section: Its article, such as `第五条`; who cites the whole document is then left out.
    """
    cites = citations.filter(pl.col("relation") == "cites", pl.col("target") == path)
    if section is None:
        return cites
    asked = pl.DataFrame({"target": [path], "article": [ordinals.canonical(section)]})
    return _citing(cites, asked).select(citations.columns)


def resting_on(citations: pl.DataFrame, path: str) -> pl.DataFrame:
    """What rests on a document, however far: the citing places, and how many steps off (`depth`).

    The first step takes every place that cites the document; each further one the places that cite
    an article found before by itself or in a range.
    """
    cites = citations.filter(pl.col("relation") == "cites", pl.col("target").is_not_null())
    step = cites.filter(pl.col("target") == path, pl.col("path") != path)
    found = [step.with_columns(depth=pl.lit(1, pl.Int64))]
    seen = _places(step)
    fresh = seen
    for depth in range(2, _DEEPEST + 1):
        if fresh.is_empty():
            break
        step = _citing(cites, fresh).select(cites.columns).unique(maintain_order=True)
        step = step.join(seen, left_on=["path", "section"], right_on=seen.columns, how="anti")
        fresh = _places(step)
        seen = pl.concat([seen, fresh])
        found.append(step.with_columns(depth=pl.lit(depth, pl.Int64)))
    return pl.concat(found)


def _places(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(target="path", article="section").drop_nulls().unique(maintain_order=True)


def _citing(cites: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The citations whose range holds one of the articles asked for (`target`, `article`)."""
    return (
        _numbered(_numbered(cites, "first"), "last")
        .join(_numbered(asked, "article"), on="target")
        .filter(pl.col("article_number").is_between("first_number", "last_number"))
    )


def _numbered(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows with the number of the article that a column names."""
    names = rows[column].drop_nulls().unique().to_list()
    numbers = pl.DataFrame(
        {column: names, f"{column}_number": [ordinals.place(name) for name in names]},
        schema={column: pl.String, f"{column}_number": pl.Float64},
    )
    return rows.join(numbers, on=column, how="left", maintain_order="left")
