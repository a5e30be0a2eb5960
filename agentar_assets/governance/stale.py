"""Items whose source has ended: they are marked, and no release holds them while it has."""

from typing import Final

import polars as pl

REASON: Final = "stale_source"
"""Why an item is dropped that rests on a text which no longer holds."""

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

    A kept item is to be marked once a unit that it rests on stands in no document that holds. A
    marked item whose sources hold again is kept again.

    Args:
        final: As `records.FINAL`.
        passages: As `records.PASSAGES`.
        documents: As `records.DOCUMENTS`.
    """
    units = held_by(documents, passages).select("unit_id", holds=pl.lit(value=True)).unique()
    ended = pl.col("holds").is_null().any()
    return (
        rests(final.filter(_open()).select(*_ITEM, "unit_id", "beside", "reason"))
        .join(units, on="unit_id", how="left")
        .group_by(*_ITEM, "reason", maintain_order=True)
        .agg(ended=ended)
        .filter(pl.col("ended") != pl.col("reason").is_not_null())
        .select(*_ITEM, reason=pl.when("ended").then(pl.lit(REASON)))
        .collect()
    )


def uncut(passages: pl.LazyFrame, documents: pl.LazyFrame) -> pl.DataFrame:
    """Documents that hold and were never cut: as long as there are any, no source can be judged."""
    holding = documents.filter(pl.col("state") == "in_force").select("path", "text_id")
    cut = passages.select("text_id").unique()
    return holding.join(cut, on="text_id", how="anti").collect()


def rests(items: pl.LazyFrame) -> pl.LazyFrame:
    """Every unit that an item rests on, its own and those beside it, as one more row of the item.

    Args:
        items: As `records.ITEMS`, or fewer columns with `unit_id` and `beside` among them.
    """
    none = pl.lit([], pl.List(pl.String))
    units = pl.concat_list("unit_id", pl.col("beside").fill_null(none))
    return items.with_columns(unit_id=units).drop("beside").explode("unit_id")


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
