"""Stage 9: what the models can do, on items that nothing was ever trained on."""

import dagster as dg
import polars as pl

from agentar_assets import records
from agentar_assets.evaluation import benchmark_runs, checks, scores, sealed
from agentar_assets.tags.tagged import tagged
from resources.lake import Lake
from resources.trainer import Trainer


class SealedConfig(dg.Config):
    """Which models of a round answer the sealed items."""

    sft: bool = True
    """Ask the model of the first training stage too, to see what the second one adds."""


class BenchmarkConfig(dg.Config):
    """How much of each benchmark is asked."""

    per_benchmark: int = 20
    """Items of each benchmark over all its tasks."""


@dg.asset(group_name="evaluation", kinds={"polars"}, owners=["team:data"], pool="trainer")
def sealed_answers(  # noqa: PLR0913, PLR0917  (an asset's parameters are its edges)
    context: dg.AssetExecutionContext,
    config: SealedConfig,
    grpo_model: pl.LazyFrame,
    sft_model: pl.LazyFrame,
    base_model: pl.LazyFrame,
    evaluation_items: pl.LazyFrame,
    lake: Lake,
    trainer: Trainer,
) -> dg.MaterializeResult[pl.DataFrame]:
    """Every model's answers to the sealed items; what was answered before is not asked again."""
    before = lake.scan("sealed_answers", schema=records.SEALED_ANSWERS)
    asked = (base_model, sft_model, grpo_model) if config.sft else (base_model, grpo_model)
    fresh = []
    for model in sealed.newest(*asked).iter_slices(1):
        prompts = sealed.unanswered(evaluation_items, model["model_id"][0], before)
        said = _greedily(context, trainer, prompts, model["path"][0])
        fresh.append(sealed.repeated(model, before))
        fresh.append(sealed.answers(said, evaluation_items, model))
    return dg.MaterializeResult(value=pl.concat([before, *fresh]).collect())


@tagged("evaluation", checks.enough_sealed_items)
def eval_scores(
    context: dg.AssetExecutionContext,
    sealed_answers: pl.LazyFrame,
    evaluation_items: pl.LazyFrame,
) -> dg.Output[pl.DataFrame]:
    """pass@1 of one tag for every model (eq. 17), with its interval and each item's outcome."""
    own = sealed_answers.filter(pl.col("tag").is_in(context.partition_keys))
    scored = scores.scores(own, evaluation_items).collect()
    return dg.Output(scored, metadata=scores.newest(scored))


@dg.asset(group_name="evaluation", kinds={"polars"}, owners=["team:data"], pool="trainer")
def benchmark_scores(
    context: dg.AssetExecutionContext,
    config: BenchmarkConfig,
    grpo_model: pl.LazyFrame,
    benchmark_items: pl.LazyFrame,
    trainer: Trainer,
) -> dg.MaterializeResult[pl.DataFrame]:
    """The newest model's score in every task of the registered benchmarks, strictly graded."""
    asked = benchmark_runs.asked(benchmark_items, per_benchmark=config.per_benchmark)
    model = grpo_model.tail(1).collect()
    said = _greedily(context, trainer, asked.select("prompt_id", "prompt"), _path(model))
    return dg.MaterializeResult(value=benchmark_runs.scored(asked, said, model))


def _path(model: pl.DataFrame) -> str:
    if model.is_empty():
        raise LookupError("no trained model: materialize grpo_model first")
    return str(model["path"][0])


def _greedily(
    context: dg.AssetExecutionContext, trainer: Trainer, prompts: pl.DataFrame, model: str
) -> pl.DataFrame:
    """The model's one most likely completion of each prompt; no prompt, no call."""
    if prompts.is_empty():
        return pl.DataFrame(
            schema={"prompt_id": pl.String, "sample": pl.Int64, "completion": pl.String}
        )
    return trainer.completions(context, prompts, model=model, samples=1, temperature=0.0, seed=0)
