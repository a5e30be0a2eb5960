import dagster as dg
import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.verification import assets, checks
from resources.embedder import HashedEmbedder
from resources.review import MARKS, ReviewFolder


@pytest.fixture
def desk(tmp_path):
    return ReviewFolder(folder=str(tmp_path))


@pytest.fixture
def tracks(items):
    first = items.filter(pl.col("generation") == 0)
    return first.lazy(), items.filter(pl.col("generation") > 0).lazy()


def test_the_loop_goes_on_without_reviewers_and_takes_their_marks_when_they_come(
    tracks, answers, desk, tmp_path
):
    batch = assets.review_batch(*tracks, assets.ReviewConfig(), desk)
    assert len(batch) == 60
    assert records.audited("review_batch", batch) is batch
    silent = assets.reviews(dg.build_asset_context(), batch.lazy(), desk)
    assert silent.is_empty()
    assert silent.schema == records.REVIEWS
    door = HashedEmbedder()
    model = assets.rating_model(*tracks, answers.lazy(), silent.lazy(), assets.RatingConfig(), door)
    assert model["reviewed"].to_list() == [0, 0, 0, 0]
    sheet = next(tmp_path.glob("review_*.csv"))
    marked = pl.read_csv(sheet, infer_schema=False).with_columns(
        pl.lit("1").alias(name) for name in ("reviewer", *MARKS)
    )
    marked.write_csv(sheet.with_suffix(".done.csv"))
    spoken = assets.reviews(dg.build_asset_context(), batch.lazy(), desk)
    assert sorted(spoken["item_id"]) == sorted(batch["item_id"])
    again = assets.rating_model(*tracks, answers.lazy(), spoken.lazy(), assets.RatingConfig(), door)
    assert again["reviewed"].to_list() == [60] * 4


def test_the_verified_set_passes_its_own_checks(tracks, answers, units):
    door, none = HashedEmbedder(), pl.LazyFrame(schema=records.REVIEWS)
    model = assets.rating_model(*tracks, answers.lazy(), none, assets.RatingConfig(), door)
    config = assets.VerdictConfig()
    *audits, written = assets.verified_set(
        *tracks, answers.lazy(), units.lazy(), model.lazy(), config, door
    )
    made = written.value
    assert all(audit.passed for audit in audits)
    assert made.schema == records.VERIFIED
    assert checks.every_verdict_is_there(made.lazy()).passed
    assert checks.verified_share_is_sane(made.lazy()).passed
    unread = made.with_columns(reason=pl.lit("answers_disagree"), tag=pl.lit("a.b")).lazy()
    assert not checks.verified_share_is_sane(unread).passed
