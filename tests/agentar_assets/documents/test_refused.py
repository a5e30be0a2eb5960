"""Apart from `test_hostile`, whose imports each new process would repeat."""

import os
from pathlib import Path

import pytest

from agentar_assets import guarded


def fetching(what):
    match what:
        case "socket":
            import socket  # noqa: PLC0415

            socket.create_connection(("127.0.0.1", 9))
        case "program":
            os.system("true")
        case "large":
            return "甲" * 2**24
        case "unsendable":
            return lambda: what
        case "abort":
            os.abort()
    return len(what)


def test_where_files_are_read_nothing_is_fetched_or_run():
    tasks = ["socket", "program", "unsendable", "abort", "large", b"x" * 2**26, "ok"]
    found = list(guarded.answers(fetching, tasks, processes=1, seconds=9, memory=2**28))
    why = [one.why.partition(": ")[::2] for one in found[:4]]
    assert [kind for kind, _ in why] == ["crashed", "crashed", "crashed", "memory"]
    assert all("is refused" in said for _, said in why[:2])
    assert [len(found[4]), *found[5:]] == [2**24, 2**26, 2]


def test_a_crew_that_is_left_early_leaves_no_process_and_no_pipe():
    pipes = Path("/proc/self/fd")
    before = len(list(pipes.iterdir())) if pipes.is_dir() else 0
    answers = guarded.answers(len, iter("abcdefgh"), processes=2, seconds=9, memory=2**30)
    assert next(answers) == 1
    answers.close()
    with pytest.raises(Exception, match="pickle"):
        list(guarded.answers(len, [lambda: 0], processes=2, seconds=9, memory=2**30))
    if before:
        assert len(list(pipes.iterdir())) <= before + 1  # that of the resource tracker
