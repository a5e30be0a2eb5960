"""Whose stream is dead, and who still asks for it: locks that die with their holders."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from resources.calling import orphans

HOLDS = """
import sys, time
from pathlib import Path
from resources.calling import orphans

what, where = sys.argv[1], Path(sys.argv[2])
if what == "stream":
    mark = orphans.Mark(where)
    print(mark.path, flush=True)
    time.sleep(60)
with orphans.carrying(where):
    print("carrying", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder():
    """Starts a process that holds a lock, and gives it with the line that it prints."""
    begun = []

    def started(what, where):
        command = [sys.executable, "-c", HOLDS, what, str(where)]
        process = subprocess.Popen(
            command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
        )
        begun.append(process)
        return process, process.stdout.readline().strip()

    yield started
    for process in begun:
        process.kill()
        process.communicate()


def waited(folder, **said):
    told, start = [], time.monotonic()
    orphans.awaited(folder, told.append, **said)
    return time.monotonic() - start, told


def test_a_stream_that_lives_is_not_waited_for(holder, tmp_path):
    _, mark = holder("stream", tmp_path)
    holder("courier", mark)
    seconds, told = waited(tmp_path)
    assert (seconds < 1, told) == (True, [])
    assert Path(mark).exists()


def test_an_orphan_is_waited_for_by_all_and_cleared_away(holder, tmp_path):
    stream, mark = holder("stream", tmp_path)
    courier, said = holder("courier", mark)
    assert said == "carrying"
    stream.kill()
    time.sleep(0.05)  # not reaped: a dead process that nobody has asked about holds no lock
    results = []
    waiters = [
        threading.Thread(target=lambda: results.append(waited(tmp_path))),
        threading.Thread(target=lambda: results.append(waited(tmp_path))),
    ]
    for waiter in waiters:
        waiter.start()
    time.sleep(0.5)
    assert results == []
    courier.kill()
    for waiter in waiters:
        waiter.join()
    for seconds, told in results:
        assert 0.4 < seconds < 5
        assert "was killed: waiting for what it had asked, at most 10 minutes" in told[0]
    assert list(tmp_path.iterdir()) == []


def test_an_orphan_that_does_not_end_is_not_waited_for_without_end(holder, tmp_path):
    stream, mark = holder("stream", tmp_path)
    holder("courier", mark)
    stream.kill()
    stream.wait()
    seconds, told = waited(tmp_path, patience=0.2)
    assert 0.2 <= seconds < 2
    assert "does not end: going on without it" in told[1]


def test_a_stream_that_died_before_anybody_asked_asks_no_more(holder, tmp_path):
    stream, mark = holder("stream", tmp_path)
    stream.kill()
    stream.wait()
    assert waited(tmp_path)[1] == []
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileNotFoundError), orphans.carrying(Path(mark)):
        pass


def test_streams_of_one_process_do_not_wait_for_each_other(tmp_path):
    one, two = orphans.Mark(tmp_path), orphans.Mark(tmp_path)
    assert waited(tmp_path)[1] == []
    assert one.path.exists()
    one.close()
    two.close()
    assert list(tmp_path.iterdir()) == []
