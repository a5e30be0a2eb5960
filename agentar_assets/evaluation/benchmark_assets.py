"""The registered benchmarks as a table: what nothing may be trained on."""

import dagster as dg  # noqa: TID251 - glue, beside the stage's assets.py
import polars as pl

from agentar_assets.evaluation import benchmarks
from resources.sources import Sources


@dg.asset(group_name="evaluation", kinds={"polars"}, owners=["team:data"])
def benchmark_items(sources: Sources) -> pl.DataFrame:
    """Every item of every registered benchmark, and every file that could not be read as one."""
    return benchmarks.items(sources.benchmark_folders())
