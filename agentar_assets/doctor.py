"""What is installed, what is missing for which profile, and what to type."""

import importlib.util
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """One thing that a profile needs."""

    profile: str
    name: str
    found: str
    """Version or path; empty where it is missing."""
    mend: str
    """What to type where it is missing."""


NEEDS = {
    "demo": {
        "modules": ["dagster", "deltalake", "duckdb", "polars", "torch", "transformers", "trl"],
        "mend": "make run",
    },
    "serve": {"modules": ["vllm"], "mend": ".venv/bin/pip install -e '.[serve]'"},
    "ray": {"modules": ["dagster_ray"], "mend": ".venv/bin/pip install -e '.[ray]'"},
    "k8s": {"modules": ["dagster_k8s"], "mend": ".venv/bin/pip install -e '.[k8s]'"},
    "postgres": {"modules": ["dagster_postgres"], "mend": ".venv/bin/pip install -e '.[postgres]'"},
}
LEAST_FREE = 5 * 2**30
"""Bytes: a demo root takes well under 1 GiB, an environment about 3."""


def findings(root: Path) -> Iterator[Finding]:
    """Everything that was looked at, missing or not."""
    for profile, needs in NEEDS.items():
        for module in needs["modules"]:
            yield Finding(profile, module, _version(module), str(needs["mend"]))
    yield Finding("demo", "C compiler", shutil.which("cc") or "", "install gcc or clang")
    existing = next(folder for folder in [root, *root.resolve().parents] if folder.exists())
    free = shutil.disk_usage(existing).free
    found = f"{free / 2**30:.0f} GiB free" if free >= LEAST_FREE else ""
    yield Finding("demo", f"disk under {existing}", found, "free 5 GiB, or choose another --root")


def _version(module: str) -> str:
    if importlib.util.find_spec(module) is None:
        return ""
    names = metadata.packages_distributions().get(module, [module])
    return metadata.version(names[0])
