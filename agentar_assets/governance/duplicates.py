"""Which items say what another one says; one of them survives.

Two items are one when a learner gains nothing from the second: the same question in the same
spelling, or a question that differs in wording alone and has the same gold. Whatever can change
an answer (`normal.facts`, the names of the tag's units, the gold itself) must agree first, and
only then is the wording compared. So items of one template that differ in a figure, a date, a
negation, an article, a name or the quoted material are variants, at any similarity.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import polars as pl
import rensa

from agentar_assets.governance import grams, normal

CHARACTERS: Final = 5
WORDS: Final = 3
"""Shingle sizes: one changed Han character costs five shingles, one changed word three."""

SLOTS: Final = 128
BANDS: Final = 32
"""A pair of similarity s shares a band with probability 1 - (1 - s**4)**32: at 0.7 0.9998."""

SEED: Final = 42

VERDICTS: Final = pl.Schema({"item_id": pl.String, "reason": pl.String, "evidence": pl.String})
"""One row an item that must go; what is not named stays."""


def verdicts(items: pl.DataFrame, names: Iterable[str], *, threshold: float) -> pl.DataFrame:
    """The items that another one makes needless, with the survivor's id and the similarity.

    Idempotent, and the same for every order of the rows: of two items the one of the rarer leaf
    survives, then the one of the higher score, then the one of the smaller id.

    Args:
        items: One tag's items, with `item_id`, `leaf`, `question`, `answer` and `score`.
        names: Entities of the tag's units; items that name different ones are variants.
        threshold: Least Jaccard similarity of two questions' shingles, in (0, 1].

    Returns:
        As `VERDICTS`: reason `duplicate`, `near_duplicate` or `contradicts` (same question,
        another gold).
    """
    ranked = _ranked(items)
    same = _exact(ranked)
    rest = ranked.join(same, on="item_id", how="anti").sort("rank")
    near = _near(rest, names, threshold=threshold)
    survivors = near.select(first="item_id", final="evidence")
    named = pl.coalesce("final", "evidence").alias("evidence")
    return pl.concat(
        [same.join(survivors, on="first", how="left").select("item_id", "reason", named), near]
    )


def _ranked(items: pl.DataFrame) -> pl.DataFrame:
    """The items with `key`, `gold` and `rank`, smaller for the one that survives."""
    return (
        items.with_columns(leaf_size=pl.len().over("leaf"))
        .sort("leaf_size", "score", "item_id", descending=[False, True, False], nulls_last=True)
        .with_row_index("rank")
        .select(
            "rank",
            "item_id",
            key=normal.normal("question").str.to_lowercase(),
            cased=normal.normal("question"),
            gold=normal.normal("answer"),
        )
    )


def _exact(ranked: pl.DataFrame) -> pl.DataFrame:
    """Items whose question another one, `first`, asks in the same words."""
    first = ranked.sort("rank").group_by("key", maintain_order=True).first()
    met = ranked.join(first, on="key", suffix="_first").filter(
        pl.col("rank") > pl.col("rank_first")
    )
    agrees = pl.col("gold") == pl.col("gold_first")
    return met.select(
        "item_id",
        reason=pl.when(agrees).then(pl.lit("duplicate")).otherwise(pl.lit("contradicts")),
        evidence=pl.format("{} 1.0", "item_id_first"),
        first="item_id_first",
    )


def _near(ranked: pl.DataFrame, names: Iterable[str], *, threshold: float) -> pl.DataFrame:
    """Items whose question another survivor asks in nearly the same words."""
    items = ranked.with_row_index("row").with_columns(row=pl.col("row").cast(pl.Int64))
    shingles = grams.shingles(items["key"], characters=CHARACTERS, words=WORDS)
    pairs = _verified(_candidates(shingles, _blocks(items, names)), shingles)
    near = pairs.filter(pl.col("similarity") >= threshold).sort("row", "other")
    lost = pl.DataFrame(
        _dropped(near.select("row", "other", "similarity").rows()),
        schema={"row": pl.Int64, "other": pl.Int64, "similarity": pl.Float64},
        orient="row",
    )
    return (
        lost.join(items.select("row", "item_id"), on="row")
        .join(items.select(other="row", survivor="item_id"), on="other")
        .select(
            "item_id",
            reason=pl.lit("near_duplicate"),
            evidence=pl.format("{} {}", "survivor", pl.col("similarity").round(3)),
        )
    )


def _blocks(items: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """`row` and `block`: only items of one block can be one. Gold, facts and names agree in it."""
    known = sorted({name for name in names if name})
    named = (
        pl.col("cased").str.extract_many(known, leftmost=True).list.join("\x1f")
        if known
        else pl.lit("")
    )
    told = items.select("row", "gold", facts=normal.facts("cased"), named=named)
    return told.select("row", block=pl.concat_str("gold", "facts", "named", separator="\x1e"))


def _candidates(shingles: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Pairs of rows of one block, `row` > `other`, that share a band of their signatures."""
    alone = blocks.filter(pl.col("block").is_duplicated())
    if alone.is_empty():
        return pl.DataFrame(schema={"row": pl.Int64, "other": pl.Int64})
    bands = _bands(shingles.join(alone, on="row", how="semi")).join(alone, on="row")
    return (
        bands.join(bands, on=["band", "digest", "block"], suffix="_other")
        .filter(pl.col("row") > pl.col("row_other"))
        .select("row", other="row_other")
        .unique()
    )


def _bands(shingles: pl.DataFrame) -> pl.DataFrame:
    """`row`, `band` and `digest`: one row a (text, band) of its MinHash signature."""
    rows = shingles.sort("row").group_by("row", maintain_order=True).agg("hash")
    offsets = np.concatenate([[0], np.cumsum(rows["hash"].list.len().to_numpy())])
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        rows["hash"].explode().to_numpy(), offsets.astype(np.uint64), SLOTS, SEED
    )
    signatures = np.asarray(matrix.to_rows(), dtype=np.uint32).reshape(len(rows), BANDS, -1)
    digests = np.ascontiguousarray(signatures).view(np.uint64).reshape(len(rows), BANDS, -1)
    first, second = (digests[:, :, place].ravel() for place in range(digests.shape[2]))
    return pl.DataFrame(
        {
            "row": np.repeat(rows["row"].to_numpy(), BANDS),
            "band": np.tile(np.arange(BANDS), len(rows)),
            "first": first,
            "second": second,
        }
    ).select("row", "band", digest=pl.struct("first", "second"))


def _verified(pairs: pl.DataFrame, shingles: pl.DataFrame) -> pl.DataFrame:
    """The pairs with their exact Jaccard similarity, in [0, 1]."""
    sets = shingles.group_by("row").agg("hash")
    sides = pairs.join(sets, on="row").join(
        sets.rename({"row": "other", "hash": "with"}), on="other"
    )
    common = pl.col("hash").list.set_intersection("with").list.len()
    union = pl.col("hash").list.len() + pl.col("with").list.len() - common
    return sides.select("row", "other", similarity=common / union)


def _dropped(pairs: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Rows that are near a better row that stays, each beside the most similar such row.

    A row goes only for one that stays, so a chain a ~ b ~ c does not take c along with b. That
    depends on the rows before it, hence a walk over the pairs, which are few.

    Args:
        pairs: (row, better row, similarity), sorted by row.
    """
    gone: dict[int, tuple[int, float]] = {}
    for row, better, similarity in pairs:
        if better not in gone and similarity > gone.get(row, (0, 0.0))[1]:
            gone[row] = (better, similarity)
    return [(row, better, similarity) for row, (better, similarity) in gone.items()]
