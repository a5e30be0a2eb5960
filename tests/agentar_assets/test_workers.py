"""Runs side by side do what runs one after another do, and end with the process that asked."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from agentar_assets import workers
from agentar_assets.loop import RunError, home, opened
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


def test_the_first_failure_is_told_and_no_more_is_begun(tmp_path):
    place = Root(tmp_path).settled()
    instance = home(place.variables())
    wrong = workers.Run(job="draft_tag", target="x.y", partition=TAGS[0], config={"ops": {"x": {}}})
    runs = [wrong] * (3 * workers.WORTH_IT)
    with pytest.raises(Exception, match="config"):
        next(workers.Workers(2).outcomes(instance, runs))
    loop = opened(place, processes=2)
    with pytest.raises((RunError, Exception), match="config"):
        loop._execute(runs)
    assert instance.get_runs_count() == 0


def test_the_processes_end_with_a_parent_that_is_killed(tmp_path):
    command = [sys.executable, "-m", "agentar_assets.cli", "run", "--processes", "2"]
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
        if sum("spawn_main" in " ".join(child.cmdline()) for child in found) >= 2:
            return found
        time.sleep(0.2)
    raise AssertionError("no worker was started in two minutes")
