"""What the lake costs: `python benchmarks/lake.py [--commits 5000]`; about five minutes."""

import argparse
import logging
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import dagster as dg
import polars as pl

from resources.lake import Lake
from resources.tables import LakeTables

PROCESSES, COMMITS = 8, 20
FEW, MANY, REPEATS = 25, 700, 40
ROWS = 1000


def rows(tag: str, turn: int, count: int) -> pl.DataFrame:
    text = [f"条款{turn}-{row}：客户应当在办理业务前了解产品的风险。" for row in range(count)]
    return pl.DataFrame({"tag": tag, "item": range(count), "text": text})


def write(lake: Lake, tag: str, turn: int, count: int = 50) -> None:
    frame = rows(tag, turn, count)
    lake.write("items", frame, tags=[tag], reason="benchmark", run_id=f"{tag}-{turn}")


def hammered(root: str, tag: str) -> str:
    """Write one tag many times; the error, or nothing."""
    try:
        for turn in range(COMMITS):
            write(Lake(root=root), tag, turn)
    except Exception as error:
        return repr(error)
    return ""


def hammer(root: str) -> None:
    tags = [f"scenario{process}.attribute" for process in range(PROCESSES)]
    start = time.perf_counter()
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        errors = [said for said in pool.map(hammered, [root] * PROCESSES, tags) if said]
    seconds = time.perf_counter() - start
    lake = Lake(root=root)
    kept = [version.run_id for tag in tags for version in reversed(lake.history("items", tag))]
    lost = {f"{tag}-{turn}" for tag in tags for turn in range(COMMITS)} - set(kept)
    doubled = len(kept) - len(set(kept))
    print(
        f"{PROCESSES} processes x {COMMITS} commits: {seconds:.1f} s with their start, "
        f"{len(lost)} lost, {doubled} doubled, {len(errors)} errors {errors[:1] or ''}"
    )


def histories(root: str, commits: int) -> None:
    lake = Lake(root=root)
    start = time.perf_counter()
    for turn in range(commits):
        write(lake, f"scenario.attribute{turn % 50}", turn)
    each = (time.perf_counter() - start) / commits
    start = time.perf_counter()
    found = lake.history("items", "scenario.attribute7")
    seconds = time.perf_counter() - start
    print(
        f"history of one tag in {commits} commits: {seconds:.2f} s, {len(found)} versions "
        f"(a commit took {1000 * each:.0f} ms in the mean)"
    )


def filled(root: str) -> dict[int, Lake]:
    """A lake of few tags and a lake of many, each tag written by a commit of its own."""
    lakes = {tags: Lake(root=f"{root}/{tags}") for tags in (FEW, MANY)}
    for tags, lake in lakes.items():
        for tag in range(tags):
            write(lake, f"scenario.attribute{tag}", 0, ROWS)
    return lakes


def cost(lakes: dict[int, Lake]) -> None:
    """Alternate between the two lakes, so that a busy machine slows both alike."""
    took = {tags: [] for tags in lakes}
    for turn in range(1, REPEATS + 1):
        for tags, lake in lakes.items():
            start = time.perf_counter()
            write(lake, "scenario.attribute7", turn, ROWS)
            read = lake.scan("items", tags=["scenario.attribute7"]).collect()
            took[tags].append(time.perf_counter() - start)
            assert read.height == ROWS
    said(f"write and read one tag of {ROWS} rows", took)


def partitions(tags: int) -> dg.StaticPartitionsDefinition:
    return dg.StaticPartitionsDefinition([f"scenario.attribute{tag}" for tag in range(tags)])


def stage(name: str, upstream: str, tags: int) -> dg.AssetsDefinition:
    """An asset that changes its upstream's rows, so that every run makes a version."""

    @dg.asset(
        name=name,
        ins={"rows": dg.AssetIn(upstream)},
        partitions_def=partitions(tags),
    )
    def asset(context: dg.AssetExecutionContext, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.with_columns(text=pl.col("text") + context.run.run_id)

    return asset


def rematerialization(lakes: dict[int, Lake]) -> None:
    """One tag's five data assets through Dagster, in process."""
    names = ["items", *(f"stage{number}" for number in range(1, 6))]
    chains = {
        tags: [stage(name, upstream, tags) for upstream, name in pairwise(names)] for tags in lakes
    }
    for tags, lake in lakes.items():
        frame = pl.concat([rows(f"scenario.attribute{tag}", 0, ROWS) for tag in range(tags)])
        for name in names[1:]:
            every = sorted(set(frame["tag"]))
            lake.write(name, frame, tags=every, reason="benchmark", run_id="seed")
    took = {tags: [] for tags in lakes}
    with dg.DagsterInstance.ephemeral() as instance:
        for _ in range(REPEATS // 2):
            for tags, lake in lakes.items():
                start = time.perf_counter()
                dg.materialize(
                    [dg.AssetSpec("items", partitions_def=partitions(tags)), *chains[tags]],
                    selection=chains[tags],
                    partition_key="scenario.attribute7",
                    resources={"io_manager": LakeTables(lake=lake)},
                    instance=instance,
                )
                took[tags].append(time.perf_counter() - start)
    said("re-materialize one tag's five assets", took)


def said(what: str, took: dict[int, list[float]]) -> None:
    few, many = (1000 * statistics.median(took[tags]) for tags in (FEW, MANY))
    print(
        f"{what}: {few:.0f} ms with {FEW} tags in the lake, {many:.0f} ms with {MANY}: "
        f"ratio {many / few:.2f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=5000, help="commits of the history measured")
    commits = parser.parse_args().commits
    logging.disable(logging.CRITICAL)  # Dagster's log of every step
    with tempfile.TemporaryDirectory() as root:
        hammer(f"{root}/hammer")
        lakes = filled(f"{root}/cost")
        cost(lakes)
        rematerialization(lakes)
        histories(f"{root}/history", commits)
    print(
        ", ".join(
            f"{name} {version(name)}" for name in ("deltalake", "polars", "pyarrow", "duckdb")
        )
    )


if __name__ == "__main__":
    main()
