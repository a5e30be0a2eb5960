"""The quality bars of the documents table."""

import polars as pl


def misplaced(documents: pl.LazyFrame) -> pl.LazyFrame:
    """Sections that are empty, overlap the one before, or reach past the text, with their path.

    Args:
        documents: As `records.DOCUMENTS`.
    """
    spans = (
        documents.select("path", "sections", length=pl.col("text").str.len_chars())
        .explode("sections", empty_as_null=False)
        .unnest("sections")
        .with_columns(after=pl.col("end").shift().over("path"))
    )
    return spans.filter(
        (pl.col("start") >= pl.col("end"))
        | (pl.col("end") > pl.col("length"))
        | (pl.col("start") < pl.col("after"))
    )


def refused(documents: pl.LazyFrame, *, most: int = 3) -> str:
    """The first files that cannot be used, with the reason of each."""
    states = pl.coalesce("reason", "state")
    lines = documents.filter(pl.col("state") != "in_force").select(
        pl.format("{}: {}", "path", states)
    )
    told = lines.collect().to_series().to_list()
    more = f"; and {len(told) - most} more" if len(told) > most else ""
    return "; ".join(told[:most]) + more
