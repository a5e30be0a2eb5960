"""Many writers at once, and writers killed in the middle: nothing lost, nothing doubled or torn."""

import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from resources.lake import Conflict, Lake
from resources.versions import content_hash

CHECKOUT = Path(__file__).parents[2]
WRITER = """
import sys
import polars as pl
from resources.lake import Lake

root, tag, first, last, size = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
for turn in range(first, last):
    rows = pl.DataFrame({"tag": tag, "turn": turn, "item": range(size)})
    Lake(root=root).write("items", rows, tags=[tag], reason="made", run_id=f"{tag} {turn}")
    print(turn, flush=True)
"""


def frame(tag, turn):
    return pl.DataFrame({"tag": [tag], "turn": [turn], "item": [0]})


def write(root, tag, turn, *, dataset="items", expect=None):
    rows = frame(tag, turn)
    return Lake(root=root).write(
        dataset, rows, tags=[tag], reason="made", run_id=f"{tag} {turn}", expect=expect
    )


def writer(root, tag, *numbers):
    command = [sys.executable, "-c", WRITER, root, tag, *map(str, numbers)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def runs(lake, tag):
    return [version.run_id for version in reversed(lake.history("items", tag))]


def test_writers_of_their_own_tags_lose_nothing(tmp_path):
    tags = [f"tag{number}.x" for number in range(4)]

    def work(tag):
        return [write(str(tmp_path), tag, turn).number for turn in range(5)]

    with ThreadPoolExecutor(4) as pool:
        numbers = [number for each in pool.map(work, tags) for number in each]
    lake = Lake(root=str(tmp_path))
    assert len(set(numbers)) == 20  # a table that several make at once may skip a number
    assert {tag: runs(lake, tag) for tag in tags} == {
        tag: [f"{tag} {turn}" for turn in range(5)] for tag in tags
    }


@pytest.mark.parametrize("rows_before", [None, 0, 1])
def test_of_two_writers_on_one_tag_one_wins_and_the_other_is_told(tmp_path, rows_before):
    root, seen = str(tmp_path), 0
    if rows_before is not None:
        first = frame("a.x", 0).head(rows_before)
        seen = Lake(root=root).write("items", first, tags=["a.x"], reason="r", run_id="r").number

    def work(turn):
        try:
            return write(root, "a.x", turn, expect=seen)
        except Conflict as error:
            return error

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(work, range(1, 7)))
    won = [each for each in results if not isinstance(each, Conflict)]
    assert len(won) == 1
    assert all(f"expected version {seen}" in str(e) for e in results if isinstance(e, Conflict))
    assert Lake(root=root).history("items", "a.x")[0] == won[0]
    assert len(Lake(root=root).history("items", "a.x")) == 1 + (rows_before is not None)


def test_writers_of_one_tag_without_a_fence_all_go_through_one_after_the_other(tmp_path):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda turn: write(str(tmp_path), "a.x", turn), range(8)))
    history = Lake(root=str(tmp_path)).history("items", "a.x")
    assert {version.run_id for version in history} == {f"a.x {turn}" for turn in range(8)}
    assert [v.parent for v in history] == [v.number for v in history[1:]] + [None]


def test_the_same_release_asked_for_at_once_is_kept_once(tmp_path):
    write(str(tmp_path), "a.x", 0)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(Lake(root=str(tmp_path)).release, ["items"]) for _ in range(4)]
        found = [each.result() for each in asked]
    assert len({release.id for release in found}) == 1
    assert Lake(root=str(tmp_path)).releases() == [found[0]]


@pytest.mark.slow
def test_eight_processes_of_twenty_commits_lose_nothing(tmp_path):
    tags = [f"tag{number}.x" for number in range(8)]
    writers = [writer(str(tmp_path), tag, 0, 20, 50) for tag in tags]
    errors = [each.communicate()[1] for each in writers]
    assert [each.returncode for each in writers] == [0] * 8, errors
    lake = Lake(root=str(tmp_path))
    for tag in tags:
        assert runs(lake, tag) == [f"{tag} {turn}" for turn in range(20)]


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_whole_versions_only(tmp_path):
    root, lake, said = str(tmp_path), Lake(root=str(tmp_path)), 0
    for life in range(8):
        started = writer(root, "a.x", 1000 * life, 1000 * life + 999, 20_000)
        started.stdout.readline()
        time.sleep(random.uniform(0, 0.4))
        started.kill()
        said += 1 + len(started.communicate()[0].splitlines())
        history = lake.history("items", "a.x")
        assert len(history) >= said, "a version that was reported is gone"
        assert [v.parent for v in history] == [v.number for v in history[1:]] + [None]
        said = len(history)
        standing = lake.scan("items", tags=["a.x"]).collect()
        assert content_hash(standing) == history[0].content_hash
    for version in lake.history("items", "a.x")[::5]:
        found = lake.scan("items", version=version.number).collect()
        assert (found.height, content_hash(found)) == (20_000, version.content_hash)
    writer(root, "a.x", 0, 1, 5).communicate()
    assert lake.scan("items", tags=["a.x"]).collect().height == 5
