"""The documents that everything else is made from."""

import dagster as dg
import polars as pl

from agentar_assets.documents import reading
from resources.sources import Sources


@dg.asset(group_name="documents", kinds={"polars"}, owners=["team:data"])
def documents(sources: Sources) -> pl.DataFrame:
    """Every file of the document folders: text, sections, validity, or why it is rejected."""
    return reading.documents(sources.document_folders())
