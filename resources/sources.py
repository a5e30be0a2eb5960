"""The door to the folders that people keep: documents, and benchmark files."""

import os
from pathlib import Path
from typing import Any

import dagster as dg


class Sources(dg.ConfigurableResource[Any]):
    """Folders on this machine; several are joined as in `PATH`."""

    documents: str
    """Folders of documents to learn from."""
    benchmarks: str = ""
    """Folders of benchmark files to decontaminate against; empty: none is registered."""
    reviews: str
    """Folder where review sheets go out and come back."""

    def document_folders(self) -> list[Path]:
        """Folders of documents, in the order given."""
        return _folders(self.documents)

    def benchmark_folders(self) -> list[Path]:
        """Folders of registered benchmarks, in the order given."""
        return _folders(self.benchmarks)


def _folders(joined: str) -> list[Path]:
    return [Path(part) for part in joined.split(os.pathsep) if part]
