"""Nothing is made anew from the same, and everything from what differs."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from agentar_assets import program, unchanged
from resources.lake import Lake

ROOT = Path(__file__).parents[2]
ROWS = pl.DataFrame({"path": ["a", "b"], "size": [1, 2]})


@pytest.fixture
def lake(tmp_path):
    return Lake(root=str(tmp_path / "lake"))


def write(lake, dataset, rows):
    lake.write(dataset, rows, tags=None, reason="made", run_id="r")


def named(lake, *further):
    return unchanged.source(lake.scan("documents"), further=further)


def test_a_source_is_named_by_what_is_read_and_not_by_when(lake):
    write(lake, "documents", ROWS)
    first = named(lake)
    write(lake, "documents", ROWS)
    assert named(lake) == first
    write(lake, "documents", ROWS.reverse())
    assert named(lake) != first


def test_another_day_another_program_and_another_order_are_other_sources(lake, monkeypatch):
    write(lake, "documents", ROWS)
    write(lake, "texts", ROWS)
    first = named(lake, "2026-11-23")
    assert named(lake, "2026-11-24") != first
    both = lake.scan("documents"), lake.scan("texts")
    assert unchanged.source(*both) != unchanged.source(*reversed(both))
    monkeypatch.setattr(program, "code", lambda *_: "another program")
    assert named(lake, "2026-11-23") != first


def test_a_taxonomy_has_one_name_in_every_process():
    code = (
        "from agentar_assets import unchanged; from agentar_assets.tags import taxonomy;"
        "print(unchanged.source(further=[taxonomy.load()]))"
    )
    names = {
        subprocess.check_output(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    }
    assert len(names) == 1


class Maker:
    """Counts how often it is asked."""

    def __init__(self, result):
        self.result, self.times = result, 0

    def __call__(self):
        self.times += 1
        return self.result


def test_a_table_is_made_once_from_one_source_and_again_from_another(lake):
    make = Maker(ROWS)
    for _ in range(2):
        write(lake, "coverage", unchanged.table(lake, "coverage", "one", make))
    assert make.times == 1 and lake.scan("coverage").collect().equals(ROWS)
    make.result = ROWS.reverse()
    assert unchanged.table(lake, "coverage", "another", make).equals(ROWS.reverse())
    assert make.times == 2


def test_a_table_that_was_not_written_or_that_others_wrote_is_made_again(lake):
    make = Maker(ROWS)
    unchanged.table(lake, "coverage", "one", make)
    write(lake, "coverage", unchanged.table(lake, "coverage", "one", make))
    assert make.times == 2, "killed before it was written"
    write(lake, "coverage", ROWS.reverse())
    assert unchanged.table(lake, "coverage", "one", make).equals(ROWS)
    assert make.times == 3


def test_what_was_told_is_told_again_and_asked_for_only_of_another_source(lake):
    make = Maker('["a.x"]')
    assert [unchanged.told(lake, "touched_tags", "one", make) for _ in range(2)] == ['["a.x"]'] * 2
    assert make.times == 1
    make.result = "[]"
    assert unchanged.told(lake, "touched_tags", "another", make) == "[]"
    assert unchanged.told(lake, "touched_tags", "one", make) == "[]", "only the newest is kept"
    assert make.times == 3
