"""The quality bars of the documents table."""

import polars as pl


def misplaced(texts: pl.LazyFrame) -> pl.LazyFrame:
    """Sections that are empty, overlap the one before, or reach past the text, with their text.

    Args:
        texts: As `records.TEXTS`.
    """
    spans = (
        texts.select("text_id", "characters", "sections")
        .explode("sections", empty_as_null=False)
        .drop_nulls("sections")
        .unnest("sections")
        .with_columns(after=pl.col("end").shift().over("text_id"))
    )
    return spans.filter(
        (pl.col("start") >= pl.col("end"))
        | (pl.col("end") > pl.col("characters"))
        | (pl.col("start") < pl.col("after"))
    )


def freshness(documents: pl.LazyFrame) -> dict[str, int | float | str]:
    """Files by state, the share that is in force, and since when the oldest of those holds.

    Args:
        documents: As `records.DOCUMENTS`.
    """
    force = pl.col("state") == "in_force"
    told = documents.select(
        files=pl.len(),
        share_in_force=force.mean(),
        oldest=pl.col("valid_from").filter(force).min().cast(pl.String),
        articles=pl.col("articles").filter(force).sum(),
        characters=pl.col("characters").filter(force).sum(),
    ).collect()
    states = documents.group_by("state").len().sort("state").collect()
    figures = {name: value for name, value in told.to_dicts()[0].items() if value is not None}
    return figures | {f"state: {state}": number for state, number in states.iter_rows()}


def refused(documents: pl.LazyFrame, *, most: int = 3) -> str:
    """The first files that cannot be used, with the reason of each."""
    states = pl.coalesce("reason", "state")
    lines = documents.filter(pl.col("state") != "in_force").select(
        pl.format("{}: {}", "path", states)
    )
    told = lines.collect().to_series().to_list()
    more = f"; and {len(told) - most} more" if len(told) > most else ""
    return "; ".join(told[:most]) + more
