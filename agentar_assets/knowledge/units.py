"""Knowledge units of a tag: routed passages with their source, their content, their standing."""

from typing import Final

import polars as pl

from agentar_assets import records
from agentar_assets.knowledge import passages as cut
from agentar_assets.knowledge.routing import routing
from agentar_assets.tags.taxonomy import Taxonomy

_TOLD: Final = ("unit_id", "text_id", "leaf", "evidence", "reason")


def units(
    documents: pl.LazyFrame, passages: pl.LazyFrame, tag: str, taxonomy: Taxonomy
) -> pl.LazyFrame:
    """The units of a tag as `records.UNITS`, in the order of their documents.

    Passages that were routed to the tag but cannot be used are among them, with their `reason`.

    Args:
        documents: As `records.DOCUMENTS`.
        passages: As `records.PASSAGES`; those that another program cut do not count.
        tag: A valid tag.
        taxonomy: Where its leaves stand.

    Raises:
        ValueError: This is no tag of the taxonomy.
    """
    taxonomy.leaves(tag)
    present = passages.filter(pl.col("code") == cut.code(taxonomy))
    files = documents.collect()
    found = routing.routed(present.drop("text").collect(), files, tag, taxonomy).select(_TOLD)
    ended = pl.when(pl.col("state") != "in_force").then(pl.lit("not_in_force"))
    return (
        present.drop("reason")
        .join(found.lazy(), on=["unit_id", "text_id"])
        .join(_sources(files.lazy()), on="text_id")
        .with_columns(tag=pl.lit(tag), reason=pl.coalesce(ended, "reason"))
        .sort("path", "start", "unit_id")
        .select(records.UNITS.names())
        .cast(records.UNITS)
    )


def _sources(documents: pl.LazyFrame) -> pl.LazyFrame:
    """What a unit says of its source: of several files that hold a text, the one in force."""
    own = [name for name in records.UNITS if name in records.DOCUMENTS and name != "reason"]
    chosen = documents.sort(pl.col("state") != "in_force", "path").unique(
        "text_id", keep="first", maintain_order=True
    )
    return chosen.select("text_id", "state", *own)
