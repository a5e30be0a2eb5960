"""What `documents.py` measures in a process of its own: folders read into a lake, and cut."""

import resource
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from agentar_assets import records
from agentar_assets.documents import library
from agentar_assets.knowledge import crew, figures, passages
from agentar_assets.loop import opened
from agentar_assets.tags import taxonomy
from resources.lake import Lake
from resources.roots import Root


@dataclass(frozen=True)
class Shelf:
    """The lake as the shelf of the library."""

    lake: Lake

    def texts(self) -> pl.LazyFrame:
        return self.lake.scan("texts", schema=records.TEXTS)

    def add(self, texts: pl.DataFrame) -> None:
        self.lake.add("texts", texts, key=["text_id"], reason="read", run_id="benchmark")

    def files(self) -> pl.DataFrame:
        return self.lake.scan("files", schema=records.FILES).collect()

    def note(self, files: pl.DataFrame) -> None:
        self.lake.write("files", files, tags=None, reason="read", run_id="benchmark")


def ingest(folders: list[Path], root: Path) -> dict[str, float]:
    """Documents and passages of folders into a lake, as the assets make them; seconds of each."""
    lake = Lake(root=str(root))
    start, worked = time.perf_counter(), processor()
    documents = read(folders, lake)
    middle = time.perf_counter()
    kinds = cut(documents, lake)
    end = time.perf_counter()
    seconds = {"read": middle - start, "cut": end - middle, "processor": processor() - worked}
    return seconds | counts(documents) | {"passages": sum(kinds.values())}


def read(folders: list[Path], lake: Lake) -> pl.DataFrame:
    before = lake.scan("documents", schema=records.DOCUMENTS).collect()
    made = library.read(folders, Shelf(lake), before, datetime.now(UTC).date())
    lake.write("documents", made, tags=None, reason="materialized", run_id="benchmark")
    return made


def cut(documents: pl.DataFrame, lake: Lake) -> dict[str, int]:
    known = taxonomy.load()
    stored = lake.scan("passages", schema=records.PASSAGES)
    for rows in crew.fresh(documents.lazy(), Shelf(lake).texts(), stored, known):
        lake.add("passages", rows, key=passages.KEY, reason="cut", run_id="benchmark")
    held = lake.scan("passages", schema=records.PASSAGES)
    used = figures.used(documents.lazy(), held, passages.code(known))
    figures.version(used)
    return figures.yields(used)


def counts(documents: pl.DataFrame) -> dict[str, float]:
    states = ("rejected", "duplicate", "superseded")
    return {
        "documents": documents.height,
        "characters": documents["characters"].sum() or 0,
        **{state: documents.filter(state=state).height for state in states},
    }


def job(folders: list[Path], root: Path) -> dict[str, float]:
    """The whole job `ingest`, through Dagster; seconds."""
    loop = opened(Root(root).settled(documents=folders))
    start = time.perf_counter()
    loop.read()
    return {"seconds": time.perf_counter() - start}


def processor() -> float:
    """Seconds of computing of this process and of the children that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime
