"""Training runs where Dagster is not installed, and light modules stay light."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path.stem for path in (ROOT / "training").glob("*.py") if path.stem != "__init__")
LIGHT = ["config", "reference", "report", "runs", "batches", "base", "sft", "grpo", "rollouts"]


def python(code):
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True)


def test_the_entry_points_import_neither_torch_nor_dagster():
    names = ", ".join(f"training.{name}" for name in LIGHT)
    python(f"import sys, {names}; assert not {{'torch', 'trl', 'dagster'}} & set(sys.modules)")


@pytest.mark.slow
def test_every_module_imports_without_dagster():
    names = ", ".join(f"training.{name}" for name in MODULES)
    python(f"import sys; sys.modules['dagster'] = None; import {names}")


def test_an_order_reads_its_command_line():
    python(
        "from training import runs;"
        "o = runs.ordered('', ['r.toml', '--data', 'd', '--output', 'o', '--lineage', 'a=b=c']);"
        "assert o.lineage == {'a': 'b=c'} and o.model is None"
    )
