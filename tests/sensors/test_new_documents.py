import json

import dagster as dg
import pytest

from resources.sources import Sources
from sensors import new_documents


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


def ticked(instance, folder, cursor=None):
    context = dg.build_sensor_context(
        instance=instance,
        cursor=cursor,
        resources={"sources": Sources(documents=str(folder), reviews="")},
    )
    return new_documents.new_documents(context)


def jobs(result):
    return [request.job_name for request in result.run_requests]


def test_a_folder_is_read_once_and_again_when_a_file_changed(instance, tmp_path):
    (tmp_path / "a.md").write_text("one")
    first = ticked(instance, tmp_path)
    assert jobs(first) == ["ingest"]
    second = ticked(instance, tmp_path, first.cursor)
    assert jobs(second) == []
    (tmp_path / "b.md").write_text("two")
    assert jobs(ticked(instance, tmp_path, second.cursor)) == ["ingest"]


def touched(instance, *tags):
    told = dg.AssetMaterialization(new_documents.TOUCHED, metadata={"tags": json.dumps(tags)})
    instance.report_runless_asset_event(told)


def test_a_folder_that_is_as_it_once_was_is_read_again_under_a_new_key(instance, tmp_path):
    folder, away = tmp_path / "documents", tmp_path / "away.md"
    folder.mkdir()
    (folder / "a.md").write_text("one")
    keys, cursor = [], None
    for move in ((), (folder / "a.md", away), (away, folder / "a.md")) * 3:
        if move:
            move[0].rename(move[1])
        result = ticked(instance, folder, cursor)
        keys += [request.run_key for request in result.run_requests]
        cursor = result.cursor
    assert len(keys) == len(set(keys)) == 7


def test_a_cursor_of_before_the_reads_were_counted_is_understood(instance, tmp_path):
    touched(instance, "a.x")
    now = new_documents.fingerprint(Sources(documents=str(tmp_path), reviews=""))
    assert jobs(ticked(instance, tmp_path, f"{now}:0")) == ["remake_tag"]


def test_only_the_newest_ingestion_says_which_tags_were_touched(instance, tmp_path):
    for tags in (["a.x"], ["b.y"], ["a.x", "c.z"]):
        touched(instance, *tags)
    result = ticked(instance, tmp_path)
    assert [r.partition_key for r in result.run_requests if r.partition_key] == ["a.x", "c.z"]
    assert jobs(ticked(instance, tmp_path, result.cursor)) == []


def test_a_tag_that_was_made_since_it_was_touched_is_left_alone(instance, tmp_path):
    before = dg.AssetMaterialization(new_documents.MADE, partition="b.y")
    instance.report_runless_asset_event(before)
    touched(instance, "a.x", "b.y")
    since = dg.AssetMaterialization(new_documents.MADE, partition="a.x")
    instance.report_runless_asset_event(since)
    result = ticked(instance, tmp_path)
    assert [r.partition_key for r in result.run_requests if r.partition_key] == ["b.y"]


def test_exactly_the_touched_tags_are_made_anew_and_once(instance, tmp_path):
    cursor = ticked(instance, tmp_path).cursor
    touched(instance, "a.x")
    result = ticked(instance, tmp_path, cursor)
    assert [(r.job_name, r.partition_key) for r in result.run_requests] == [("remake_tag", "a.x")]
    assert jobs(ticked(instance, tmp_path, result.cursor)) == []
