"""The documents that everything else is made from, and how they speak of each other."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import dagster as dg
import polars as pl

from agentar_assets import records, unchanged
from agentar_assets.documents import bars, checks, library
from agentar_assets.documents.citing import references
from agentar_assets.tags.tagged import audited
from resources.lake import Lake
from resources.sources import Sources


class DocumentsConfig(dg.Config):
    """The launchpad knobs of the documents."""

    as_of: str = ""
    """Day of which the states are told, `2025-01-31`; empty: the day of the run."""

    def day(self) -> date:
        """The day of which the states are told."""
        return date.fromisoformat(self.as_of) if self.as_of else datetime.now(UTC).date()


@dataclass(frozen=True)
class _Kept:
    """The lake as the shelf of the library."""

    lake: Lake
    run_id: str

    def texts(self) -> pl.LazyFrame:
        return self.lake.scan("texts", schema=records.TEXTS)

    def add(self, texts: pl.DataFrame) -> None:
        self.lake.add("texts", texts, key=["text_id"], reason="read", run_id=self.run_id)

    def files(self) -> pl.DataFrame:
        return self.lake.scan("files", schema=records.FILES).collect()

    def note(self, files: pl.DataFrame) -> None:
        self.lake.write("files", files, tags=None, reason="read", run_id=self.run_id)


@audited(
    "documents",
    checks.document_spans_are_exact,
    checks.a_document_is_in_force,
    checks.few_documents_are_rejected,
)
def documents(
    context: dg.AssetExecutionContext, sources: Sources, lake: Lake, config: DocumentsConfig
) -> dg.Output[pl.DataFrame]:
    """Every file of the document folders: what holds and since when, or why it is rejected.

    What is read in a file goes to the dataset `texts`, once for all: the same bytes are not read
    again. How the files lie there goes to the dataset `files`, so that one that is only written
    anew changes no document.
    """
    before = lake.scan("documents", schema=records.DOCUMENTS).collect()
    shelf = _Kept(lake, context.run.run_id)
    read = library.read(sources.document_folders(), shelf, before, config.day())
    return dg.Output(read, metadata=bars.freshness(read.lazy()))


@audited("documents")
def citations(documents: pl.LazyFrame, lake: Lake) -> pl.DataFrame:
    """The graph of the documents: which place cites, amends, repeals or supersedes which."""
    texts = lake.scan("texts", schema=records.TEXTS).select("text_id", "sections", "mentions")
    used = texts.join(documents.select("text_id").unique(), on="text_id", how="semi")
    return unchanged.table(
        lake,
        "citations",
        unchanged.source(documents, texts),
        lambda: references.citations(documents.collect(), used.collect()),
    )
