import polars as pl
import pytest

from resources.lake import Conflict, Lake

TAG, OTHER = "a.x", "b.x"
DATASETS = ("items", "answers")


def frame(*items, tag=TAG):
    return pl.DataFrame({"tag": tag, "item": items}, {"tag": pl.String, "item": pl.Int64})


def put(lake, *items, tag=TAG, datasets=DATASETS):
    for dataset in datasets:
        lake.write(dataset, frame(*items, tag=tag), tags=[tag], reason="made", run_id="r")


def content(lake, tag=TAG):
    return {d: lake.scan(d, tags=[tag]).collect()["item"].to_list() for d in DATASETS}


@pytest.fixture
def lake(tmp_path):
    lake = Lake(root=str(tmp_path))
    put(lake, 1, tag=OTHER)
    return lake


def test_a_release_pins_versions_hashes_and_rows(lake):
    put(lake, 1, 2)
    release = lake.release(DATASETS)
    put(lake, 7)
    assert release.rows == {d: {TAG: 2, OTHER: 1} for d in DATASETS}
    for dataset in DATASETS:
        pinned = lake.scan(dataset, tags=[TAG], version=release.pins[dataset]).collect()
        assert pinned["item"].to_list() == [1, 2]
        assert release.hashes[dataset][TAG] == lake.history(dataset, TAG)[1].content_hash


def test_the_same_content_is_the_same_release_whenever_it_was_written(lake):
    first = lake.release(DATASETS)
    put(lake, 1, 2)
    second = lake.release(reversed(DATASETS))
    put(lake, 3)
    put(lake, 1, 2)
    assert lake.release(DATASETS) == second
    assert lake.releases() == [second, first]
    assert lake.release(["items"]).id not in {first.id, second.id}


def test_a_release_is_found_by_the_start_of_its_id(lake):
    release = lake.release(DATASETS)
    assert lake.released(release.id) == lake.released(release.id[:6]) == release
    for wrong in ("", "zz"):
        with pytest.raises(LookupError, match=f"no release starts with '{wrong}': .*{release.id}"):
            lake.released(wrong)
    with pytest.raises(LookupError, match="nothing was never written"):
        lake.release(["nothing"])


def test_a_rollback_makes_the_heads_equal_the_good_release(lake):
    put(lake, 1, 2)
    good = lake.release(DATASETS)
    put(lake, 8, 9)
    put(lake, 5, tag=OTHER)
    bad = lake.release(DATASETS)
    restored = lake.rollback(TAG, good, expect=bad, run_id="back")
    assert content(lake) == {"items": [1, 2], "answers": [1, 2]}
    assert content(lake, OTHER) == {"items": [5], "answers": [5]}
    assert [(v.dataset, v.reason, v.run_id) for v in restored] == [
        ("answers", "rollback", "back"),
        ("items", "rollback", "back"),
    ]
    assert [v.content_hash for v in restored] == [good.hashes[v.dataset][TAG] for v in restored]
    assert [len(lake.history(d, TAG)) for d in DATASETS] == [3, 3]


def test_a_rollback_twice_is_a_rollback_once(lake):
    put(lake, 1)
    good = lake.release(DATASETS)
    put(lake, 2)
    bad = lake.release(DATASETS)
    once = lake.rollback(TAG, good, expect=bad, run_id="one")
    assert lake.rollback(TAG, good, expect=bad, run_id="two") == once
    assert lake.rollback(TAG, good, expect=None, run_id="three") == once
    assert lake.release(DATASETS) == good


def test_a_rollback_that_was_killed_in_the_middle_is_completed(lake):
    put(lake, 1)
    good = lake.release(DATASETS)
    put(lake, 2)
    bad = lake.release(DATASETS)
    put(lake, 1, datasets=["answers"])  # as far as the killed one came
    lake.rollback(TAG, good, expect=bad, run_id="again")
    assert lake.release(DATASETS) == good
    assert len(lake.history("answers", TAG)) == 3


