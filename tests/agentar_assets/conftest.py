"""A library in memory: folders are read as in the graph, without a lake."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.documents import intake, library, reading, repeals, standing
from agentar_assets.knowledge import passages, units
from agentar_assets.tags import taxonomy

TODAY = date(2026, 11, 23)


@dataclass
class Shelf:
    """Texts in memory, and what was made of them."""

    frames: list[pl.DataFrame] = field(default_factory=lambda: [records.TEXTS.to_frame()])
    documents: pl.DataFrame = field(default_factory=records.DOCUMENTS.to_frame)
    lay: pl.DataFrame = field(default_factory=records.FILES.to_frame)

    def texts(self):
        return pl.concat(self.frames).lazy()

    def add(self, texts):
        self.frames.append(texts)

    def files(self):
        return self.lay

    def note(self, files):
        self.lay = files

    def read(self, *folders, as_of=TODAY):
        """The documents of the folders; what was read before is not read again."""
        self.documents = library.read(folders, self, self.documents, as_of)
        return self.documents

    def take(self, as_of=TODAY, **contents):
        """The documents of Markdown files that lie nowhere, read in this process: no folder, quick.

        Args:
            as_of: Day of which the states are told.
            contents: Text by the name of its file.
        """
        sources = [
            reading.source(f"docs/{name}.md", "markdown", text.encode())
            for name, text in sorted(contents.items())
        ]
        texts = pl.DataFrame([reading.text(source) for source in sources], records.TEXTS)
        self.add(texts.update(repeals.orders(texts), on="text_id").unique("text_id"))
        files = [
            {"path": f"docs/{source.name}.md", "format": source.format, "size": len(source.data)}
            | {"modified": datetime(2025, 1, 1, tzinfo=UTC)}
            | {"sha256": source.sha256, "text_id": source.text_id}
            for source in sources
        ]
        taken = pl.DataFrame(files, schema_overrides=intake.TAKEN).match_to_schema(
            intake.TAKEN, missing_columns="insert"
        )
        nothing = records.DOCUMENTS.to_frame()
        self.documents = standing.settled(taken, self.texts(), as_of, before=nothing)
        return self.documents

    def passages(self):
        """The passages of all texts that are in use."""
        used = self.texts().filter(pl.col("reason").is_null()).collect()
        return passages.passages(used, taxonomy.load())

    def units(self, tag):
        """The units of a tag, from the documents that were read last."""
        cut = self.passages().lazy()
        return units.units(self.documents.lazy(), cut, tag, taxonomy.load()).collect()


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture(scope="session")
def new_shelf():
    """For fixtures of a whole module or session."""
    return Shelf
