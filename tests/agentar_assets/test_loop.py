"""The driver of the rounds, with everything real but the training."""

import dagster as dg
import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.loop import RunError, opened
from agentar_assets.workers import DRIVER_TAG, forsaken
from resources.roots import Root
from sensors.jobs import PLAN_TAG, SETTLE, TARGET_TAG, TRAIN

TAGS = ("deposit_savings.intent_classification", "mutual_funds.slot_filling")
SUCCESS = dg.DagsterRunStatus.SUCCESS


@pytest.fixture
def place(tmp_path):
    return Root(tmp_path / "root").settled(documents=[_documents(tmp_path / "documents")])


def _documents(folder):
    samples = Root(folder).variables()["AGENTAR_DOCUMENTS"]
    folder.symlink_to(samples)
    return folder


def begun(place, tags=TAGS):
    loop = opened(place, processes=1)
    return loop, loop.begin(tags=tags, budget=20 * len(tags), seed=7)


def jobs(loop, job, *statuses):
    return loop.instance.get_runs(dg.RunsFilter(job_name=job, statuses=list(statuses) or None))


def judged(loop, *rows):
    made = [dict.fromkeys(records.ATTRIBUTION.names()) | row for row in rows]
    frame = pl.DataFrame(made, schema=records.ATTRIBUTION)
    loop.lake.write("attribution_report", frame, tags=None, reason="test", run_id="r")


@pytest.mark.slow
def test_a_tag_that_fails_does_not_keep_the_others_back(place):
    loop, plan = begun(place)
    loop.advance(plan, until=SETTLE)
    for lost in (place.path / "lake" / "answers" / f"tag={TAGS[0]}").glob("*.parquet"):
        lost.unlink()
    with pytest.raises(RunError, match=f"failed on {TAGS[0]}(.|\n)*1 of 2 failed"):
        loop.advance(plan, until=TRAIN)
    assert [run.tags[TARGET_TAG] for run in jobs(loop, "settle_tag", SUCCESS)] == [TAGS[1]]


@pytest.mark.slow
def test_sources_are_read_before_a_round_and_not_within_it(place):
    loop, plan = begun(place)
    assert begun(place)[1] == plan
    assert len(jobs(loop, "ingest")) == 2
    loop.advance(plan, until=TRAIN)
    begun(place)
    assert len(jobs(loop, "ingest")) == 2


@pytest.mark.slow
def test_where_no_document_can_be_used_the_loop_stops_and_the_table_says_why(place, tmp_path):
    loop, _ = begun(place)
    before = loop.lake.head("next_round_plan", None)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "a.md").write_bytes(b"\x00\x01\x02" * 100)
    (broken / "b.txt").write_bytes(b"")
    place.settled(documents=[broken])
    told = r"^no document is in force: broken/a.md: binary.*broken/b.txt: empty"
    with pytest.raises(RunError, match=told):
        begun(place)
    documents = loop.lake.scan("documents").select("path", "state", "reason").collect()
    assert documents["path"].to_list() == ["broken/a.md", "broken/b.txt"]
    assert set(documents["state"]) == {"rejected"} and documents["reason"].null_count() == 0
    assert loop.lake.head("next_round_plan", None) == before


def test_runs_of_a_killed_driver_are_cancelled(place):
    loop, _ = begun(place)
    dead = loop.instance.create_run_for_job(_job(), tags={DRIVER_TAG: "agentar run"})
    other = loop.instance.create_run_for_job(_job())
    for run in (dead, other):
        loop.instance.report_dagster_event(_started(run), run.run_id)
    storage = loop.instance.event_log_storage
    for run in (dead, other):
        storage.set_concurrency_slots(run.run_id[:4], 1)
        storage.claim_concurrency_slot(run.run_id[:4], run.run_id, "step")
    assert forsaken(loop.instance) == [dead.run_id]
    held = [storage.get_concurrency_info(run.run_id[:4]).claimed_slots for run in (dead, other)]
    assert [len(slots) for slots in held] == [0, 1]
    left = loop.instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    assert [run.run_id for run in left] == [other.run_id]


@pytest.mark.slow
def test_the_drill_spoils_the_best_known_tag_once(place):
    loop, plan = begun(place)
    loop.spoil_best_known(plan)
    assert not jobs(loop, "spoil_tag")
    loop.advance(plan, until=TRAIN)
    judged(loop, {"tag": TAGS[0], "p": 0.4}, {"tag": TAGS[1], "p": 0.6})
    loop.spoil_best_known(plan)
    judged(loop, {"tag": TAGS[0], "p": 0.9}, {"tag": TAGS[1], "p": 0.1})
    loop.spoil_best_known(plan)
    assert [run.tags[TARGET_TAG] for run in jobs(loop, "spoil_tag", SUCCESS)] == [TAGS[1]]
    assert loop.lake.head("final_set", TAGS[1]).reason == "drill"
    assert all(PLAN_TAG not in run.tags for run in jobs(loop, "spoil_tag"))


def _job():
    @dg.job
    def nothing():
        pass

    return nothing


def _started(run):
    return dg.DagsterEvent(event_type_value="PIPELINE_START", job_name=run.job_name)
