"""The documents that everything else is made from."""

import polars as pl

from agentar_assets.documents import checks, reading
from agentar_assets.tags.tagged import audited
from resources.sources import Sources


@audited(
    "documents",
    checks.document_spans_are_exact,
    checks.a_document_is_in_force,
    checks.few_documents_are_rejected,
)
def documents(sources: Sources) -> pl.DataFrame:
    """Every file of the document folders: text, sections, validity, or why it is rejected."""
    return reading.documents(sources.document_folders())
