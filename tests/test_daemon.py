"""A real daemon: a spoiled tag is trained on, its score falls, the bells take it back.

On the way the daemon is killed between two ticks and a run worker in the middle of a lake write.
"""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import polars as pl
import psutil
import pytest

from agentar_assets.loop import opened
from resources.roots import CHECKOUT, Root
from sensors.jobs import PLAN_TAG, TRAIN
from sensors.rounds import newest_plan

BIN = Path(sys.executable).parent
SPOILED = "deposit_savings.intent_classification"
TAGS = (SPOILED, "mutual_funds.intent_classification")
DATASETS = ("task_triples", "evolved_instructions", "answers", "verified_set", "final_set")
PATIENCE = 600
"""Seconds: a round of the daemon takes two minutes on two idle cores."""
pytestmark = pytest.mark.slow


class Daemon:
    """`dagster-daemon` on an instance, in a process group of its own."""

    def __init__(self, home):
        self.log = Path(home) / "daemon.log"
        self._started = []

    def start(self):
        command = [str(BIN / "dagster-daemon"), "run", "-w", str(CHECKOUT / "workspace.yaml")]
        with self.log.open("a") as log:
            process = subprocess.Popen(
                command, cwd=CHECKOUT, stdout=log, stderr=log, start_new_session=True
            )
        self._started.append(process)
        return process

    def kill(self):
        """Kill -9 the daemon alone: its run workers live on, as they would on a real machine."""
        self._started[-1].kill()
        self._started[-1].wait()

    def stop(self):
        for process in self._started:
            for child in _group(process.pid):
                child.kill()
            process.wait()


def _group(pid):
    return [p for p in psutil.process_iter() if _leader(p.pid) == pid]


def _leader(pid):
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def waited(until, what, daemon):
    deadline = time.monotonic() + PATIENCE
    while not (found := until()):
        assert time.monotonic() < deadline, f"{what}: {daemon.log.read_text()[-3000:]}"
        time.sleep(0.5)
    return found


def runs(instance, job, *statuses):
    return instance.get_runs(dg.RunsFilter(job_name=job, statuses=list(statuses) or None))


def worker(instance, run_id):
    """Process id of a run's worker, once its launcher has told it."""
    for entry in instance.all_logs(run_id):
        if told := re.search(r"pid: (\d+)", entry.message or entry.user_message or ""):
            return int(told[1])
    return None


def killed_while_writing(pid, table, tag):
    """Kill a worker when it has begun a file of a tag; give whether that came before its commit."""
    folder, deadline = table / f"tag={tag}", time.monotonic() + PATIENCE
    before = {*folder.iterdir()}
    with first_on_its_core(pid):
        while not (new := {*folder.iterdir()} - before) and time.monotonic() < deadline:
            time.sleep(0.0002)
        log = "".join(path.read_text() for path in table.glob("_delta_log/*.json"))
        begun = [path for path in new if path.name not in log]
        if begun:
            os.kill(pid, signal.SIGKILL)
    return bool(begun)


