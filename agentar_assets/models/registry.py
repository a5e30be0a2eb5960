"""The table of models: which one a run begins with, which one it need not train again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import polars as pl

from agentar_assets import records


class Trained(Protocol):
    """A checkpoint, as the trainer door gives it."""

    @property
    def path(self) -> str:
        """Folder of the weights."""

    @property
    def model_id(self) -> str:
        """Content hash of that folder."""

    @property
    def steps(self) -> int:
        """Optimizer steps."""

    @property
    def loss(self) -> float:
        """Training loss as last logged."""

    @property
    def seconds(self) -> float:
        """Wall-clock time."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """All it was made from."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What is about to be trained, and from what."""

    stage: str
    """`base`, `sft` or `grpo`."""
    round: int
    """Round of the loop; 0 before the first."""
    release_id: str
    """What it is trained on."""
    start: pl.DataFrame | None = None
    """The model that it begins with, one row as `records.MODELS`; null for none."""

    @property
    def parent(self) -> str | None:
        """Id of the model that it begins with."""
        return None if self.start is None else str(self.start["model_id"][0])

    @property
    def model(self) -> str | None:
        """Folder of the model that it begins with."""
        return None if self.start is None else str(self.start["path"][0])

    def lineage(self) -> dict[str, str]:
        """What the checkpoint's manifest shall name."""
        return {"release_id": self.release_id, "round": str(self.round)}


def this_round(plans: pl.LazyFrame) -> int:
    """Round that is being made: the newest planned, or the first where nothing was planned."""
    return int(plans.select(pl.col("round").max().fill_null(1)).collect().item())


def released(release: pl.LazyFrame) -> str:
    """Id of the release.

    Raises:
        LookupError: There is none: materialize `release` first.
    """
    ids = release.select("release_id").head(1).collect()["release_id"]
    if ids.is_empty():
        raise LookupError("no release to train on: materialize release first")
    return str(ids[0])


def pinned_version(release: pl.LazyFrame, dataset: str) -> int | None:
    """Table version of a dataset that the release pins; null where it pins none of it."""
    pinned = release.filter(pl.col("dataset") == dataset).select(pl.col("version").max())
    version: int | None = pinned.collect().item()
    return version


def corpus(final_set: pl.LazyFrame) -> pl.DataFrame:
    """What a student from nothing learns its letters from: `prompt` and `completion`, in order."""
    return (
        final_set.filter(pl.col("reason").is_null())
        .sort("item_id")
        .select(
            prompt="question", completion=pl.format("<think>{}</think>{}", "thinking", "answer")
        )
        .collect()
    )


def parent(base: pl.LazyFrame, trained: pl.LazyFrame, before: int) -> pl.DataFrame:
    """The model that a round goes on from, one row as `records.MODELS`.

    The newest trained in an earlier round, so that a round run again begins with the same model;
    the base model where there is none.

    Args:
        base: As `records.MODELS`.
        trained: Final models of all rounds, newest last, as `records.MODELS`.
        before: The round that is being made.

    Raises:
        LookupError: There is no model at all: materialize `base_model` first.
    """
    earlier = trained.filter(pl.col("round") < before)
    newest = pl.concat([base.tail(1), earlier.tail(1)]).tail(1).collect()
    if newest.is_empty():
        raise LookupError("no model to begin with: materialize base_model first")
    return newest


def of_release(models: pl.LazyFrame, release_id: str) -> pl.DataFrame:
    """The newest model of a release, one row as `records.MODELS`, or none."""
    return models.filter(pl.col("release_id") == release_id).tail(1).collect()


def of_parent(models: pl.LazyFrame, model_id: str) -> pl.DataFrame:
    """The newest model that was trained from another, one row as `records.MODELS`, or none."""
    return models.filter(pl.col("parent") == model_id).tail(1).collect()


def follow_up(models: pl.LazyFrame, stage: str) -> Run:
    """A run that goes on from the newest model, on what that was trained on.

    Raises:
        LookupError: There is no model: materialize the stage before first.
    """
    start = models.tail(1).collect()
    if start.is_empty():
        raise LookupError(f"no model to begin {stage} with: materialize sft_model first")
    made_from = start.select("round", "release_id").row(0)
    return Run(stage=stage, round=made_from[0], release_id=made_from[1], start=start)


def entry(made: Trained, run: Run) -> pl.DataFrame:
    """The row of a model that was just trained, as `records.MODELS`."""
    row = {
        "model_id": made.model_id,
        "stage": run.stage,
        "round": run.round,
        "release_id": run.release_id,
        "parent": run.parent,
        "path": made.path,
        "steps": made.steps,
        "loss": made.loss,
        "seconds": made.seconds,
        "manifest": json.dumps(dict(made.manifest), sort_keys=True, ensure_ascii=False),
    }
    return pl.DataFrame([row], schema=records.MODELS)


def in_round(found: pl.DataFrame, this_round: int) -> pl.DataFrame:
    """A model that is there already, as the row of this round.

    A round that trained it keeps its steps and seconds; a later one spent none.

    Args:
        found: One row, as `records.MODELS`.
        this_round: Round of the loop that goes on with it.
    """
    own = pl.col("round") == this_round
    spent = [pl.when(own).then(name).otherwise(0).alias(name) for name in ("steps", "seconds")]
    return found.with_columns(*spent, round=pl.lit(this_round, pl.Int64))


def recorded(models: pl.LazyFrame, newest: pl.DataFrame) -> pl.DataFrame:
    """Every earlier row, and this one last; one row a (round, model, release)."""
    others = models.collect().join(newest, on=["round", "model_id", "release_id"], how="anti")
    return pl.concat([others, newest]).select(records.MODELS.names())


def unfit_weight() -> pl.Expr:
    """Whether a weight is missing, not finite, or not positive."""
    return ~(pl.col("weight").is_finite() & (pl.col("weight") > 0)).fill_null(value=False)


def mean_weights(mixture: pl.LazyFrame) -> dict[str, float]:
    """Mean weight `over_tags` (eq. 13) and `over_samples` (its repair); 0 where there is none."""
    tags = mixture.group_by("tag").agg(pl.col("weight").mean(), items=pl.len())
    by_sample = (pl.col("weight") * pl.col("items")).sum() / pl.col("items").sum()
    means = tags.select(over_tags=pl.col("weight").mean(), over_samples=by_sample).collect()
    return {name: float(column.fill_null(0.0)[0]) for name, column in means.to_dict().items()}


def keeps_scale(means: dict[str, float], *, within: float = 0.1) -> bool:
    """Whether the loss keeps the scale of unweighted training, by either normalisation."""
    return any(abs(mean - 1) <= within for mean in means.values())
