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


def test_exactly_the_touched_tags_are_made_anew_and_once(instance, tmp_path):
    cursor = ticked(instance, tmp_path).cursor
    told = dg.AssetMaterialization(new_documents.TOUCHED, metadata={"tags": json.dumps(["a.x"])})
    instance.report_runless_asset_event(told)
    result = ticked(instance, tmp_path, cursor)
    assert [(r.job_name, r.partition_key) for r in result.run_requests] == [("remake_tag", "a.x")]
    assert jobs(ticked(instance, tmp_path, result.cursor)) == []
