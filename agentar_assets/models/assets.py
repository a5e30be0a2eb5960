"""Stage 8: the student, its weighted fine-tuning and the short GRPO stage, each a training run."""

import dagster as dg
import polars as pl

from agentar_assets import records
from agentar_assets.models import registry
from resources.lake import Lake
from resources.trainer import Trainer

Made = dg.MaterializeResult[pl.DataFrame]
"""What an asset must return once a child process has reported through Pipes."""


@dg.asset(
    group_name="models", kinds={"pytorch", "huggingface"}, owners=["team:data"], pool="trainer"
)
def base_model(
    context: dg.AssetExecutionContext, release: pl.LazyFrame, lake: Lake, trainer: Trainer
) -> Made:
    """The student before any training; the first one ever made stays for all rounds."""
    made = lake.scan("base_model", schema=records.MODELS).collect()
    if not made.is_empty():
        return Made(value=made)
    pinned = lake.scan("final_set", version=registry.pinned_version(release, "final_set"))
    run = registry.Run(stage="base", round=0, release_id=registry.released(release))
    return Made(value=_trained(context, trainer, run, registry.corpus(pinned)))


@dg.asset(
    group_name="models", kinds={"pytorch", "huggingface"}, owners=["team:data"], pool="trainer"
)
def sft_model(  # noqa: PLR0913, PLR0917  (an asset's parameters are its edges)
    context: dg.AssetExecutionContext,
    training_mixture: pl.LazyFrame,
    base_model: pl.LazyFrame,
    release: pl.LazyFrame,
    lake: Lake,
    trainer: Trainer,
) -> Made:
    """Stage 1: weighted fine-tuning (eq. 16) of the round before's model; newest row last."""
    earlier = lake.scan("sft_model", schema=records.MODELS)
    this_round = _round(lake)
    newest = registry.of_release(earlier, registry.released(release))
    if newest.is_empty():
        start = registry.parent(
            base_model, lake.scan("grpo_model", schema=records.MODELS), this_round
        )
        run = registry.Run(
            stage="sft", round=this_round, release_id=registry.released(release), start=start
        )
        newest = _trained(context, trainer, run, training_mixture.collect())
    return Made(value=registry.recorded(earlier, registry.in_round(newest, this_round)))


@dg.asset(
    group_name="models", kinds={"pytorch", "huggingface"}, owners=["team:data"], pool="trainer"
)
def grpo_model(
    context: dg.AssetExecutionContext,
    sft_model: pl.LazyFrame,
    training_mixture: pl.LazyFrame,
    lake: Lake,
    trainer: Trainer,
) -> Made:
    """Stage 2: a short GRPO run on answers that a program can check; newest row last."""
    earlier = lake.scan("grpo_model", schema=records.MODELS)
    run = registry.follow_up(sft_model, "grpo")
    newest = registry.of_parent(earlier, str(run.parent))
    if newest.is_empty():
        newest = _trained(context, trainer, run, training_mixture.collect())
    return Made(value=registry.recorded(earlier, registry.in_round(newest, run.round)))


def _round(lake: Lake) -> int:
    return registry.this_round(lake.scan("next_round_plan", schema=records.PLAN))


def _trained(
    context: dg.AssetExecutionContext, trainer: Trainer, run: registry.Run, data: pl.DataFrame
) -> pl.DataFrame:
    """Train, and give the model's row."""
    made = trainer.run(context, run.stage, data, model=run.model, lineage=run.lineage())
    context.add_output_metadata(
        {"loss": made.loss, "steps": made.steps, "seconds": made.seconds, "checkpoint": made.path}
    )
    return registry.entry(made, run)
