"""Tables that are replaced whole in each round, read back as one table of all rounds."""

from collections.abc import Iterable

import polars as pl


def every_round(versions: Iterable[pl.LazyFrame]) -> pl.LazyFrame:
    """Each round's rows as they were made last.

    A row that its round was made again without is gone.

    Args:
        versions: Every version of a table that has a `round`, newest first; at least one.
    """
    numbered = [rows.with_columns(age=pl.lit(age)) for age, rows in enumerate(versions)]
    return (
        pl.concat(numbered).filter(pl.col("age") == pl.col("age").min().over("round")).drop("age")
    )
