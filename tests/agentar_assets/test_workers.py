"""Runs side by side do what runs one after another do, and end with the process that asked."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from agentar_assets import workers
from agentar_assets.loop import home, opened
from agentar_assets.tags import taxonomy
from resources.roots import Root
from sensors.jobs import RATE

TAGS = taxonomy.load().matching("*.intent_classification")[: workers.WORTH_IT]
DATASETS = ("task_triples", "answers")
pytestmark = pytest.mark.slow


def drafted(folder, processes):
    place = Root(folder).settled()
    loop = opened(place, processes=processes)
    plan = loop.begin(tags=TAGS, budget=10 * len(TAGS), seed=7)
    loop.advance(plan, until=RATE)
    return [place.lake().heads(dataset) for dataset in DATASETS]


def hashes(heads):
    return [{tag: version.content_hash for tag, version in each.items()} for each in heads]


def test_two_processes_make_what_one_makes(tmp_path):
    alone, together = drafted(tmp_path / "a", 1), drafted(tmp_path / "b", 2)
    assert hashes(alone) == hashes(together)
    assert all(set(each) == set(TAGS) for each in together)


def test_every_failure_is_told_with_its_target(tmp_path):
    instance = home(Root(tmp_path).settled().variables())
    wrong = {"ops": {"no_such_op": {}}}
    runs = [workers.Run(job="draft_tag", target=tag, partition=tag, config=wrong) for tag in TAGS]
    told = list(workers.Workers(2).outcomes(instance, runs))
    assert all("no_such_op" in why for why in told)
    assert sorted(why.split()[3].rstrip(":") for why in told) == sorted(TAGS)


def test_a_process_that_is_killed_is_told_with_what_to_do(tmp_path):
    instance = home(Root(tmp_path).settled().variables())
    runs = [workers.Run(job="ingest", target="all")] * workers.WORTH_IT
    pool = workers.Workers(2)
    outcomes = pool.outcomes(instance, runs)
    next(outcomes)
    os.kill(psutil.Process().children()[-1].pid, signal.SIGKILL)
    with pytest.raises(RuntimeError, match="was killed, for want of memory"):
        list(outcomes)
    assert list(pool.outcomes(instance, runs)) == [""] * workers.WORTH_IT


def test_the_processes_end_with_a_parent_that_is_killed(tmp_path):
    command = [str(Path(sys.executable).with_name("agentar")), "run", "--processes", "2"]
    command += ["--tags", ",".join(TAGS), "--root", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        family = _children(run.pid)
        run.kill()
        run.wait()
    gone, alive = psutil.wait_procs(family, timeout=30)
    for process in alive:
        os.kill(process.pid, signal.SIGKILL)
    assert len(gone) >= 2 and not alive


def _children(pid):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found = psutil.Process(pid).children(recursive=True)
        if sum(_is_worker(child) for child in found) >= 2:
            return found
        time.sleep(0.2)
    raise AssertionError("no worker was started in two minutes")


def _is_worker(process):
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # a helper of the start-up that has ended since it was listed
        return False
