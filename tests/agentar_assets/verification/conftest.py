from pathlib import Path

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.verification import panel
from resources.embedder import HashedEmbedder

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="session")
def items():
    """Items of both tracks as the generator wrote them, drawn by chance, 16 an attribute."""
    return pl.read_ndjson(GOLDEN / "items.ndjson", schema=records.ITEMS)


@pytest.fixture(scope="session")
def units():
    """The units of those items."""
    kept = {n: t for n, t in records.UNITS.items() if n not in {"entities", "quantities"}}
    return pl.read_ndjson(GOLDEN / "units.ndjson", schema=kept)


@pytest.fixture(scope="session")
def answers(items, units):
    """What the panel says to the golden items."""
    return panel.answered(items, units)


@pytest.fixture(scope="session")
def embed():
    """The offline embedder."""
    return HashedEmbedder().vectors
