"""Which tags a change of documents touches: those whose units are no longer what they were."""

from collections.abc import Sequence

import polars as pl

from agentar_assets.knowledge import passages as cut
from agentar_assets.knowledge.units import units
from agentar_assets.tags.taxonomy import Taxonomy


def touched(
    documents: pl.LazyFrame,
    passages: pl.LazyFrame,
    tags: Sequence[str],
    stored: pl.DataFrame,
    taxonomy: Taxonomy,
) -> list[str]:
    """Those of the tags for which the documents now give other units than the stored; sorted.

    Of a file whose content stays, the day on which it was retrieved may change: nothing is made
    from it, so it touches no tag.

    Args:
        documents: As `records.DOCUMENTS`.
        passages: As `records.PASSAGES`.
        tags: Tags that were ever made; those that found no unit then are among them.
        stored: As `records.UNITS`: what the tags were made from.
        taxonomy: What routes documents to tags.
    """
    held = compared(stored).partition_by("tag", as_dict=True)
    none = compared(stored.clear())
    known = documents.collect().lazy()
    # A unit's name says its text: without it everything fits in memory, and is read once.
    here = passages.filter(pl.col("code") == cut.code(taxonomy)).with_columns(text=pl.lit(""))
    found = here.collect().lazy()
    return [
        tag
        for tag in sorted(tags)
        if not compared(units(known, found, tag, taxonomy).collect()).equals(held.get((tag,), none))
    ]


def compared(units: pl.DataFrame) -> pl.DataFrame:
    """What of units is compared."""
    return units.drop("text", "retrieved")
