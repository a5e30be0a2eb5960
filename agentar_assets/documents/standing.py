"""One row a file: what was read in it, and whether it holds on a day."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import polars as pl

from agentar_assets import records
from agentar_assets.documents import near, validity

_SHORT: Final = (
    *("text_id", "doc_id", "title", "kind", "language", "authority", "level", "licence"),
    *("characters", "pages", "articles", "published", "valid_from", "valid_to", "retrieved"),
    *("repeals", "essence", "notes"),
)
"""Columns of `records.TEXTS` that a file's row is made from: none of them grows with the text."""
_FILE: Final = ("path", "format", "size", "sha256", "text_id")
_LIKE: Final = ("path", "near", "copy_of")
_AT_ONCE: Final = 4_000_000
"""Characters of pairs of texts that are held side by side."""


def settled(
    taken: pl.DataFrame, texts: pl.LazyFrame, as_of: date, *, before: pl.DataFrame
) -> pl.DataFrame:
    """Every file as `records.DOCUMENTS`, in the order of their paths, as it stands on a day.

    Args:
        taken: As `intake.TAKEN`.
        texts: As `records.TEXTS`; what was read in the files is among them.
        as_of: The day.
        before: As `records.DOCUMENTS`: where the same texts lay under the same paths then, which
            of them are near each other is not asked again; bytes that lay there then were
            retrieved when it says.
    """
    used = texts.join(taken.lazy().select("text_id").unique(), on="text_id", how="semi")
    short = used.select(*_SHORT, refused="reason").collect()
    held = before.select("path", "sha256", since="retrieved")
    read = (
        taken.join(short, on="text_id", how="left")
        .join(held, on=["path", "sha256"], how="left", nulls_equal=True)
        .with_columns(
            reason=pl.coalesce("reason", "refused"),
            retrieved=pl.coalesce("retrieved", "since", pl.col("modified").dt.date()),
        )
    )
    readable = _beside(read.filter(pl.col("reason").is_null()), used, before)
    rejected = read.filter(pl.col("reason").is_not_null()).with_columns(state=pl.lit("rejected"))
    return (
        pl.concat([validity.settled(readable, as_of), rejected], how="diagonal")
        .sort("path")
        .select(records.DOCUMENTS.names())
        .cast(records.DOCUMENTS)
    )


def on(documents: pl.DataFrame, texts: pl.LazyFrame, day: date) -> pl.DataFrame:
    """The documents as they stood, or will stand, on another day.

    Args:
        documents: As `records.DOCUMENTS`.
        texts: As `records.TEXTS`.
        day: The day.
    """
    unread = pl.when(pl.col("text_id").is_null()).then("reason")
    modified = pl.lit(None, records.FILES["modified"])  # all that they tell is told already
    taken = documents.select(*_FILE, reason=unread, modified=modified)
    return settled(taken, texts, day, before=documents)


def near_each_other(texts: pl.LazyFrame, *, characters: int = _AT_ONCE) -> pl.DataFrame:
    """The pairs of readable texts that are near each other, as `near.verified`.

    Texts of one essence are the same: only the others are laid side by side.

    Args:
        texts: As `records.TEXTS`.
        characters: Of pairs, that are held at once; one pair at least.
    """
    readable = texts.filter(pl.col("reason").is_null())
    candidates = near.pairs(readable.select("text_id", "signature").collect())
    sizes = readable.select("text_id", "essence", "characters").collect()
    for side in ("a", "b"):
        named = {name: f"{name}_{side}" for name in ("essence", "characters")}
        candidates = candidates.join(sizes.rename({"text_id": side} | named), on=side)
    candidates = candidates.sort("a", "b")
    one = (pl.col("essence_a") == pl.col("essence_b")).fill_null(value=False)
    told = candidates.filter(one).select("a", "b", similarity=pl.lit(1.0), same=pl.lit(value=True))
    size = pl.col("characters_a") + pl.col("characters_b")
    group = (size.cum_sum() - size) // characters
    unlike = candidates.filter(~one).select("a", "b", group=group)
    bodies = readable.select("text_id", "text")
    found = [near.verified(_with_texts(pairs, bodies)) for pairs in _groups(unlike)]
    return pl.concat([near.verified(near.NONE), told, *found]).sort("a", "b")


def _beside(read: pl.DataFrame, texts: pl.LazyFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The documents with the path of the text nearest to each, and of that which it copies."""
    same = ["path", "text_id"]
    known = before.filter(pl.col("state") != "rejected").select(same).sort(same)
    if read.select(same).sort(same).equals(known):
        return read.join(before.select(_LIKE), on="path", how="left", maintain_order="left")
    return near.named(read, near_each_other(texts))


def _groups(pairs: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The pairs of each group; none, where there is no pair."""
    if pairs.height:
        yield from pairs.partition_by("group", maintain_order=True, include_key=False)


def _with_texts(pairs: pl.DataFrame, bodies: pl.LazyFrame) -> pl.DataFrame:
    ids = pl.concat([pairs["a"], pairs["b"]]).unique()
    held = bodies.filter(pl.col("text_id").is_in(ids.implode())).collect()
    for side in ("a", "b"):
        named = held.rename({"text_id": side, "text": f"text_{side}"})
        pairs = pairs.join(named, on=side, maintain_order="left")
    return pairs
