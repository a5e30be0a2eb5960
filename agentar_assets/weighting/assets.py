"""Stage 7: a pinned release, what the model can do with each tag, and the weighted mixture."""

from typing import Any

import dagster as dg
import polars as pl

from agentar_assets import records
from agentar_assets.weighting import difficulty, mixture, passing, weights
from agentar_assets.weighting import release as releases
from resources.lake import Lake
from resources.trainer import Trainer


class PassRateConfig(dg.Config):
    """How much is asked to know how hard a tag is."""

    items: int = 4
    """Development items of each tag, taken in turn from its leaves; the cost grows with it."""
    samples: int = 8
    """Answers sampled to each item; at least k, better 2k (see `WeightConfig.k`)."""
    temperature: float = 1.0
    """Sampling temperature of the model."""
    seed: int = 0
    """Seed of the sampling."""

    def sampling(self) -> dict[str, Any]:
        """The knobs by the names that the trainer door gives them."""
        return self.model_dump(include={"samples", "temperature", "seed"})


class WeightConfig(dg.Config):
    """How pass rates become weights; the numbers are ours, the paper gives none."""

    weighter: str = "robust"
    """`robust`, or `paper` for eq. 12 to 15 as printed."""
    k: int = 4
    """Attempts of pass@k."""
    alpha: float = 1.0
    """Weight of what our model misses (eq. 12)."""
    beta: float = 1.0
    """Weight of what it misses and the references do not (eq. 12)."""
    gamma: float = 0.2
    """Least weight (eq. 12 and 15)."""
    rho: float = 0.7
    """Share of the previous round's weight that stays (eq. 14), in [0, 1]."""
    cap: float = 4.0
    """Largest weight as a multiple of the mean; robust only."""

    def settings(self) -> weights.Settings:
        """The numbers by the names that the core gives them."""
        return weights.Settings(
            miss=self.alpha, lag=self.beta, floor=self.gamma, memory=self.rho, cap=self.cap
        )


@dg.asset(
    group_name="weighting",
    kinds={"polars", "deltalake"},
    owners=["team:data"],
    deps=["stale_items"],  # no item whose source has ended is pinned
)
def release(final_set: pl.LazyFrame, lake: Lake) -> pl.DataFrame:
    """The versions of every tag's data that the next model is trained on, pinned for good."""
    releases.with_something_to_train_on(final_set)
    pinned = lake.release(releases.DATASETS)
    return releases.pinned(pinned.id, pinned.pins, pinned.hashes, pinned.rows)


@dg.asset(
    group_name="weighting", kinds={"polars"}, owners=["team:data"], pool="trainer", deps=[release]
)
def pass_rates(  # noqa: PLR0913, PLR0917  (an asset's parameters are its edges)
    context: dg.AssetExecutionContext,
    config: PassRateConfig,
    evaluation_items: pl.LazyFrame,
    answers: pl.LazyFrame,
    base_model: pl.LazyFrame,
    lake: Lake,
    trainer: Trainer,
) -> dg.MaterializeResult[pl.DataFrame]:
    """How many of n sampled answers are right, of our model and of the reference models."""
    asked = difficulty.sampled(evaluation_items, per_tag=config.items).collect()
    this_round = passing.this_round(lake.scan("next_round_plan", schema=records.PLAN))
    trained = lake.scan("grpo_model", schema=records.MODELS)
    model = passing.current_model(base_model, trained, this_round)
    completions = trainer.completions(
        context, passing.prompts(asked), model=model["path"][0], **config.sampling()
    )
    ours = passing.sampled_rates(asked, completions, model["model_id"][0])
    theirs = passing.reference_rates(asked, answers, samples=config.samples)
    return dg.MaterializeResult(value=passing.pass_rates(ours, theirs, this_round))


@dg.asset(group_name="weighting", kinds={"polars"}, owners=["team:data"])
def tag_weights(
    context: dg.AssetExecutionContext,
    config: WeightConfig,
    pass_rates: pl.LazyFrame,
    release: pl.LazyFrame,
    lake: Lake,
) -> pl.DataFrame:
    """Weight of each tag in training: eq. 12 to 15, damped by the weights of the round before."""
    pinned = lake.scan("final_set", version=releases.version(release, "final_set"))
    rates = weights.measured(pass_rates, mixture.samples(pinned), k=config.k)
    this_round = passing.round_of(pass_rates)
    past = weights.earlier(_versions(lake, "tag_weights", records.TAG_WEIGHTS), this_round)
    weighed = weights.weighed(rates, past, config.settings(), weighter=config.weighter)
    recorded = weights.recorded(weighed, this_round)
    context.add_output_metadata(weights.spread(recorded))
    return recorded


@dg.asset(group_name="weighting", kinds={"polars"}, owners=["team:data"])
def training_mixture(release: pl.LazyFrame, tag_weights: pl.LazyFrame, lake: Lake) -> pl.DataFrame:
    """What the trainer reads: the kept items of the release, each with the weight of its tag."""
    pinned = lake.scan("final_set", version=releases.version(release, "final_set"))
    return mixture.mixture(pinned, release, tag_weights)


def _versions(lake: Lake, dataset: str, schema: pl.Schema) -> pl.LazyFrame:
    """Every version of an unpartitioned table, newest first; none where it was never written."""
    numbers = [version.number for version in lake.history(dataset, None)]
    past = [lake.scan(dataset, version=number, schema=schema) for number in numbers]
    return pl.concat([pl.LazyFrame(schema=schema), *past])