@contextmanager
def first_on_its_core(pid):
    """Share one core with a process that yields it at once: it cannot run on while we wake."""
    ours = os.sched_getaffinity(0)
    core = {min(ours)}
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), core)
        os.sched_setscheduler(int(task.name), os.SCHED_IDLE, os.sched_param(0))
    os.sched_setaffinity(0, core)
    try:
        yield
    finally:
        os.sched_setaffinity(0, ours)


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Good round 1; round 2 on spoiled data, under a daemon that is killed on the way."""
    place = Root(tmp_path_factory.mktemp("daemon") / "root").settled()
    loop = opened(place)
    instance, lake = loop.instance, loop.lake
    second = loop.carry_out(loop.begin(tags=TAGS, budget=480, seed=3))
    good = lake.releases()[0]
    loop.advance(second, until=TRAIN)
    loop.spoil(SPOILED)
    for bell in ("rounds", "regressions"):
        command = [BIN / "dagster", "sensor", "start", bell, "-w", "workspace.yaml"]
        subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    daemon = Daemon(os.environ["DAGSTER_HOME"])
    try:
        daemon.start()
        started = dg.DagsterRunStatus.STARTED
        waited(lambda: runs(instance, "train", started), "train starts", daemon)
        daemon.kill()
        daemon.start()
        scoring = dg.RunsFilter(job_name="score_tag", tags={PLAN_TAG: second.plan_id})
        run = waited(lambda: instance.get_runs(scoring), "scoring is asked for", daemon)[0]
        pid = waited(lambda: worker(instance, run.run_id), "its worker", daemon)
        table = place.path / "lake" / "eval_scores"
        killed = killed_while_writing(pid, table, run.tags["dagster/partition"])
        success = dg.DagsterRunStatus.SUCCESS
        waited(lambda: runs(instance, "rollback_tag", success), "the rollback", daemon)
        heads = {d: lake.history(d, SPOILED)[0] for d in DATASETS}
        plan = newest_plan(instance)
    finally:
        daemon.stop()
    told = {"killed": run.run_id if killed else None, "good": good, "heads": heads, "plan": plan}
    return {"lake": lake, "instance": instance, **told}


def scores(lake, tag):
    rows = lake.scan("eval_scores", tags=[tag]).collect().filter(stage="grpo")
    return dict(rows.select("round", "pass_at_1").iter_rows())


def test_the_spoiled_tag_fell_and_the_other_did_not(story):
    fell, stood = (scores(story["lake"], tag) for tag in TAGS)
    assert fell[2] <= fell[1] - 0.3
    assert stood[2] >= stood[1] - 0.2


def test_the_report_says_roll_back_and_why(story):
    report = story["lake"].scan("attribution_report").collect()
    verdicts = {row["tag"]: row for row in report.to_dicts()}
    assert verdicts[SPOILED]["verdict"] == "roll_back"
    assert verdicts[SPOILED]["data_changed"] and verdicts[SPOILED]["p_value"] < 0.05
    assert verdicts[TAGS[1]]["verdict"] != "roll_back"


def test_the_heads_equal_the_good_release(story):
    hashes = {name: version.content_hash for name, version in story["heads"].items()}
    good = {name: story["good"].hashes[name][SPOILED] for name in DATASETS}
    assert hashes == good
    assert story["heads"]["final_set"].reason == "rollback"


def test_nothing_of_the_bad_version_is_lost(story):
    reasons = [v.reason for v in story["lake"].history("final_set", SPOILED)]
    assert reasons[:2] == ["rollback", "drill"]


def test_the_next_plan_knows(story):
    plan = story["lake"].scan("next_round_plan").collect()
    row = plan.row(by_predicate=pl.col("tag") == SPOILED, named=True)
    assert story["plan"].round == 3 and row["action"] == "roll_back"


def test_dagster_shows_the_restored_data_version(story):
    event = (
        story["instance"]
        .fetch_materializations(
            dg.AssetRecordsFilter(dg.AssetKey("final_set"), asset_partitions=[SPOILED]), limit=1
        )
        .records[0]
    )
    tags = event.asset_materialization.tags
    assert tags["dagster/data_version"] == story["good"].hashes["final_set"][SPOILED]


def test_a_worker_killed_in_a_lake_write_is_tried_again(story):
    killed = story["killed"]
    assert killed, "the worker ended before it could be killed while it wrote"
    assert story["instance"].get_run_by_id(killed).status == dg.DagsterRunStatus.FAILURE
    again = [run for run in story["instance"].get_runs() if run.parent_run_id == killed]
    assert [run.status for run in again] == [dg.DagsterRunStatus.SUCCESS]


def test_nothing_fired_twice(story):
    asked = [run.tags["dagster/run_key"] for run in _by_sensor(story["instance"])]
    assert len(asked) == len(set(asked))
    assert len(runs(story["instance"], "rollback_tag", dg.DagsterRunStatus.SUCCESS)) == 1


def test_nothing_is_doubled_in_the_lake(story):
    for tag in TAGS:
        rows = story["lake"].scan("eval_scores", tags=[tag]).collect()
        assert not rows.select("tag", "model_id").is_duplicated().any()
    models = story["lake"].scan("grpo_model").collect()
    assert models["round"].to_list() == [1, 2]


def _by_sensor(instance):
    first = [run for run in instance.get_runs() if "dagster/parent_run_id" not in run.tags]
    return [run for run in first if "dagster/run_key" in run.tags]