def test_a_tag_written_since_the_bad_release_is_left_alone_and_the_caller_told(lake):
    put(lake, 1)
    good = lake.release(DATASETS)
    put(lake, 2)
    bad = lake.release(DATASETS)
    put(lake, 3, datasets=["items"])
    before = content(lake)
    with pytest.raises(Conflict, match=f"items 'a.x': expected the rows of release {bad.id} or"):
        lake.rollback(TAG, good, expect=bad, run_id="late")
    assert content(lake) == before == {"items": [3], "answers": [2]}
    lake.rollback(TAG, good, expect=None, run_id="forced")
    assert content(lake) == {"items": [1], "answers": [1]}


class Interrupted(Lake):
    """A lake in which somebody mends one dataset after the rollback has looked at its head."""

    def _restored(self, *args):
        put(Lake(root=self.root), 3, datasets=["items"])
        return super()._restored(*args)


@pytest.mark.parametrize("fenced", [True, False])
def test_what_is_written_during_a_rollback_is_not_rolled_over(lake, fenced):
    put(lake, 1)
    good = lake.release(DATASETS)
    put(lake, 2)
    bad = lake.release(DATASETS)
    with pytest.raises(Conflict, match=r"items 'a\.x': expected version \d, found \d, by 'made'"):
        Interrupted(root=lake.root).rollback(
            TAG, good, expect=bad if fenced else None, run_id="back"
        )
    assert content(lake) == {"items": [3], "answers": [1]}


def test_a_tag_without_a_release_before_the_bad_one_goes_back_to_no_rows(lake):
    before = lake.release(DATASETS)
    put(lake, 1)
    bad = lake.release(DATASETS)
    for target in (None, before):
        lake.rollback(TAG, target, expect=bad, run_id="back")
        assert content(lake) == {"items": [], "answers": []}
    assert [len(lake.history(d, TAG)) for d in DATASETS] == [2, 2]
    assert lake.release(DATASETS) == before
    assert lake.rollback("never.written", before, expect=bad, run_id="back") == []
    with pytest.raises(ValueError, match="name the release to go back to"):
        lake.rollback(TAG, None, expect=None, run_id="back")


def test_a_rollback_over_a_new_column_leaves_it_null_and_keeps_the_release_id(lake):
    put(lake, 1)
    good = lake.release(DATASETS)
    for dataset in DATASETS:
        wider = frame(2).with_columns(note=pl.lit("new"))
        lake.write(dataset, wider, tags=[TAG], reason="made", run_id="r")
    lake.rollback(TAG, good, expect=None, run_id="back")
    assert lake.scan("items", tags=[TAG]).collect().rows() == [(TAG, 1, None)]
    assert lake.release(DATASETS) == good


def test_what_a_release_pins_is_never_vacuumed(lake, tmp_path):
    put(lake, 1)
    good = lake.release(DATASETS)
    put(lake, 2)
    put(lake, 3)
    files = set(tmp_path.glob(f"items/tag={TAG}/*.parquet"))
    assert lake.vacuum("items") == []
    gone = lake.vacuum("items", older_than_hours=0)
    assert [path.split("/")[0] for path in gone] == [f"tag={TAG}"]
    assert len(files - set(tmp_path.glob(f"items/tag={TAG}/*.parquet"))) == 1
    lake.rollback(TAG, good, expect=None, run_id="back")
    assert content(lake)["items"] == [1]
    assert [v.reason for v in lake.history("items", TAG)] == ["rollback", "made", "made", "made"]


def test_every_version_of_a_dataset_that_is_replaced_whole_outlives_a_vacuum(lake, tmp_path):
    for number in range(1, 4):
        plan = pl.DataFrame({"round": [number]})
        lake.write("plan", plan, tags=None, reason="decided", run_id="r")
    (tmp_path / "plan/cut_short.parquet").write_bytes(b"half")
    assert lake.vacuum("plan", older_than_hours=0) == ["cut_short.parquet"]
    rounds = [
        lake.scan("plan", version=v.number).collect()["round"].item()
        for v in lake.history("plan", None)
    ]
    assert rounds == [3, 2, 1]
