import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from resources import delta
from resources.lake import Conflict, Lake
from resources.stamp import FORMAT

TAG, OTHER = "deposit_savings.slot_filling", "mutual_funds.slot_filling"
SCHEMA = pl.Schema({"tag": pl.String, "item": pl.Int64, "text": pl.String})


def rows(*items, tag=TAG):
    return pl.DataFrame({"tag": tag, "item": items, "text": [f"第{i}条" for i in items]}, SCHEMA)


def put(lake, frame, *, dataset="items", tags=(TAG,), **how):
    return lake.write(dataset, frame, tags=tags, **{"reason": "made", "run_id": "r", **how})


@pytest.fixture
def lake(tmp_path):
    return Lake(root=str(tmp_path / "lake"))


def test_what_is_written_is_read_in_its_order_with_its_columns(lake):
    written = put(lake, rows(3, 1, 2))
    put(lake, rows(9, tag=OTHER), tags=[OTHER])
    assert lake.scan("items", tags=[TAG]).collect().equals(rows(3, 1, 2))
    assert lake.scan("items").collect().equals(pl.concat([rows(3, 1, 2), rows(9, tag=OTHER)]))
    assert (written.tag, written.rows, written.parent, written.reason) == (TAG, 3, None, "made")
    assert abs(datetime.now(UTC) - written.time) < timedelta(minutes=1)


def test_every_version_can_be_read_again(lake):
    numbers = [put(lake, rows(*range(count))).number for count in (3, 0, 5)]
    heights = [lake.scan("items", version=number).collect().height for number in numbers]
    assert heights == [3, 0, 5]
    with pytest.raises(LookupError, match="items has the versions 1 to 3, not 4"):
        lake.scan("items", version=4)


def test_history_is_newest_first_and_each_version_names_its_parent(lake):
    for count in range(4):
        put(lake, rows(*range(count)), run_id=f"run-{count}")
        put(lake, rows(count, tag=OTHER), tags=[OTHER])
    history = lake.history("items", TAG)
    assert [version.run_id for version in history] == ["run-3", "run-2", "run-1", "run-0"]
    assert [version.parent for version in history] == [v.number for v in history[1:]] + [None]
    assert history[0] == lake.head("items", TAG) == lake.heads("items")[TAG]
    assert lake.history("items", "never.written") == lake.history("nothing", TAG) == []


def test_unchanged_content_makes_no_version(lake):
    first = put(lake, rows(1, 2), run_id="first")
    assert put(lake, rows(1, 2), run_id="second") == first
    assert len(lake.history("items", TAG)) == 1
    assert put(lake, rows(2, 1), run_id="third").parent == first.number


def test_no_rows_are_a_content_of_their_own(lake):
    empty = put(lake, rows(), expect=0)
    assert (empty.rows, lake.scan("items", tags=[TAG]).collect().shape) == (0, (0, 3))
    assert put(lake, rows()) == empty
    filled = put(lake, rows(1), expect=empty.number)
    assert put(lake, rows(), expect=filled.number).content_hash == empty.content_hash
    assert lake.scan("items").collect().equals(rows())


def test_one_commit_can_write_several_tags_and_leaves_the_unchanged_alone(lake):
    both = pl.concat([rows(1), rows(2, tag=OTHER)])
    summed = put(lake, both, tags=[TAG, OTHER])
    assert (summed.tag, summed.rows) == (None, 2)
    changed = pl.concat([rows(1), rows(3, tag=OTHER)])
    again = put(lake, changed, tags=[TAG, OTHER])
    assert [len(lake.history("items", tag)) for tag in (TAG, OTHER)] == [1, 2]
    assert again.number == lake.history("items", OTHER)[0].number > summed.number


def test_a_writer_who_saw_an_older_version_of_the_tag_is_told(lake):
    seen = put(lake, rows(1)).number
    put(lake, rows(1, tag=OTHER), tags=[OTHER])
    newer = put(lake, rows(2), expect=seen, run_id="winner").number
    for expect in (0, seen, newer + 1):
        message = f"items '{TAG}': expected version {expect}, found {newer}, .*run winner"
        with pytest.raises(Conflict, match=message):
            put(lake, rows(3), expect=expect)
    with pytest.raises(Conflict, match="found 0"):
        put(lake, rows(1, tag="new.tag"), tags=["new.tag"], expect=newer + 1)
    assert lake.scan("items", tags=[TAG]).collect().equals(rows(2))


def test_a_dataset_without_tags_is_replaced_whole(lake):
    plan = pl.DataFrame({"tag": [TAG, OTHER], "items": [5, 7]})
    put(lake, plan, dataset="plan", tags=None)
    other = plan.with_columns(round=pl.lit(2)).drop("items")
    version = put(lake, other, dataset="plan", tags=None, expect=1)
    assert (version.tag, version.parent) == (None, 1)
    assert lake.scan("plan").collect().equals(other)
    assert lake.scan("plan", version=1, tags=[OTHER]).collect().rows() == [(OTHER, 7)]
    with pytest.raises(ValueError, match="plan is kept whole: name no tags"):
        put(lake, rows(1), dataset="plan")
    put(lake, rows(1))
    with pytest.raises(ValueError, match="items is kept by tag: name the tags"):
        put(lake, rows(1), tags=None)


