import dagster as dg
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.governance import assets, stale
from resources.lake import Lake

TAG, OTHER = "deposit_savings.consulting_qa", "mutual_funds.consulting_qa"


def table(columns, rows):
    return pl.DataFrame([*rows], dict.fromkeys(columns, pl.String), orient="row")


def frames(states, units):
    """Documents by state, and the document of each unit."""
    documents = [(name, name, state) for name, state in states.items()]
    return (
        table(["path", "text_id", "state"], documents).lazy(),
        table(["unit_id", "text_id"], units).lazy(),
    )


def items(*rows, tag=TAG, **columns):
    """A final set: the unit and the reason of each item; other columns alike for all."""
    made = [
        {"tag": tag, "item_id": f"{tag[:2]}{place}", "unit_id": unit, "reason": reason} | columns
        for place, (unit, reason) in enumerate(rows)
    ]
    names = dict.fromkeys(records.FINAL.names())
    return pl.DataFrame([names | row for row in made], schema=records.FINAL)


def settled(documents, passages, final):
    turned = stale.changed(final.lazy(), passages, documents)
    return stale.marked(final, turned)["reason"].to_list()


SUPERSEDED = frames({"old": "superseded", "new": "in_force"}, [("u1", "old"), ("u2", "new")])


def test_an_item_is_stale_once_its_text_no_longer_holds():
    final = items(("u1", None), ("u2", None))
    assert settled(*SUPERSEDED, final) == ["stale_source", None]


def test_a_unit_that_the_new_version_repeats_word_for_word_stays():
    both = [("u1", "old"), ("u1", "new")]
    held = frames({"old": "superseded", "new": "in_force"}, both)
    assert settled(*held, items(("u1", None))) == [None]


def test_the_reason_of_an_item_that_was_dropped_before_stays():
    assert settled(*SUPERSEDED, items(("u1", "duplicate"))) == ["duplicate"]


def test_an_item_whose_file_was_taken_away_is_stale_until_it_is_back():
    gone, back = frames({}, [("u1", "a")]), frames({"a": "in_force"}, [("u1", "a")])
    final = items(("u1", None))
    away = stale.marked(final, stale.changed(final.lazy(), gone[1], gone[0]))
    assert away["reason"].to_list() == ["stale_source"]
    assert settled(*back, away) == [None]


@pytest.mark.parametrize(("state", "reason"), [("in_force", None), ("repealed", "stale_source")])
def test_an_item_rests_on_the_units_beside_its_own_too(state, reason):
    held = frames({"own": "in_force", "lender": state}, [("u1", "own"), ("u2", "lender")])
    assert settled(*held, items(("u1", None), beside=["u2"])) == [reason]


states = st.sampled_from(["in_force", "superseded", "repealed", "expired", "pending"])
reasons = st.sampled_from([None, "stale_source", "duplicate"])


@settings(max_examples=25, deadline=None)
@given(
    texts=st.dictionaries(st.sampled_from("abc"), states),
    units=st.lists(st.tuples(st.sampled_from("uvw"), st.sampled_from("abc")), max_size=6),
    rows=st.lists(st.tuples(st.sampled_from("uvw"), reasons), max_size=6),
)
def test_the_marks_say_what_holds_whatever_they_were_and_are_set_once(texts, units, rows):
    documents, passages = frames(texts, units)
    final = items(*rows)
    marked = stale.marked(final, stale.changed(final.lazy(), passages, documents))
    holding = {unit for unit, text in units if texts.get(text) == "in_force"}
    wanted = [
        reason if reason == "duplicate" else None if unit in holding else "stale_source"
        for unit, reason in rows
    ]
    assert marked["reason"].to_list() == wanted
    assert stale.changed(marked.lazy(), passages, documents).is_empty()


@pytest.fixture
def lake(tmp_path):
    lake = Lake(root=str(tmp_path / "lake"))
    for tag, unit in ((TAG, "u1"), (OTHER, "u2")):
        written(lake, items((unit, None), (unit, "duplicate"), tag=tag))
    return lake


def written(lake, frame, **about):
    tag = frame["tag"][0]
    return lake.write("final_set", frame, tags=[tag], reason="made", run_id="r", **about)


def ran(lake, documents, passages):
    """Materialize the asset; its metadata, and the final sets that Dagster was told of."""
    made = [
        given_table(name, frame)
        for name, frame in (("documents", documents), ("passages", passages))
    ]
    resources = {"lake": lake, "io_manager": dg.mem_io_manager}
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([assets.stale_items, *made], instance=instance, resources=resources)
        told = result.asset_materializations_for_node("stale_items")
    (own,) = [event for event in told if event.asset_key.path == ["stale_items"]]
    metadata = {name: value.value for name, value in own.metadata.items()}
    return metadata, [event for event in told if event.asset_key.path == ["final_set"]]


def given_table(name, frame):
    @dg.asset(name=name)
    def table():
        return frame

    return table


def reasons_of(lake, tag):
    return lake.scan("final_set", tags=[tag]).collect()["reason"].to_list()


def test_only_tags_with_a_stale_item_are_written_and_only_once(lake):
    other = lake.head("final_set", OTHER)
    first, (event,) = ran(lake, *SUPERSEDED)
    assert first == {"stale_source": 1, "kept again": 0}
    assert event.partition == TAG
    head = lake.head("final_set", TAG)
    assert event.tags == {"dagster/data_version": head.content_hash}
    assert ran(lake, *SUPERSEDED) == ({"stale_source": 0, "kept again": 0}, [])
    assert reasons_of(lake, TAG) == ["stale_source", "duplicate"]
    assert lake.head("final_set", OTHER) == other
    assert [version.reason for version in lake.history("final_set", TAG)] == [
        *("stale_source", "made")
    ]


def test_what_somebody_wrote_meanwhile_is_judged_anew_and_stands(lake, monkeypatch):
    """Another writer comes between the look at the rows and the first write of the mark."""
    newer = items(("u1", None), ("u2", None), ("u1", None))
    write, came = Lake.write, []

    def late(self, dataset, frame, **about):
        if not came:
            came.append(write(self, dataset, newer, tags=[TAG], reason="made", run_id="other"))
        return write(self, dataset, frame, **about)

    monkeypatch.setattr(Lake, "write", late)
    assert ran(lake, *SUPERSEDED)[0]["stale_source"] == 2
    assert reasons_of(lake, TAG) == ["stale_source", None, "stale_source"]


def test_nothing_is_marked_while_a_document_that_holds_is_not_cut_yet(lake):
    documents, passages = frames({"new": "in_force"}, [("u1", "old")])
    with pytest.raises(dg.Failure, match=r"new is not cut to passages yet .documents: 1."):
        ran(lake, documents, passages)
    assert reasons_of(lake, TAG) == [None, "duplicate"]


def test_an_older_release_that_came_back_does_not_bring_stale_items_into_the_next(lake):
    good = lake.release(["final_set"])
    ran(lake, *SUPERSEDED)
    lake.rollback(TAG, good, expect=None, run_id="r")
    assert reasons_of(lake, TAG) == [None, "duplicate"]
    ran(lake, *SUPERSEDED)  # as the job `train` does, before `release`
    pins = lake.release(["final_set"]).pins
    pinned = lake.scan("final_set", tags=[TAG], version=pins["final_set"]).collect()
    assert pinned["reason"].to_list() == ["stale_source", "duplicate"]
