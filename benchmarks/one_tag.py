"""One tag's five data assets made anew, in a lake of 25 and in one of 700 tags.

`python benchmarks/one_tag.py --root DIR` takes a root that `agentar run` has filled, copies one of
its tags under other names, and prints the ratio of the two costs (asked: at most 1.2).
"""

import argparse
import shutil
import statistics
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import dagster as dg
import polars as pl

from agentar_assets.loop import home
from agentar_assets.tags import taxonomy
from agentar_assets.workers import QUIET
from resources.roots import Root

DATA = ("task_triples", "evolved_instructions", "answers", "verified_set", "final_set")
PINNED = ("knowledge_units", "evaluation_items", *DATA)
SIZES = (25, 700)
REPEATS = 7


def grown(filled: Path, root: Path, tag: str, size: int) -> Root:
    """A root whose lake holds `size` tags, all but one of them copies of it."""
    shutil.copytree(filled, root, ignore=shutil.ignore_patterns("runs", "dagster"))
    place = Root(root)
    lake = place.lake()
    others = [name for name in taxonomy.load().tags if name != tag][: size - 1]
    for dataset in PINNED:
        rows = lake.scan(dataset, tags=[tag]).collect()
        for other in others:
            copy = rows.with_columns(tag=pl.lit(other))
            lake.write(dataset, copy, tags=[other], reason="copy", run_id="benchmark")
    return place


def remade(place: Root, tag: str) -> float:
    """Median seconds of one run over the five assets; the seed moves, so that all are written."""
    from agentar_assets.definitions import defs  # noqa: PLC0415 doors open on the variables

    instance = home(place.variables())
    job = defs.resolve_implicit_global_asset_job_def()
    taken = []
    for repeat in range(REPEATS):
        start = time.perf_counter()
        config = {"ops": {"task_triples": {"config": {"seed": repeat + 1}}}}
        result = job.execute_in_process(
            instance=instance,
            partition_key=tag,
            asset_selection=[*map(dg.AssetKey, DATA)],
            run_config={**config, **QUIET},
        )
        assert result.success
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(".agentar"))
    parser.add_argument("--tag", default="deposit_savings.intent_classification")
    args = parser.parse_args()
    cost = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            place = grown(args.root, Path(folder) / "root", args.tag, size)
            cost[size] = remade(place, args.tag)
        print(f"{size} tags: {cost[size]:.3f} s (median of {REPEATS})")
    few, many = (cost[size] for size in SIZES)
    print(f"ratio: {many / few:.2f} (asked: at most 1.2)")
    print(", ".join(f"{name} {version(name)}" for name in ("dagster", "deltalake", "polars")))


if __name__ == "__main__":
    main()
