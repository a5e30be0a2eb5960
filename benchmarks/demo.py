"""The demo profile in a folder of its own: time, memory, and what the student learned.

`python benchmarks/demo.py [--rounds 2]` prints the figures beside what was asked for.
"""

import argparse
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import polars as pl
import psutil
from memory import resident

from resources.roots import Root

PACKAGES = ("dagster", "deltalake", "duckdb", "polars", "torch", "transformers", "trl")


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds, and the peak memory of the command and its children together in GiB."""
    start, peak = time.perf_counter(), 0
    with subprocess.Popen(command) as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, resident(watched))
            time.sleep(0.5)
    if process.returncode:
        sys.exit(f"failed: {' '.join(command)}")
    return time.perf_counter() - start, peak / 2**30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        agentar = str(Path(sys.executable).with_name("agentar"))
        seconds, peak = measured([agentar, "run", "--rounds", str(rounds), "--root", folder])
        scores = Root(Path(folder)).lake().scan("eval_scores").collect()
    mean = scores.group_by("round", "stage").agg(pl.col("pass_at_1").mean(), tags=pl.len())
    by = {(row["round"], row["stage"]): row for row in mean.to_dicts()}
    first, base = by[1, "grpo"], by[0, "base"]
    print(f"tags: {first['tags']} (asked: at least 25)")
    print(f"time: {seconds / 60:.1f} min for {rounds} rounds (asked: at most 10 for 2)")
    print(f"peak memory of all processes: {peak:.2f} GiB (asked: at most 6)")
    rise = first["pass_at_1"] - base["pass_at_1"]
    print(f"mean pass@1, base to round 1: {base['pass_at_1']:.3f} to {first['pass_at_1']:.3f}")
    print(f"rise: {rise:+.3f} (asked: at least +0.300)")
    for (number, stage), row in sorted(by.items()):
        print(f"  round {number} {stage}: {row['pass_at_1']:.3f}")
    print(f"python {platform.python_version()},", ", ".join(f"{p} {version(p)}" for p in PACKAGES))


if __name__ == "__main__":
    main()
