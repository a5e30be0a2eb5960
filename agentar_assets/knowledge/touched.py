"""Which tags a change of documents touches: those whose units are no longer what they were."""

import polars as pl

from agentar_assets.knowledge.units import units
from agentar_assets.tags.taxonomy import Taxonomy


def touched(documents: pl.LazyFrame, stored: pl.DataFrame, taxonomy: Taxonomy) -> list[str]:
    """Tags of the stored units for which the documents now give other units; sorted.

    Args:
        documents: As `records.DOCUMENTS`.
        stored: As `records.UNITS`: what the tags were made from.
        taxonomy: What routes documents to tags.
    """
    held = stored.partition_by("tag", as_dict=True)
    return [
        tag for (tag,), rows in sorted(held.items()) if not _same(documents, tag, rows, taxonomy)
    ]


def _same(documents: pl.LazyFrame, tag: str, rows: pl.DataFrame, taxonomy: Taxonomy) -> bool:
    return units(documents, tag, taxonomy).collect().equals(rows)
