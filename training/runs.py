"""The output folder of a run: who may write it, what is left in it, where it goes on."""

import argparse
import dataclasses
import fcntl
import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from training.config import Config
from training.report import Reporter, rank, reporting

LIBRARIES = ("torch", "transformers", "trl", "accelerate", "tokenizers", "polars")
"""Libraries whose versions a manifest names."""

Recipe = TypeVar("Recipe", bound=Config)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What the command line asks for."""

    recipe: Path
    """TOML with the numbers."""
    data: Path
    """Parquet to read."""
    output: Path
    """Folder to fill; made when missing."""
    model: str | None = None
    """Checkpoint to begin with; null for the recipe's own."""
    lineage: Mapping[str, str] = field(default_factory=dict)
    """What the manifest shall name."""


def ordered(description: str | None, arguments: list[str] | None = None) -> Order:
    """Read the command line of a run."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("recipe", type=Path, help="TOML with the numbers")
    parser.add_argument("--data", type=Path, required=True, help="Parquet to read")
    parser.add_argument("--output", type=Path, required=True, help="folder to fill")
    parser.add_argument("--model", help="checkpoint to begin with; else the recipe's own")
    parser.add_argument(
        "--lineage", action="append", default=[], metavar="NAME=VALUE", help="for the manifest"
    )
    said = parser.parse_args(arguments)
    pairs = [pair.partition("=") for pair in said.lineage]
    return Order(
        recipe=said.recipe,
        data=said.data,
        output=said.output,
        model=said.model,
        lineage={name: value for name, _, value in pairs},
    )


def carried_out(
    order: Order,
    kind: str,
    recipe: type[Recipe],
    train: Callable[[Order, Recipe, Reporter], dict[str, object]],
) -> None:
    """Train as ordered, alone in the output folder; what is finished there is not made again.

    Args:
        order: What was asked for.
        kind: What the manifest calls the run: `base`, `sft` or `grpo`.
        recipe: The config that the recipe is read as.
        train: Fills `output/model` and gives the metrics.
    """
    config = recipe.load(order.recipe, model=order.model)
    quiet(config.threads)
    with alone(order.output), reporting() as reporter:
        if not finished(order.output):
            concluded(order, kind, config, train(order, config, reporter), reporter)


def quiet(threads: int) -> None:
    """Keep the libraries off the network, and to their share of the CPU.

    Call it before torch is imported.
    """
    os.environ |= {
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TRL_EXPERIMENTAL_SILENCE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    # A thread that waits must sleep: beside other work, spinning ones made a step 3 times slower.
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    if threads:
        os.environ.setdefault("OMP_NUM_THREADS", str(threads))


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """Hold the output folder: a second run of the same waits, and then finds the first one's work.

    The lock goes with the process, however that ends.
    """
    output.mkdir(parents=True, exist_ok=True)
    if rank():
        yield
        return
    with (output / ".lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def finished(output: Path) -> bool:
    """Whether the run has left its last word."""
    return (output / "manifest.json").exists()


def last_checkpoint(output: Path) -> Path | None:
    """The newest whole checkpoint; one that a kill cut short is removed."""
    found = sorted(output.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))
    whole = [path for path in found if (path / "trainer_state.json").exists()]
    if not rank():
        for path in set(found) - set(whole):
            shutil.rmtree(path)
    return whole[-1] if whole else None


def begun(output: Path) -> Path | None:
    """Where a run goes on, with the metrics cut back to there; null for a fresh start."""
    checkpoint = last_checkpoint(output)
    log = output / "metrics.jsonl"
    if rank() or not log.exists():
        return checkpoint
    step = int(checkpoint.name.split("-")[1]) if checkpoint else 0
    kept = [line for line in whole_lines(log) if line["step"] <= step]
    written(log, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in kept))
    return checkpoint


def whole_lines(log: Path) -> list[dict[str, Any]]:
    """Lines of a metrics file; the last is left out where a kill cut it short."""
    text = log.read_text(encoding="utf-8")
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def written(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    partial = path.with_suffix(path.suffix + ".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def content_hash(model: Path) -> str:
    """Hash of a checkpoint's weights, tokenizer and configuration, whatever its folder."""
    digest = hashlib.sha256()
    for path in sorted(model.iterdir()):
        if path.suffix in {".safetensors", ".json", ".jinja", ".txt", ".model"}:
            digest.update(f"{path.name}\0".encode())
            digest.update(file_hash(path).encode())
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """Hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def summary(output: Path, *, mean_loss: float, **known: object) -> dict[str, object]:
    """Metrics of a run: what is known of it, and the loss that it logged last.

    Args:
        output: Its folder.
        mean_loss: Loss over all steps, for a run too short to have logged one.
        known: What else is known.
    """
    log = output / "metrics.jsonl"
    lines = whole_lines(log) if log.exists() else []
    return {"loss": lines[-1].get("loss", mean_loss) if lines else mean_loss, **known}


def concluded(
    order: Order, kind: str, config: Config, metrics: Mapping[str, object], reporter: Reporter
) -> None:
    """Write `metrics.json` and, last of all, `manifest.json`; clear what only resuming needs.

    Args:
        order: What was asked for.
        kind: `base`, `sft` or `grpo`.
        config: The numbers that were used.
        metrics: `steps`, `loss`, `seconds`, and what else is known.
        reporter: Is told the metrics.
    """
    if rank():
        return
    written(order.output / "metrics.json", _dumped(metrics))
    manifest = {
        "kind": kind,
        "model_id": content_hash(order.output / "model"),
        "lineage": dict(order.lineage),
        "parent": order.model,
        "recipe": dataclasses.asdict(config),
        "recipe_sha256": file_hash(order.recipe),
        "data_sha256": file_hash(order.data),
        "git": _commit(),
        "versions": _versions(),
        "metrics": dict(metrics),
    }
    written(order.output / "manifest.json", _dumped(manifest))
    for path in order.output.glob("checkpoint-*"):
        shutil.rmtree(path)
    reporter.result({"kind": kind, "model_id": manifest["model_id"], **metrics})


class Stopwatch:
    """Wall-clock time of a run, over its restarts too."""

    def __init__(self, output: Path) -> None:
        """Start, or go on from what the restarts before have spent."""
        self._file, self._begin = output / ".seconds", time.monotonic()
        self._before = float(self._file.read_text()) if self._file.exists() else 0.0

    def seconds(self) -> float:
        """Time spent until now."""
        return round(self._before + time.monotonic() - self._begin, 3)

    def keep(self) -> None:
        """Note the time beside a checkpoint."""
        written(self._file, str(self.seconds()))


def _dumped(values: Mapping[str, object]) -> str:
    return json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False, default=str)


def _versions() -> dict[str, str]:
    installed = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return {"python": platform.python_version(), **installed}


def _commit() -> str:
    """Commit of the checkout; empty where there is none."""
    command = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
