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
PAIRS = 10
"""Of which the first warms up."""


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


def remade(place: Root, tag: str, seed: int) -> float:
    """Seconds of one run over the five assets, under another planned seed, so that all change."""
    from agentar_assets.definitions import defs  # noqa: PLC0415 doors open on the variables

    instance, lake = home(place.variables()), place.lake()
    plan = lake.scan("next_round_plan").collect()
    moved = plan.with_columns(seed=pl.lit(seed, plan.schema["seed"]))
    lake.write("next_round_plan", moved, tags=None, reason="seed", run_id="benchmark")
    before = {dataset: lake.head(dataset, tag) for dataset in DATA}
    start = time.perf_counter()
    result = defs.resolve_implicit_global_asset_job_def().execute_in_process(
        instance=instance,
        partition_key=tag,
        asset_selection=[*map(dg.AssetKey, DATA)],
        run_config=QUIET,
    )
    taken = time.perf_counter() - start
    written = [dataset for dataset in DATA if lake.head(dataset, tag) != before[dataset]]
    assert result.success and written == [*DATA], written
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(".agentar"))
    parser.add_argument("--tag", default="deposit_savings.intent_classification")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        places = {
            size: grown(args.root, Path(folder) / str(size), args.tag, size) for size in SIZES
        }
        # In turn, so that what else the machine does meets both alike.
        taken = [[remade(places[size], args.tag, 1000 + n) for size in SIZES] for n in range(PAIRS)]
    few, many = (statistics.median(times) for times in zip(*taken[1:], strict=True))
    ratio = statistics.median(b / a for a, b in taken[1:])
    print(f"{SIZES[0]} tags: {few:.3f} s, {SIZES[1]} tags: {many:.3f} s (medians of {PAIRS - 1})")
    print(f"ratio, median of the pairs: {ratio:.2f} (asked: at most 1.2)")
    print(", ".join(f"{name} {version(name)}" for name in ("dagster", "deltalake", "polars")))


if __name__ == "__main__":
    main()
