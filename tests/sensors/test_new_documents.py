import json
import os
from datetime import UTC, date, datetime

import dagster as dg
import pytest

from agentar_assets.documents import files
from resources.sources import Sources
from sensors import new_documents

DAY = date(2026, 11, 23)


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


def looked_at(*folders, day=DAY):
    joined = os.pathsep.join(map(str, folders))
    return new_documents.fingerprint(Sources(documents=joined, reviews=""), day)


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
    now = looked_at(tmp_path, day=datetime.now(UTC).date())
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


@pytest.fixture
def folder(tmp_path):
    """A folder with a file, a file in a folder, and links to a file, to itself and out of it."""
    place = tmp_path / "documents"
    (place / "deep").mkdir(parents=True)
    (place / "a.md").write_text("one")
    (place / "deep" / "b.md").write_text("two")
    (tmp_path / "outside.md").write_text("three")
    for name, leads in (
        ("link.md", "a.md"),
        ("round", "."),
        ("out.md", "../outside.md"),
        ("lost.md", "nowhere.md"),
        ("itself.md", "itself.md"),
    ):
        (place / name).symlink_to(leads)
    return place


def lands(folder):
    (folder / "c.md").write_text("")


def vanishes(folder):
    (folder / "deep" / "b.md").unlink()


def grows(folder):
    (folder / "a.md").write_text("more")


def is_written_anew_in_the_same_size(folder):
    os.utime(folder / "a.md", ns=(1, 1))


def may_not_be_read_any_more(folder):
    (folder / "a.md").chmod(0o200)


def is_renamed(folder):
    (folder / "a.md").rename(folder / "A.md")


def link_leads_elsewhere(folder):
    (folder / "link.md").unlink()
    (folder / "link.md").symlink_to("deep/b.md")


def link_gets_its_file(folder):
    (folder / "nowhere.md").write_text("")


def broken_link_lands(folder):
    (folder / "new.md").symlink_to("nothing.md")


def pipe_lands(folder):
    os.mkfifo(folder / "pipe.md")


def odd_name_lands(folder):
    (folder / os.fsdecode(b"\xff\n.md")).write_text("")


CHANGES = [
    *(lands, vanishes, grows, is_written_anew_in_the_same_size, may_not_be_read_any_more),
    *(is_renamed, link_leads_elsewhere, link_gets_its_file, broken_link_lands, pipe_lands),
    *(odd_name_lands,),
]


def as_listed(folder):
    """What the reader sees of a folder; rights show only when it opens a file."""
    found = [*files.listed([folder])]
    readable = [
        (one.size, one.modified, one.place.stat().st_mode) for one in found if not one.reason
    ]
    return [(one.path, one.place, one.reason) for one in found], readable


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_the_reader_would_see_is_seen(folder, change):
    before, listed = looked_at(folder), as_listed(folder)
    assert looked_at(folder) == before
    change(folder)
    assert as_listed(folder) != listed
    assert looked_at(folder) != before


def test_what_the_reader_passes_over_rings_no_bell(folder):
    before, listed = looked_at(folder), as_listed(folder)
    (folder / ".swap").write_text("hidden")
    (folder / ".git").mkdir()
    (folder / ".git" / "index.md").write_text("hidden")
    (folder / "empty").mkdir()
    (folder / "round" / ".also").write_text("hidden")
    assert as_listed(folder) == listed
    assert looked_at(folder) == before


def test_folders_that_are_missing_or_files_are_looked_at_without_an_error(folder, tmp_path):
    missing, file = tmp_path / "nowhere", folder / "a.md"
    seen = {looked_at(), looked_at(folder), looked_at(folder, missing), looked_at(folder, file)}
    assert len(seen) == 4


def test_a_file_that_vanishes_while_it_is_looked_at_is_no_error(folder, monkeypatch):
    scan = os.scandir

    class Late:
        """The entries of a folder, from which a file is gone by the time they are looked at."""

        def __init__(self, place):
            self._entries = [*scan(place)]

        def __enter__(self):
            (folder / "a.md").unlink(missing_ok=True)
            return self._entries

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(os, "scandir", Late)
    gone = looked_at(folder)
    monkeypatch.undo()
    (folder / "a.md").write_text("one")
    assert looked_at(folder) != gone


def test_the_folders_are_read_once_a_day_even_where_no_file_changes(folder):
    assert looked_at(folder) != looked_at(folder, day=date(2026, 11, 24))
