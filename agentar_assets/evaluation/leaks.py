"""Sealed items that a training mixture holds."""

import polars as pl


def _bare(text: str) -> pl.Expr:
    """Text without spaces and punctuation, in one width and case; a decimal point stays."""
    plain = pl.col(text).str.normalize("NFKC").str.to_lowercase()
    pointed = plain.str.replace_all(r"(\d)\.(\d)", "${1}point${2}")
    return pointed.str.replace_all(r"[\s\p{P}]", "")


def leaked(mixture: pl.LazyFrame, items: pl.LazyFrame) -> pl.DataFrame:
    """`item_id` of each sealed item that is in the mixture, or whose question a prompt asks."""
    prompts = mixture.select("item_id", bare=_bare("prompt"))
    sealed = items.filter(pl.col("split") == "sealed").select("item_id", bare=_bare("question"))
    by_text = sealed.join(prompts, on="bare", how="semi")
    by_id = sealed.join(prompts, on="item_id", how="semi")
    return pl.concat([by_text, by_id]).select("item_id").unique().sort("item_id").collect()
