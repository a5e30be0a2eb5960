import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import polars as pl
import pytest
from deltalake import DeltaTable

from resources import warehouse
from resources.lake import Lake

CHECKOUT = Path(__file__).parents[2]
TAGS = ["a.x", "b.x"]
KILLED = """
import os, sys
from resources import warehouse
from resources.lake import Lake

class Last(dict):
    def items(self):
        yield from super().items()
        os.kill(os.getpid(), 9)

lake = Lake(root=sys.argv[1])
tables = {name: lake._opened(name) for name in lake.datasets()}
warehouse.publish(warehouse.Path(sys.argv[2]), Last(tables))
"""


def write(lake, count, *, dataset="items", **columns):
    frame = pl.DataFrame({"item": range(count), "tag": [TAGS[i % 2] for i in range(count)]})
    frame = frame.with_columns(entities=pl.lit([{"text": "央行", "start": 0}]), **columns)
    lake.write(dataset, frame, tags=TAGS, reason="made", run_id="r")
    return frame


@pytest.fixture
def lake(tmp_path):
    return Lake(root=str(tmp_path / "lake"))


def test_sql_sees_the_heads_or_a_release(lake):
    write(lake, 10)
    release = lake.release(["items"])
    write(lake, 6)
    query = "SELECT tag, count(*) AS n FROM items GROUP BY tag ORDER BY tag"
    assert lake.sql(query).rows() == [("a.x", 3), ("b.x", 3)]
    assert lake.sql(query, release=release.id[:8]).rows() == [("a.x", 5), ("b.x", 5)]


def test_a_table_in_sql_has_the_columns_and_types_of_the_lake(lake):
    frame = write(lake, 4)
    found = lake.sql("FROM items ORDER BY item")
    assert found.equals(frame)
    lake.write("items", frame.clear(), tags=TAGS, reason="emptied", run_id="r")
    assert lake.sql("SELECT * FROM items").schema == frame.schema


def test_a_column_that_came_later_is_null_in_older_tags(lake):
    write(lake, 4)
    one = pl.DataFrame({"item": [9], "tag": "a.x", "entities": [None], "note": "n"})
    types = lake.scan("items").collect_schema()
    lake.write("items", one.cast(dict(types)), tags=["a.x"], reason="made", run_id="r")
    query = "SELECT tag, note FROM items GROUP BY ALL ORDER BY tag"
    assert lake.sql(query).rows() == [("a.x", "n"), ("b.x", None)]
    release = lake.release(["items"])
    assert lake.sql(query, release=release.id).height == 2


def test_joins_reach_several_datasets(lake):
    write(lake, 4)
    write(lake, 2, dataset="answers")
    found = lake.sql("SELECT count(*) FROM items JOIN answers USING (item, tag)")
    assert found.item() == 2


def test_a_missing_table_is_told_with_those_there_are(lake):
    write(lake, 1)
    with pytest.raises(LookupError, match=r"itemz does not exist.*tables: items"):
        lake.sql("SELECT * FROM itemz")
    with pytest.raises(LookupError, match="no release starts with 'ff'"):
        lake.sql("SELECT 1", release="ff")


@pytest.mark.parametrize(
    "query",
    ["DROP VIEW items", "SELECT 1; SELECT 2", "COPY items TO 'out.csv'", "", "ATTACH 'x.duckdb'"],
)
def test_only_one_select_may_be_asked(lake, query):
    write(lake, 1)
    with pytest.raises(ValueError, match="one SELECT was expected"):
        lake.sql(query)


def test_a_mistake_in_the_query_is_told_in_duckdbs_words(lake):
    write(lake, 1)
    with pytest.raises(ValueError, match=r'the query failed: .*"wrong" not found'):
        lake.sql("SELECT wrong FROM items")


def test_the_published_file_holds_every_dataset_and_replaces_the_old_one(lake, tmp_path):
    path = tmp_path / "out/warehouse.duckdb"
    write(lake, 3)
    assert lake.publish(path) == {"items": 3}
    frame = write(lake, 5)
    plan = pl.DataFrame({"round": [1]})
    lake.write("plan", plan, tags=None, reason="made", run_id="r")
    with duckdb.connect(path, read_only=True):  # an analyst has the old one open
        assert lake.publish(path) == {"items": 5, "plan": 1}
    with duckdb.connect(path, read_only=True) as connection:
        assert connection.sql("FROM items ORDER BY item").pl().equals(frame)
        tables = connection.sql("SHOW ALL TABLES").pl()["name"].to_list()
    assert sorted(tables) == ["items", "plan"]
    assert [each.name for each in path.parent.iterdir()] == ["warehouse.duckdb"]


def test_a_file_that_cannot_be_published_leaves_the_old_one(lake, tmp_path):
    write(lake, 3)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        lake.publish(tmp_path / "file/warehouse.duckdb")


def test_killed_publications_leave_one_half_written_file_that_the_next_one_removes(lake, tmp_path):
    write(lake, 3)
    path = tmp_path / "out/warehouse.duckdb"
    lake.publish(path)
    for _ in range(2):
        command = [sys.executable, "-c", KILLED, lake.root, str(path)]
        assert subprocess.run(command, cwd=CHECKOUT, check=False).returncode == -9
        left = {each.name for each in path.parent.iterdir()} - {path.name}
        assert left
        assert left <= {".warehouse.duckdb.partial", ".warehouse.duckdb.partial.wal"}
    write(lake, 5)
    assert lake.publish(path) == {"items": 5}
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_publications_in_the_same_moment_wait_for_each_other(lake, tmp_path):
    write(lake, 3)
    with ThreadPoolExecutor() as pool:
        published = list(pool.map(lake.publish, [tmp_path / "out/warehouse.duckdb"] * 4))
    assert published == [{"items": 3}] * 4
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["warehouse.duckdb"]


@pytest.mark.parametrize("show", [warehouse.show_files, warehouse.show_stream])
def test_files_and_streams_give_the_same_table(lake, show):
    frame = write(lake, 4)
    with duckdb.connect() as connection:
        show(connection, "items", DeltaTable(lake.uri("items")))
        assert connection.sql("FROM items ORDER BY item").pl().equals(frame)
