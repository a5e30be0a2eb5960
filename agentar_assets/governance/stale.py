"""Items whose source has ended: they are marked, and no release holds them while it has."""

from typing import Final

import polars as pl

REASON: Final = "stale_source"
"""Why an item is dropped that rests on a text which no longer holds."""

_LENDING: Final = "distract"
"""The operator of track II that takes a sentence from another unit than its parent's."""
_LENT: Final = r"(?:背景：([^。]+)。|Background: (.+?)\. )"
"""How the question quotes that sentence."""
_ITEM: Final = ("tag", "item_id")


def held_by(documents: pl.LazyFrame, passages: pl.LazyFrame) -> pl.LazyFrame:
    """The passages that stand in a document which holds.

    Args:
        documents: As `records.DOCUMENTS`.
        passages: As `records.PASSAGES`.
    """
    holding = documents.filter(pl.col("state") == "in_force").select("text_id")
    return passages.join(holding, on="text_id", how="semi")


def changed(final: pl.LazyFrame, passages: pl.LazyFrame, documents: pl.LazyFrame) -> pl.DataFrame:
    """The items whose mark is not what the standing of their sources says: `tag`, `item_id`.

    `reason` beside them is the one that they shall have.

    A kept item is to be marked once its unit, or a sentence that it quotes from another one,
    stands in no document that holds. A marked item whose sources hold again is kept again.

    Args:
        final: As `records.FINAL`.
        passages: As `records.PASSAGES`.
        documents: As `records.DOCUMENTS`.
    """
    held = held_by(documents, passages)
    units = held.select("unit_id", holds=pl.lit(value=True)).unique()
    ended = pl.col("holds").is_null() | pl.col("quotes").is_not_null()
    judged = final.filter(_open()).select(*_ITEM, "unit_id", "reason")
    return (
        judged.join(units, on="unit_id", how="left")
        .join(_quoting(final, held).with_columns(quotes=pl.lit(value=True)), on=_ITEM, how="left")
        .filter(ended != pl.col("reason").is_not_null())
        .select(*_ITEM, reason=pl.when(ended).then(pl.lit(REASON)))
        .collect()
    )


def uncut(passages: pl.LazyFrame, documents: pl.LazyFrame) -> pl.DataFrame:
    """Documents that hold and were never cut: as long as there are any, no source can be judged."""
    holding = documents.filter(pl.col("state") == "in_force").select("path", "text_id")
    cut = passages.select("text_id").unique()
    return holding.join(cut, on="text_id", how="anti").collect()


def lent(items: pl.LazyFrame) -> pl.LazyFrame:
    """The sentence that an item of track II took from another unit: `tag`, `item_id`, `sentence`.

    Args:
        items: As `records.ITEMS`; most take none.
    """
    written = pl.col("question").str.extract_groups(_LENT)
    sentence = pl.coalesce(written.struct.field("1"), written.struct.field("2"))
    took = items.filter(pl.col("template").str.contains(f"+{_LENDING}", literal=True))
    return took.select(*_ITEM, sentence=sentence).drop_nulls()


def marked(final: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The final set of a tag with the new reasons of some items.

    Args:
        final: As `records.FINAL`.
        items: Of this tag, as `changed` gives them for these very rows.
    """
    new = items.select("item_id", new="reason", turned=pl.lit(value=True))
    both = final.join(new, on="item_id", how="left", maintain_order="left")
    reason = pl.when("turned").then("new").otherwise("reason")
    return both.with_columns(reason=reason).select(final.columns)


def _open() -> pl.Expr:
    """Whether nothing but its source may speak against an item."""
    return pl.col("reason").is_null() | (pl.col("reason") == REASON)


def _quoting(final: pl.LazyFrame, held: pl.LazyFrame) -> pl.LazyFrame:
    """The items that quote a sentence which stands in none of the passages."""
    taken = lent(final.filter(_open())).collect()
    if taken.is_empty():
        return taken.select(_ITEM).lazy()
    sentences = taken["sentence"].unique().to_list()
    found = pl.col("text").str.extract_many(sentences, overlapping=True).explode()
    standing = held.select(sentence=found).unique()
    return taken.lazy().join(standing, on="sentence", how="anti").select(_ITEM)
