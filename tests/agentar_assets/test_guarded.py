import ctypes
import itertools
import os
import signal
import time

import pytest

from agentar_assets import guarded
from agentar_assets.documents.readers import READERS
from agentar_assets.guarded import Killed, answers


def squared(number):
    return number * number


def misbehaved(what):
    match what:
        case "exit":
            os._exit(3)
        case "crash":
            ctypes.string_at(0)
        case "spin":
            while True:
                pass
        case "eat":
            return len(b"x" * 2**31)
        case "raise":
            raise KeyError(what)
        case "wait":
            time.sleep(60)
    return what


def working(_task):
    return os.getpid(), signal.getsignal(signal.SIGINT) == signal.SIG_IGN


def read_bomb(kind_and_data):
    kind, data = kind_and_data
    return len(READERS[kind](data).blocks)


def test_answers_come_in_the_order_of_the_tasks_and_an_endless_line_streams():
    taken = itertools.count()
    found = answers(squared, taken, processes=2, seconds=5, memory=2**30)
    assert list(itertools.islice(found, 500)) == [n * n for n in range(500)]
    assert next(taken) < 500 + 20  # tasks are taken as they are needed
    found.close()
    assert list(answers(squared, [], processes=2, seconds=5, memory=2**30)) == []


def test_a_task_that_kills_its_process_is_named_and_the_others_are_answered():
    tasks = ["a", "exit", "b", "crash", "c", "eat", "d", "raise", "e", "spin", "f"]
    found = list(answers(misbehaved, tasks, processes=2, seconds=1, memory=2**30))
    why = [a.why.partition(":")[0] if isinstance(a, Killed) else a for a in found]
    assert why == ["a", "crashed", "b", "crashed", "c", "memory", "d", "crashed", "e", "time", "f"]
    assert found[7].why == "crashed: KeyError: 'raise'"


@pytest.mark.slow
def test_a_task_that_stands_still_is_ended(monkeypatch):
    monkeypatch.setattr(guarded, "PATIENCE", 1)
    found = list(answers(misbehaved, ["wait", "a"], processes=1, seconds=1, memory=2**30))
    assert found == [Killed("time: it stood still: save the file anew"), "a"]


def test_processes_are_others_do_not_mind_an_interrupt_and_end_with_the_answers():
    found = list(answers(working, range(8), processes=2, seconds=5, memory=2**30))
    others = {pid for pid, _ in found}
    assert os.getpid() not in others
    assert all(ignores for _, ignores in found)
    for pid in others:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
