"""What the rating model sees of an item, and the weak labels it learns from where no one marked."""

import numpy as np
import numpy.typing as npt
import polars as pl

from agentar_assets.verification.measures import Embed, bigrams

Matrix = npt.NDArray[np.float64]

MEASURED = ("consistency", "gold_agreement", "answered", "rival_share", "reasoning_valid")
TEXTUAL = ("length", "question_length", "quote_overlap", "variety")


def described(items: pl.DataFrame) -> pl.DataFrame:
    """Items with `TEXTUAL`: log lengths in characters, and shares in [0, 1]."""
    whole = pl.concat_str("question", "thinking", "answer", ignore_nulls=True)
    quoted = pl.col("_quote").list
    return (
        items.with_columns(_whole=whole)
        .with_columns(
            _quote=bigrams("quote"),
            _bigrams=bigrams("_whole"),
            length=(pl.col("_whole").str.len_chars() + 1).log(),
            question_length=(pl.col("question").str.len_chars() + 1).log(),
        )
        .with_columns(
            quote_overlap=(quoted.set_intersection("_bigrams").list.len() / quoted.len())
            .fill_null(0.0)
            .fill_nan(0.0),
            variety=(pl.col("_bigrams").list.len() / pl.col("_whole").str.len_chars())
            .clip(0.0, 1.0)
            .fill_null(0.0),
        )
        .drop("_whole", "_quote", "_bigrams")
    )


def matrix(rated: pl.DataFrame, embed: Embed) -> Matrix:
    """Features of every item, (item, feature): `TEXTUAL`, `MEASURED`, then the vector of its text.

    `length` is the first feature: the rating model takes its slope out.
    """
    plain = rated.select(pl.col(*TEXTUAL, *MEASURED).cast(pl.Float64).fill_null(0.0)).to_numpy()
    text = rated.select(pl.concat_str("question", "answer", ignore_nulls=True)).to_series()
    return np.hstack([plain, embed(text).astype(np.float64)])


def weak_labels(rated: pl.DataFrame, features: Matrix) -> pl.DataFrame:
    """What the ensemble has to say on every head, in [0, 1]: D_ensemble of eq. 9."""
    valid = pl.col("reasoning_valid").cast(pl.Float64)
    return rated.select(
        accuracy=(0.5 + 0.5 * valid) * pl.col("gold_agreement"),
        relevance=pl.col("quote_overlap"),
        fluency=pl.col("variety"),
        domain_fit=pl.Series(_near_own_tag(rated["tag"], features[:, len(TEXTUAL + MEASURED) :])),
    )


def _near_own_tag(tags: pl.Series, vectors: Matrix) -> Matrix:
    """Cosine of every item with the mean of its tag, in [0, 1], (item,)."""
    member = tags.rank("dense").to_numpy() - 1
    sums = np.zeros((tags.n_unique(), vectors.shape[1]))
    np.add.at(sums, member, vectors)
    length = np.linalg.norm(sums, axis=1, keepdims=True)
    centres = sums / np.where(length > 0, length, 1.0)
    cosine: Matrix = np.einsum("ij,ij->i", vectors, centres[member]).clip(0.0, 1.0)
    return cosine
