"""The process that asks: one for all streams that follow each other, gone when nobody needs it."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import polars as pl
import pytest

from resources.calling import serving
from resources.llm import Sampling

LIGHT = """
import sys
for name in ("dagster", "polars", "torch"):
    sys.modules[name] = None
import resources.calling.courier
"""


@pytest.fixture(autouse=True)
def _alone():
    serving.dismiss()
    yield
    serving.dismiss()


def couriers():
    """Processes of ours that ask."""
    tasks = Path("/proc/self/task").glob("*/children")
    pids = [pid for children in tasks for pid in children.read_text().split()]
    named = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in pids}
    return [int(pid) for pid, name in named.items() if b"resources.calling.courier" in name]


def files():
    return len(list(Path("/proc/self/fd").iterdir()))


def frame(*prompts):
    return pl.DataFrame({"prompt": prompts})


def test_it_needs_neither_dagster_nor_polars():
    subprocess.run([sys.executable, "-c", LIGHT], cwd=Path(__file__).parents[2], check=True)


def test_streams_that_follow_each_other_share_one(door, one):
    one(door(), "first")
    (pid,) = couriers()
    opened = files()
    for turn in range(10):
        one(door(), str(turn))
    assert couriers() == [pid]
    assert files() == opened
    serving.dismiss()
    assert couriers() == []


def test_a_stream_of_what_is_stored_needs_none(door, one):
    one(door(), "known")
    serving.dismiss()
    assert one(door(), "known")["stored"]
    assert couriers() == []


def test_streams_at_the_same_time_have_their_own(door, server, says, tmp_path):
    server.say = says.chat("fine", seconds=0.3)
    rows = []

    def streamed(turn):
        rows.append(door().replies(frame(*[f"{turn}.{n}" for n in range(8)]), Sampling()))

    threads = [threading.Thread(target=streamed, args=(turn,)) for turn in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row["reply"].to_list() for row in rows] == [["fine"] * 8] * 3
    assert len(couriers()) == 1
    assert list(tmp_path.glob("*.lock")) == []


def test_one_that_is_killed_leaves_rows_and_the_next_stream_has_another(door, server, asked):
    def say(asked):
        if asked.turn == 20:
            os.kill(couriers()[0], signal.SIGKILL)
        return "fine"

    server.say = say
    prompts = asked(*[str(n) for n in range(600)])
    rows = door().replies(prompts, Sampling())
    assert rows.height == 600
    assert set(rows["error"].drop_nulls()) == {
        "failed: the process that asks ended (-9): run again"
    }
    assert door().replies(prompts, Sampling())["reply"].to_list() == ["fine"] * 600


def test_one_that_is_told_to_end_keeps_what_is_under_way(door, server, says, asked):
    def say(asked):
        if asked.turn == 7:
            os.kill(couriers()[0], signal.SIGTERM)
        return says.chat("fine", seconds=0.3)

    server.say = say
    rows = door().replies(asked(*[str(n) for n in range(50)]), Sampling())
    assert rows["reply"].count() == len(server.seen) == 8
    assert rows["error"].str.starts_with("shut: the process that asked is gone").sum() == 42


def test_a_stream_that_is_left_gives_up_what_is_under_way(door, server, says, asked, tmp_path):
    server.say = lambda asked: says.chat("fine", seconds=30.0 if asked.turn else 0.0)
    stream = door().stream([asked(*"abc")], Sampling())
    assert next(stream)["reply"].to_list() == ["fine"]
    start = time.monotonic()
    stream.close()
    assert time.monotonic() - start < 5
    assert list(tmp_path.glob("*.lock")) == []


@pytest.mark.slow
def test_rows_are_given_out_though_the_next_answer_takes_long(door, server, says, asked):
    def say(asked):
        slow = asked["messages"][0]["content"] == "slow"
        return says.chat("fine", seconds=3.0 if slow else 0.0)

    server.say = say
    start, came = time.monotonic(), []
    for rows in door(in_flight=2).stream([asked("a", "slow", "b", "c")], Sampling()):
        came += [time.monotonic() - start] * rows.height
    assert len(came) == 4
    assert came[2] + 0.5 < came[3]


def test_one_that_cannot_use_the_store_says_why(door, asked, tmp_path):
    def prompts():
        yield asked("a")
        (tmp_path / "calls.sqlite").rename(tmp_path / "away")
        (tmp_path / "calls.sqlite").write_text("no database " * 1000)
        yield asked(*[str(n) for n in range(300)])

    rows = pl.concat(door().stream(prompts(), Sampling()))
    assert rows.height == 301
    assert rows["error"].str.contains("^shut: the call store .* is damaged").all()
