import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.verification import bars, rating, verdicts
from agentar_assets.verification.assets import answers as answers_asset

NONE = pl.DataFrame(schema=records.REVIEWS)


@pytest.fixture(scope="module")
def rater(items, answers, embed):
    return verdicts.Rater(verdicts.rating_model(items, answers, NONE, embed, rating.Fit()), embed)


@pytest.fixture(scope="module")
def made(items, answers, units, rater):
    return verdicts.verified(items, answers, units, rater, quorum=0.5)


def test_every_item_is_kept_with_its_verdict_in_the_stored_shape(items, made):
    assert records.audited("verified_set", made) is made
    assert sorted(made["item_id"]) == sorted(items["item_id"])
    assert made["consistency"].is_between(0, 1).all()
    assert made["gold_agreement"].is_between(0, 1).all()
    assert made["score"].is_between(0, 1).all()
    assert made["tau"].n_unique() == 1


def test_the_answers_are_in_the_stored_shape(answers):
    assert records.audited("answers", answers) is answers


def test_verification_of_the_verified_changes_nothing(answers, units, rater, made):
    again = made.select(records.ITEMS.names()).sample(fraction=1, shuffle=True, seed=1)
    shuffled = answers.sample(fraction=1, shuffle=True, seed=2)
    assert verdicts.verified(again, shuffled, units, rater, quorum=0.5).equals(made)


def test_each_item_is_judged_alone(items, answers, units, rater, made):
    part = verdicts.verified(items.head(20), answers, units, rater, quorum=0.5)
    whole = made.filter(pl.col("item_id").is_in(items.head(20)["item_id"].implode()))
    close = pl.col("score").round(9)
    assert part.with_columns(close).equals(whole.with_columns(close))


def test_without_a_rating_model_nothing_passes(items, answers, units, rater):
    unrated = verdicts.Rater(rater.model.clear(), rater.embed)
    made = verdicts.verified(items, answers, units, unrated, quorum=0.5)
    assert made["reason"].null_count() == 0
    assert made["score"].null_count() == len(made)


def test_without_answers_nothing_passes(items, answers, units, rater):
    made = verdicts.verified(items, answers.clear(), units, rater, quorum=0.5)
    assert set(made["reason"]) == {"reasoning_invalid"}


def test_no_items_make_an_empty_table(items, answers, units, embed):
    empty = items.clear()
    model = verdicts.rating_model(empty, answers, NONE, embed, rating.Fit())
    made = verdicts.verified(empty, answers, units, verdicts.Rater(model, embed), quorum=0.5)
    assert made.is_empty()
    assert made.schema == records.VERIFIED


def test_people_move_the_model(items, answers, embed, rater):
    marks = {"accuracy": 0.0, "relevance": 0.5, "fluency": 0.5, "domain_fit": 0.5}
    reviews = items.select(
        "item_id", reviewer=pl.lit("ann"), **{k: pl.lit(v) for k, v in marks.items()}
    )
    model = verdicts.rating_model(items, answers, reviews, embed, rating.Fit())
    assert model["reviewed"].to_list() == [len(items)] * 4
    assert not model.equals(rater.model)


def test_sealed_items_are_never_answered(items, units):
    sealed = items.head(3).with_columns(split=pl.lit("sealed"))
    development = items[3:6].with_columns(split=pl.lit("development"))
    full = units.with_columns(
        entities=pl.lit(None, records.UNITS["entities"]),
        quantities=pl.lit(None, records.UNITS["quantities"]),
    )
    (written,) = answers_asset(
        items[6:8].lazy(),
        items.clear().lazy(),
        pl.concat([sealed, development]).lazy(),
        full.lazy(),
    )
    assert set(written.value["item_id"]) == set(items[3:8]["item_id"])


def test_the_bars_see_what_is_broken(made):
    assert made.filter(bars.passed_unjudged()).is_empty()
    slipped = made.head(1).with_columns(
        reason=pl.lit(None, pl.String), score=pl.lit(None, pl.Float64)
    )
    assert len(slipped.filter(bars.passed_unjudged())) == 1
    unread = (
        pl.concat([made.head(25)] * 2).with_columns(tag=pl.lit("a.b"), reason=pl.lit("x")).lazy()
    )
    assert bars.verified_shares(unread).filter(bars.odd_share()).collect()["tag"].to_list() == [
        "a.b"
    ]
    assert bars.verified_shares(made.lazy()).filter(bars.odd_share()).collect().is_empty()
