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