def test_rows_of_another_tag_and_odd_tags_are_refused_before_anything_is_written(lake):
    with pytest.raises(ValueError, match=f"items: rows of {{'{OTHER}'}}, expected those of"):
        put(lake, rows(1, tag=OTHER))
    with pytest.raises(ValueError, match="are no tags"):
        put(lake, rows(1, tag="a' OR '1"), tags=["a' OR '1"])
    with pytest.raises(ValueError, match="column 'tag' and one tag or more"):
        put(lake, rows(), tags=[])
    with pytest.raises(ValueError, match="'\\.\\./x' names no dataset"):
        put(lake, rows(1), dataset="../x")
    assert lake.datasets() == []


def test_a_column_may_come_but_not_change_its_type(lake):
    put(lake, rows(1, tag=OTHER), tags=[OTHER])
    wider = (
        rows(2).with_columns(evidence=pl.lit("第二条")).select("tag", "evidence", "item", "text")
    )
    put(lake, wider)
    assert lake.scan("items").collect().rows() == [
        (TAG, "第二条", 2, "第2条"),
        (OTHER, None, 1, "第1条"),
    ]
    assert lake.scan("items", schema=SCHEMA).collect_schema() == SCHEMA
    with pytest.raises(ValueError, match="'item': 'Int64 in the lake, String to be written'"):
        put(lake, rows(3).cast({"item": pl.String}))


def test_what_was_never_written_is_empty_where_its_columns_are_known(lake):
    assert lake.scan("items", schema=SCHEMA).collect().equals(rows())
    with pytest.raises(LookupError, match=r"items was never written: the lake .* nothing yet"):
        lake.scan("items")
    put(lake, rows(1))
    assert lake.scan("items", tags=["new.tag"]).collect().equals(rows())
    assert lake.scan("items", tags=[]).collect().equals(rows())
    with pytest.raises(LookupError, match=r"answers was never written: the lake .* holds items"):
        lake.scan("answers")


def test_a_table_whose_first_writer_was_killed_is_as_one_never_written(lake):
    delta.created(lake.uri("items"), SCHEMA, by_tag=True)
    assert lake.datasets() == []
    assert lake.scan("items", schema=SCHEMA).collect().equals(rows())
    with pytest.raises(LookupError, match="items was never written"):
        lake.scan("items")
    assert put(lake, rows(1), expect=0).parent is None


def test_reading_makes_no_folder(lake, tmp_path):
    lake.scan("items", schema=SCHEMA).collect()
    assert (lake.datasets(), lake.releases(), lake.heads("items")) == ([], [], {})
    assert not (tmp_path / "lake").exists()


def test_a_tag_is_read_and_written_without_the_files_of_another(lake, tmp_path):
    put(lake, rows(1, tag=OTHER), tags=[OTHER])
    put(lake, rows(1))
    for file in (tmp_path / "lake/items").glob(f"tag={OTHER}/*"):
        file.write_bytes(b"spoiled")
    put(lake, rows(2))
    assert lake.scan("items", tags=[TAG]).collect().equals(rows(2))
    assert lake.release(["items"]).rows == {"items": {OTHER: 1, TAG: 1}}


def test_a_lake_of_a_newer_format_is_refused_with_what_to_do(lake, tmp_path):
    put(lake, rows(1))
    stamp = tmp_path / "lake/_lake.json"
    assert json.loads(stamp.read_text()) == {"format": FORMAT}
    stamp.write_text(json.dumps({"format": FORMAT + 1}))
    for refused in (
        lambda: lake.scan("items"),
        lambda: put(lake, rows(2)),
        lambda: lake.history("items", TAG),
        lake.datasets,
        lake.releases,
    ):
        with pytest.raises(RuntimeError, match="format 2, this program reads up to 1: update"):
            refused()


def test_a_stamp_that_cannot_be_read_names_its_file(lake, tmp_path):
    put(lake, rows(1))
    (tmp_path / "lake/_lake.json").write_text("{")
    with pytest.raises(ValueError, match=r"lake/_lake\.json"):
        lake.scan("items")


def test_a_file_where_the_folder_should_be_is_told_with_what_to_do(tmp_path):
    (tmp_path / "file").write_text("mine")
    for root in ("file", "file/lake"):
        with pytest.raises(OSError, match=f"{root}: .*make it a folder"):
            put(Lake(root=str(tmp_path / root)), rows(1))
    assert (tmp_path / "file").read_text() == "mine"


def test_a_dataset_that_cannot_be_written_keeps_what_it_had(lake, tmp_path):
    put(lake, rows(1))
    tag = tmp_path / f"lake/items/tag={TAG}"
    kept = tag.rename(tmp_path / "kept")
    tag.write_text("in the way")
    with pytest.raises(OSError, match=r"cannot write .*lake/items: .*committed before stands"):
        put(lake, rows(2))
    tag.unlink()
    kept.rename(tag)
    assert lake.scan("items").collect().equals(rows(1))
    assert put(lake, rows(2)).parent == 1


def test_a_folder_may_have_spaces_and_chinese_characters_but_not_every_sign(tmp_path):
    lake = Lake(root=str(tmp_path / "我的 数据's 50%"))
    put(lake, rows(1))
    put(lake, rows(1, 2))
    assert lake.scan("items", tags=[TAG]).collect().equals(rows(1, 2))
    assert lake.sql("SELECT count(*) AS n FROM items").item() == 2
    with pytest.raises(ValueError, match="name a folder without \\['='\\]"):
        put(Lake(root=str(tmp_path / "a=b")), rows(1))
