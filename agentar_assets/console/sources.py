"""What the report says of the sources: how fresh they are, and what they cover."""

import polars as pl

from agentar_assets import records
from agentar_assets.documents import bars
from agentar_assets.knowledge.routing import coverage
from resources.lake import Lake


def told(lake: Lake) -> str:
    """How many documents are in force, how much law that is, and how old the oldest is."""
    figures = bars.freshness(lake.scan("documents", schema=records.DOCUMENTS))
    states = [f"{n} {name[7:]}" for name, n in figures.items() if name.startswith("state: ")]
    since = f"; the oldest holds since {figures['oldest']}" if "oldest" in figures else ""
    return (
        f"{figures['files']} files: {', '.join(states) or 'none'}; {figures['articles']} articles "
        f"and {figures['characters']} characters in force{since}."
    )


def covered(lake: Lake) -> pl.DataFrame:
    """Each scenario that has any unit: how many cells (leaf and attribute) have how many units."""
    cells = lake.scan("coverage", schema=records.COVERAGE).collect()
    return coverage.summary(cells).filter(pl.col("most") > 0)


def stocked(lake: Lake) -> pl.DataFrame:
    """Each tag that was made: its kept units, and how many leaves these are of."""
    units = lake.scan("knowledge_units", schema=records.UNITS).filter(pl.col("reason").is_null())
    return (
        units.group_by("tag")
        .agg(
            units=pl.len(),
            documents=pl.col("path").n_unique(),
            leaves=pl.col("leaf").n_unique(),
            oldest=pl.col("valid_from").min(),
        )
        .sort("tag")
        .collect()
    )
