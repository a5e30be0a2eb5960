"""What the knowledge amounts to, in figures: its passages, and how they cover the taxonomy."""

import hashlib

import polars as pl


def used(documents: pl.LazyFrame, passages: pl.LazyFrame, code: str) -> pl.LazyFrame:
    """The passages of the texts that are in use, as the program of this name cut them."""
    texts = documents.select("text_id").unique()
    return passages.filter(pl.col("code") == code).join(texts, on="text_id", how="semi")


def yields(passages: pl.LazyFrame) -> dict[str, int]:
    """How many passages there are of each granularity, and how many each reason dropped."""
    kept = pl.col("reason").is_null()
    name = (
        pl.when(kept)
        .then(pl.format("{} passages", "granularity"))
        .otherwise(pl.format("reason: {}", "reason"))
    )
    return dict(passages.group_by(name=name).len().sort("name").collect().iter_rows())


def version(passages: pl.LazyFrame) -> str:
    """Name of a set of passages: of the texts that they were cut from, and of the program."""
    texts = passages.select("text_id", "code").unique().sort("text_id").collect()
    return hashlib.sha256(texts.write_ndjson().encode()).hexdigest()[:32]


def states(coverage: pl.DataFrame) -> dict[str, int]:
    """How many cells of the taxonomy are covered how."""
    counts = coverage.group_by("state").len().sort("state")
    return {f"cells with {state} units": number for state, number in counts.iter_rows()}
