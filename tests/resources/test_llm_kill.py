"""A run that is killed anywhere, and resumed, asks for nothing twice that was answered."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from resources.calling.calls import Calls

pytestmark = pytest.mark.slow

RUN = """
import os, sys
import polars as pl
from resources.llm import Sampling, Server, ServerLlm

url, folder, noted, silence = sys.argv[1:]
treated = Server(base_url=url, in_flight=8, backoff=0.01, silence_timeout=float(silence))
llm = ServerLlm(model="m", calls=folder, server=treated)
prompts = [pl.DataFrame({"prompt": [str(n) for n in range(400)]})]
with open(noted, "a", buffering=1) as out:
    for frame in llm.stream(prompts, Sampling()):
        out.write("".join(f"{number}\\n" for number in frame["asked"]))
"""
FORKS = """
import os, time
import resources.llm, polars, threading

def forked():
    time.sleep(float(os.environ["FORK_AFTER"]))
    if os.fork() == 0:
        time.sleep(8)
        os._exit(0)

threading.Thread(target=forked, daemon=True).start()
"""


def begun(server, folder, noted, *, run=RUN, silence=60.0):
    command = [sys.executable, "-c", run, server.url, str(folder), str(noted), str(silence)]
    return subprocess.Popen(
        command,
        cwd=Path(__file__).parents[2],
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "FORK_AFTER": "0.5"},
    )


@pytest.fixture
def noted(tmp_path):
    (tmp_path / "noted").touch()
    return tmp_path / "noted"


def amid(server, process, count, *, seconds=0.0):
    """Wait until a run has asked for so many more, and some seconds."""
    count += len(server.seen)
    while len(server.seen) < count and process.poll() is None:
        time.sleep(0.005)
    time.sleep(seconds)


def killed(process, *, group=False):
    (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
    process.wait()


def times(server):
    return Counter(asked["messages"][0]["content"] for asked in server.seen)


def alone(folder):
    """Wait for the end of all that asks over a store."""
    while list(folder.glob("*.lock")):
        time.sleep(0.02)


def test_a_killed_run_repeats_no_call(server, says, tmp_path, noted):
    server.say = says.chat("fine", seconds=0.02)
    for turn in range(3):
        process = begun(server, tmp_path / "calls", noted)
        amid(server, process, 1, seconds=random.Random(turn).uniform(0.0, 0.4))
        killed(process)
    assert begun(server, tmp_path / "calls", noted).wait() == 0
    assert times(server) == {str(n): 1 for n in range(400)}
    assert {str(n) for n in range(400)} <= set(noted.read_text().split())


def test_a_run_waits_for_what_a_killed_one_has_asked(server, says, tmp_path, noted):
    server.say = lambda asked: says.chat("fine", seconds=6.0 if asked.turn < 8 else 0.0)
    process = begun(server, tmp_path / "calls", noted)
    amid(server, process, 8)
    killed(process)
    again = begun(server, tmp_path / "calls", noted)
    _, said = again.communicate()
    assert again.returncode == 0
    assert "was killed: waiting for what it had asked, at most 10 minutes" in said
    assert times(server) == {str(n): 1 for n in range(400)}


def test_a_group_that_is_killed_repeats_nothing_that_was_handed_out(server, says, tmp_path, noted):
    server.say = says.chat("fine", seconds=0.02)
    process = begun(server, tmp_path / "calls", noted)
    amid(server, process, 200)
    killed(process, group=True)
    handed = set(noted.read_text().split())
    assert begun(server, tmp_path / "calls", noted).wait() == 0
    assert not [number for number in handed if times(server)[number] > 1]
    assert len(server.seen) - 400 <= 3 * 8


@pytest.mark.parametrize("forks", [False, True])
def test_nobody_is_left_though_the_server_hangs(server, says, tmp_path, noted, forks):
    server.say = lambda asked: says.chat("fine", seconds=60.0 if asked.turn >= 50 else 0.0)
    run = FORKS + RUN if forks else RUN
    process = begun(server, tmp_path / "calls", noted, run=run, silence=1.5)
    amid(server, process, 58, seconds=0.7)
    start = time.monotonic()
    killed(process)
    if not forks:
        process.stderr.read()  # the orphan does not hold open what it inherited
    alone(tmp_path / "calls")
    assert time.monotonic() - start < 6
    calls = Calls(tmp_path / "calls" / "calls.sqlite")
    assert calls.spent()[0] / 17 == 50
    calls.close()


def test_an_orphan_asks_nothing_more(server, says, tmp_path, noted):
    server.say = says.chat("fine", seconds=0.5)
    process = begun(server, tmp_path / "calls", noted)
    amid(server, process, 20)
    killed(process)
    sent = len(server.seen)
    alone(tmp_path / "calls")
    assert len(server.seen) <= sent + 1
    calls = Calls(tmp_path / "calls" / "calls.sqlite")
    assert calls.spent()[0] / 17 == len(server.seen)
    calls.close()


def test_an_interrupted_run_ends_at_once_and_keeps_what_came(server, says, tmp_path, noted):
    server.say = says.chat("fine", seconds=0.1)
    process = begun(server, tmp_path / "calls", noted)
    amid(server, process, 60)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(timeout=30) != 0
    answered = len(server.seen) - 8
    assert list((tmp_path / "calls").glob("*.lock")) == []
    calls = Calls(tmp_path / "calls" / "calls.sqlite")
    assert answered <= calls.spent()[0] / 17 <= answered + 8
    calls.close()
