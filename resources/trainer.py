"""The door to training: starts `python -m training.<kind>` and waits for what it leaves behind."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import dagster as dg
import polars as pl

_CHECKOUT: Final = Path(__file__).parents[1]
_LAST_LINES: Final = 25
"""Lines of a failed run's log that its error shows."""
_COMPLETIONS: Final = pl.Schema(
    {"prompt_id": pl.String, "sample": pl.Int64, "completion": pl.String}
)


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A trained model on disk, and how it came about."""

    path: str
    """Hugging Face folder: weights as safetensors, tokenizer, configuration."""
    model_id: str
    """Content hash of that folder."""
    steps: int
    """Optimizer steps; 0 where nothing was trained."""
    loss: float
    """Training loss as last logged; nats, or 0 where nothing was trained."""
    seconds: float
    """Wall-clock time of the training."""
    manifest: dict[str, Any]
    """What it was made from: lineage, hashes, seeds, versions, metrics."""


class Trainer(dg.ConfigurableResource[Any]):
    """Trains and samples models on this machine, each in a process of its own.

    A run is named by the content of all that goes into it. What was made once is not made again,
    and a run that was killed goes on from its last checkpoint.
    """

    runs: str
    """Folder that holds one folder a run; made when missing."""
    recipe: str = "tiny-cpu"
    """Folder of `recipes` with the numbers: base.toml, sft.toml, grpo.toml, rollouts.toml."""
    recipes: str = "training/recipes"
    """Folder of the recipes; a relative one lies in the checkout."""

    def run(
        self,
        context: Any,  # noqa: ANN401 - an asset context, or null outside Dagster
        kind: str,
        data: pl.DataFrame,
        *,
        model: str | None = None,
        lineage: Mapping[str, str] | None = None,
    ) -> Checkpoint:
        """Train one model, or find it trained.

        Args:
            context: The asset's context, which then shows the run's progress; null outside one.
            kind: `base`, `sft` or `grpo`: the module of `training` to start.
            data: What it reads; the columns are those of the module.
            model: Folder of the checkpoint to begin with; null for the recipe's own.
            lineage: What the manifest shall name, such as `release_id`.

        Raises:
            RuntimeError: Training failed; the message shows the end of its log.
            FileNotFoundError: No such recipe, or no checkpoint to begin with.
        """
        recipe = self._recipe(kind)
        named = {**(lineage or {}), **({"parent": _identity(model)} if model else {})}
        folder = self._folder(kind, [recipe.read_bytes(), _content(data), _json(named)])
        options = ["--model", model] if model else []
        options += [
            part for name in sorted(named) for part in ("--lineage", f"{name}={named[name]}")
        ]
        if not (folder / "manifest.json").exists():
            _stored(data, folder / "data.parquet")
            command = [f"training.{kind}", str(recipe), "--data", str(folder / "data.parquet")]
            _launched(context, [*command, "--output", str(folder), *options], folder)
        return _checkpoint(folder)

    def completions(  # noqa: PLR0913 - the knobs of sampling
        self,
        context: Any,  # noqa: ANN401 - an asset context, or null outside Dagster
        prompts: pl.DataFrame,
        *,
        model: str,
        samples: int = 1,
        temperature: float = 0.0,
        seed: int = 0,
    ) -> pl.DataFrame:
        """What a model writes after each prompt: `prompt_id`, `sample` and `completion`.

        Args:
            context: The asset's context; null outside one.
            prompts: `prompt_id`, each once, and `prompt`.
            model: Folder of a checkpoint.
            samples: Completions of each prompt.
            temperature: 0 is the one most likely completion.
            seed: The same seed draws the same completions.

        Raises:
            RuntimeError: Sampling failed; the message shows the end of its log.
            FileNotFoundError: No such checkpoint.
            ValueError: A prompt_id is used twice.
        """
        if prompts["prompt_id"].is_duplicated().any():
            twice = prompts.filter(pl.col("prompt_id").is_duplicated())["prompt_id"][0]
            raise ValueError(f"prompt_id {twice!r} is there twice: each prompt needs its own")
        if prompts.is_empty():
            return _COMPLETIONS.to_frame()
        recipe, asked = self._recipe("rollouts"), prompts.select("prompt_id", "prompt")
        knobs = {"samples": samples, "temperature": temperature, "seed": seed}
        parts = [recipe.read_bytes(), _content(asked), _json(knobs), _identity(model).encode()]
        folder = self._folder("rollouts", parts)
        options = [part for name, value in knobs.items() for part in (f"--{name}", str(value))]
        if not (folder / "completions.parquet").exists():
            _stored(asked, folder / "data.parquet")
            paths = ["--data", str(folder / "data.parquet"), "--output", str(folder)]
            command = ["training.rollouts", "--recipe", str(recipe), "--model", model, *paths]
            _launched(context, [*command, *options], folder)
        return pl.read_parquet(folder / "completions.parquet").select(_COMPLETIONS.names())

    def _recipe(self, kind: str) -> Path:
        folder = _CHECKOUT / self.recipes / self.recipe
        if not (folder / f"{kind}.toml").exists():
            known = sorted(path.parent.name for path in folder.parent.glob(f"*/{kind}.toml"))
            raise FileNotFoundError(
                f"no recipe {self.recipe!r} for {kind} in {folder.parent}: there are {known}"
            )
        return folder / f"{kind}.toml"

    def _folder(self, kind: str, parts: list[bytes]) -> Path:
        digest = hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts))
        folder = Path(self.runs).resolve() / f"{kind}-{digest.hexdigest()[:16]}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _json(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, sort_keys=True).encode()


def _content(data: pl.DataFrame) -> bytes:
    """Hash of the rows as they read, whatever the version of the file format."""
    digest = hashlib.sha256(json.dumps(data.columns).encode())
    for rows in data.iter_slices(10_000):
        digest.update(rows.write_ndjson().encode())
    return digest.digest()


def _identity(model: str) -> str:
    """Content hash of a checkpoint: what its manifest says, else that of its files.

    Raises:
        FileNotFoundError: There is no checkpoint.
    """
    folder = Path(model)
    if not (folder / "config.json").exists():
        raise FileNotFoundError(
            f"no checkpoint at {model}: expected a folder with config.json and weights; "
            "materialize the model that it belongs to again"
        )
    manifest = folder.parent / "manifest.json"
    if manifest.exists():
        return str(json.loads(manifest.read_text(encoding="utf-8"))["model_id"])
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode())
        digest.update(hashlib.file_digest(path.open("rb"), "sha256").digest())
    return digest.hexdigest()


def _stored(data: pl.DataFrame, path: Path) -> None:
    partial = path.with_suffix(".partial")
    data.write_parquet(partial)
    partial.replace(path)


def _launched(context: Any, arguments: list[str], folder: Path) -> None:  # noqa: ANN401
    """Run `python -m …` to its end, under Pipes if an asset asks for it; all it says is logged."""
    command = [sys.executable, "-m", *arguments]
    # Through a shell, because the Pipes client cannot send the output of a child to a file.
    logged = ["/bin/sh", "-c", 'log="$1"; shift; exec "$@" >>"$log" 2>&1', "sh"]
    logged += [str(folder / "log.txt"), *command]
    env = {"HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1", "TOKENIZERS_PARALLELISM": "false"}
    try:
        if context is None:
            subprocess.run(logged, check=True, cwd=_CHECKOUT, env={**os.environ, **env})
        else:
            client = dg.PipesSubprocessClient(cwd=str(_CHECKOUT), env=env)
            client.run(context=context, command=logged)
    except Exception as error:  # what Pipes raises is of no class of its own
        raise RuntimeError(_told(arguments[0], folder, str(error))) from error


def _told(module: str, folder: Path, error: str) -> str:
    end = "\n".join(_lines(folder / "log.txt"))
    return (
        f"{module} failed in {folder}: {error}\n{end}\n"
        f"the whole log is {folder / 'log.txt'}; mend the cause and materialize again: "
        "the run goes on from its last checkpoint"
    )


def _lines(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else "(no log)"
    yield from text.splitlines()[-_LAST_LINES:]


def _checkpoint(folder: Path) -> Checkpoint:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Checkpoint(
        path=str(folder / "model"),
        model_id=manifest["model_id"],
        steps=manifest["metrics"]["steps"],
        loss=manifest["metrics"]["loss"],
        seconds=manifest["metrics"]["seconds"],
        manifest=manifest,
    )
