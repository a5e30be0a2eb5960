"""Which tags a change of documents touches: those whose units are no longer what they were."""

from collections.abc import Iterable

import polars as pl

from agentar_assets.knowledge.units import units
from agentar_assets.tags.taxonomy import Taxonomy


def touched(
    documents: pl.LazyFrame, tags: Iterable[str], stored: pl.DataFrame, taxonomy: Taxonomy
) -> list[str]:
    """Those of the tags for which the documents now give other units than the stored; sorted.

    Args:
        documents: As `records.DOCUMENTS`.
        tags: Tags that were ever made; those that found no unit then are among them.
        stored: As `records.UNITS`: what the tags were made from.
        taxonomy: What routes documents to tags.
    """
    held = stored.partition_by("tag", as_dict=True)
    rows = {tag: held.get((tag,), stored.clear()) for tag in sorted(tags)}
    return [tag for tag in rows if not _same(documents, tag, rows[tag], taxonomy)]


def _same(documents: pl.LazyFrame, tag: str, rows: pl.DataFrame, taxonomy: Taxonomy) -> bool:
    return units(documents, tag, taxonomy).collect().equals(rows)
