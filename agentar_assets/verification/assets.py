"""What verification makes: answers, reviews, a rating model, and a verdict on every item."""

import dagster as dg
import polars as pl

from agentar_assets.tags.tagged import tagged
from agentar_assets.verification import checks, panel, rating, sample, verdicts
from resources.embedder import Embedder
from resources.review import ReviewDesk


class ReviewConfig(dg.Config):
    """How many items people are asked to mark."""

    size: int = 60
    """Items in a batch; 60 marks show a share within 13 points at 95 %."""


class RatingConfig(dg.Config):
    """How the rating model is fitted and its threshold chosen."""

    ridge: float = 1.0
    """Penalty on the coefficients, in units of one human-marked item."""
    weak_weight: float = 0.2
    """Weight of an item that only the ensemble labelled; one that people marked weighs 1."""
    precision: float = 0.9
    """Least precision of the items above tau: the lower end of its 95 % Wilson interval."""
    fallback_quantile: float = 0.25
    """Quantile of the scores that tau takes where that precision cannot be shown."""
    reviewed_enough: int = 50
    """From so many human-marked items on, tau is calibrated on them alone."""


class VerdictConfig(dg.Config):
    """When an item counts as verified."""

    quorum: float = 0.5
    """Least share of the answerers that must arrive at the item's answer, in (0, 1]."""


@tagged("verification")
def answers(
    task_triples: pl.LazyFrame,
    evolved_instructions: pl.LazyFrame,
    evaluation_items: pl.LazyFrame,
    knowledge_units: pl.LazyFrame,
) -> pl.DataFrame:
    """What every answerer says to every item, and what the reasoner derives; sealed items never."""
    development = evaluation_items.filter(pl.col("split") == "development")
    items = pl.concat([task_triples, evolved_instructions, development]).collect()
    return panel.answered(items, knowledge_units.collect())


@dg.asset(group_name="verification", kinds={"polars"}, owners=["team:data"])
def review_batch(
    task_triples: pl.LazyFrame,
    evolved_instructions: pl.LazyFrame,
    config: ReviewConfig,
    review: ReviewDesk,
) -> pl.DataFrame:
    """A sample over tag, leaf and difficulty for people to mark, handed to the review desk."""
    items = pl.concat([task_triples, evolved_instructions])
    batch = sample.review_batch(items, size=config.size).collect()
    review.ask(batch)
    return batch


@dg.asset(group_name="verification", kinds={"polars"}, owners=["team:data"])
def reviews(
    context: dg.AssetExecutionContext,
    review_batch: pl.LazyFrame,
    review: ReviewDesk,
) -> pl.DataFrame:
    """The marks that came back from the review desk, from this batch and earlier ones."""
    finished = review.finished()
    marks = sample.usable(finished)
    for complaint in sample.complaints(finished):
        context.log.warning(complaint)
    asked = review_batch.join(marks.lazy(), on="item_id", how="semi").select(pl.len())
    reviewed = asked.collect().item()
    context.add_output_metadata(
        {"reviewed_of_batch": reviewed, "unusable_lines": len(finished) - len(marks)}
    )
    return marks


@dg.asset(group_name="verification", kinds={"polars", "numpy"}, owners=["team:data"])
def rating_model(  # noqa: PLR0913, PLR0917  (four tables, the knobs, the door)
    task_triples: pl.LazyFrame,
    evolved_instructions: pl.LazyFrame,
    answers: pl.LazyFrame,
    reviews: pl.LazyFrame,
    config: RatingConfig,
    embedder: Embedder,
) -> pl.DataFrame:
    """The rating model of eq. 9 and 10, one row a head, with its threshold tau."""
    items = pl.concat([task_triples, evolved_instructions]).collect()
    how = rating.Fit(**config.model_dump())
    tables = answers.collect(), reviews.collect()
    return verdicts.rating_model(items, *tables, embedder.vectors, how)


@tagged("verification", checks.every_verdict_is_there, checks.verified_share_is_sane)
def verified_set(  # noqa: PLR0913, PLR0917  (five tables, the knobs, the door)
    task_triples: pl.LazyFrame,
    evolved_instructions: pl.LazyFrame,
    answers: pl.LazyFrame,
    knowledge_units: pl.LazyFrame,
    rating_model: pl.LazyFrame,
    config: VerdictConfig,
    embedder: Embedder,
) -> dg.Output[pl.DataFrame]:
    """Every item of both tracks with eq. 7, 8, 10, and the reason why it fails, if it does."""
    items = pl.concat([task_triples, evolved_instructions]).collect()
    tables = answers.collect(), knowledge_units.collect()
    rater = verdicts.Rater(rating_model.collect(), embedder.vectors)
    made = verdicts.verified(items, *tables, rater, quorum=config.quorum)
    found = made.select(pl.col("reason").is_null().mean(), pl.col("consistency").mean())
    shares = {
        "verified_share": found["reason"].item() or 0.0,
        "consistency": found["consistency"].item() or 0.0,
    }
    return dg.Output(made, metadata=shares)
