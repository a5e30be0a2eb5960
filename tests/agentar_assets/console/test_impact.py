import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.console.impact import FOUND, impact
from resources.lake import Lake

A, B = "deposit_savings.consulting_qa", "mutual_funds.consulting_qa"
OLD, NEW, BANK = "laws/反洗钱法(2006-10-31).md", "laws/反洗钱法(2024-11-08).md", "laws/bank.md"
TITLE = "中华人民共和国反洗钱法"
SENTENCE = "金融机构应当建立内部控制制度"


def rows(schema, *given, **common):
    """Rows of a table, of which only some columns are named."""
    made = [dict.fromkeys(schema.names()) | common | row for row in given]
    return pl.DataFrame(made, schema=schema)


def document(path, text, title, state="in_force", by=None):
    about = {"path": path, "text_id": text, "doc_id": f"d{text}", "title": title}
    return about | {"state": state, "superseded_by": by}


def passage(unit, text, section, words=""):
    return {"unit_id": unit, "text_id": text, "section": section, "text": words, "code": "c"}


def item(name, unit, **about):
    return {"item_id": name, "unit_id": unit, "template": "t", "question": "问"} | about


class Shelf:
    """A lake that is written by hand."""

    def __init__(self, root):
        self.lake = Lake(root=str(root))

    def whole(self, name, *given):
        frame = rows(records.SCHEMAS[name], *given)
        self.lake.write(name, frame, tags=None, reason="made", run_id="r")

    def tagged(self, name, tag, *given):
        frame = rows(records.SCHEMAS[name], *given, tag=tag)
        self.lake.write(name, frame, tags=[tag], reason="made", run_id="r")

    def added(self, name, *given):
        frame = rows(records.SCHEMAS[name], *given)
        self.lake.add(name, frame, key=["text_id"], reason="made", run_id="r")

    def released(self):
        return self.lake.release(["final_set"]).id


@pytest.fixture
def shelf(tmp_path):
    """A statute and its new version; items of the old one in one tag, of a bank's rules in both."""
    shelf = Shelf(tmp_path / "lake")
    texts = (("old", TITLE), ("new", TITLE), ("bank", "银行规则"))
    shelf.added("texts", *({"text_id": t, "doc_id": f"d{t}", "title": title} for t, title in texts))
    shelf.whole(
        "documents",
        document(OLD, "old", TITLE, "superseded", NEW),
        document(NEW, "new", TITLE),
        document(BANK, "bank", "银行规则"),
        document("laws/broken.md", None, None, "rejected"),
    )
    shelf.added(
        "passages",
        passage("u1", "old", "第一条"),
        passage("u2", "old", "第十六条", f"{SENTENCE}；其他"),
        passage("u3", "new", "第十六条"),
        passage("", "new", None),
        passage("b1", "bank", "总则"),
    )
    cites = {"relation": "cites", "path": BANK, "section": "总则"}
    shelf.whole(
        "citations",
        cites | {"target": OLD, "first": "第十六条", "last": "第十六条"},
        {"relation": "supersedes", "path": NEW, "section": "第六十五条", "target": OLD},
    )
    shelf.tagged("knowledge_units", A, {"unit_id": "u1"}, {"unit_id": "b1"})
    shelf.tagged("knowledge_units", B, {"unit_id": "b1", "reason": "not_applicable"})
    shelf.tagged("evaluation_items", A, item("e1", "u1", split="sealed"))
    shelf.tagged("task_triples", A, item("i1", "u1"), item("i2", "u2"), item("i3", "b1"))
    borrowing = item("i4", "b1", beside=["u2"])
    shelf.tagged("evolved_instructions", A, borrowing)
    shelf.tagged("final_set", A, item("i0", "u1"), item("i1", "u1"), item("i3", "b1"), borrowing)
    shelf.tagged("final_set", B, item("j1", "b1"))
    return shelf


def said(found, kind):
    return found.filter(kind=kind).drop("kind").to_dicts()


def states(found, kind="triple"):
    names = found.filter(kind=kind).select("id", "state")
    return dict(names.unique().sort("id").iter_rows())


def test_units_are_retired_where_no_document_holds_that_they_stand_in(shelf):
    found = impact(shelf.lake, OLD)
    assert found.schema == FOUND
    assert states(found, "unit") == {"u1": "retired", "u2": "retired"}
    assert states(impact(shelf.lake, NEW), "unit") == {"u3": "unused"}
    bank = impact(shelf.lake, BANK).filter(kind="unit").select("tag", "state", "reason")
    assert bank.rows() == [(A, "kept", None), (B, "dropped", "not_applicable")]


def test_items_of_both_tracks_are_told_with_what_became_of_them(shelf):
    stale, dropped = {"reason": "stale_source"}, {"reason": "near_duplicate"}
    shelf.tagged("final_set", A, item("i0", "u1", **stale), item("i1", "u1", **dropped))
    found = impact(shelf.lake, OLD)
    assert states(found) == {"i0": "stale", "i1": "dropped", "i2": "drafted", "i4": "drafted"}
    assert [one["reason"] for one in said(found, "triple")][:2] == [
        "stale_source",
        "near_duplicate",
    ]


def test_an_item_rests_on_its_unit_and_on_the_one_that_lent_it_a_sentence(shelf):
    found = impact(shelf.lake, OLD, "第十六条")
    rests = {(one["id"], one["rests_on"]) for one in said(found, "triple")}
    assert rests == {("i2", "u2"), ("i4", "u2")}
    assert ("i4", "b1") in {
        (one["id"], one["rests_on"]) for one in said(impact(shelf.lake, BANK), "triple")
    }


def test_every_release_that_holds_an_item_is_named_though_the_tag_was_made_anew_since(shelf):
    first = shelf.released()
    shelf.tagged("final_set", B, item("j1", "b1"), item("j2", "b1"))
    second = shelf.released()
    for name in ("task_triples", "evolved_instructions"):
        shelf.tagged(name, A, item("n1", "u3"))
    shelf.tagged("final_set", A, item("n1", "u3"))
    third = shelf.released()
    found = impact(shelf.lake, OLD)
    held = {"tag": A, "rests_on": None, "state": "3 items", "reason": None}
    assert said(found, "release") == [{"id": name} | held for name in (second, first)]
    assert states(found) == {"i0": "retired", "i1": "retired", "i4": "retired"}
    assert third in states(impact(shelf.lake, NEW), "release")


def test_models_of_these_releases_and_those_that_went_on_from_them_are_named(shelf):
    first = shelf.released()
    base = {"model_id": "m0", "stage": "base", "round": 1, "release_id": first}
    other = {"stage": "sft", "round": 2, "release_id": "other"}
    shelf.whole("base_model", base)
    shelf.whole("sft_model", other | {"model_id": "m2", "parent": "m1"}, other | {"model_id": "x"})
    trained = {"stage": "grpo", "round": 1, "release_id": first, "parent": "m0"}
    shelf.whole("grpo_model", trained | {"model_id": "m1"})
    models = [(one["id"], one["rests_on"]) for one in said(impact(shelf.lake, OLD), "model")]
    assert models == [("m0", first), ("m1", first), ("m2", "m1")]


def test_evaluation_items_are_told_with_their_use(shelf):
    assert states(impact(shelf.lake, OLD), "evaluation") == {"e1": "sealed"}


def test_places_of_other_documents_that_speak_of_it_are_named(shelf):
    found = impact(shelf.lake, OLD)
    spoken = {(one["id"], one["rests_on"], one["state"]) for one in said(found, "citation")}
    assert spoken == {
        (f"{BANK} 总则", f"{OLD} 第十六条", "cites"),
        (f"{NEW} 第六十五条", OLD, "supersedes"),
    }
    assert len(said(impact(shelf.lake, OLD, "第十六条"), "citation")) == 1
    assert not said(impact(shelf.lake, OLD, "第一条"), "citation")


@pytest.mark.parametrize(
    "written", ["第十六条", "第16条", "16", "十六", "第 十六 条", "article 16"]
)
def test_one_article_is_asked_for_in_any_writing(shelf, written):
    assert states(impact(shelf.lake, OLD, written), "unit") == {"u2": "retired"}


@pytest.mark.parametrize(
    "asked", [OLD, "反洗钱法(2006-10-31).md", "./反洗钱法(2006-10-31).md", "反洗钱法(2006-10-31)"]
)
def test_a_path_or_a_file_name_means_one_version(shelf, asked):
    assert [one["id"] for one in said(impact(shelf.lake, asked), "document")] == [OLD]


@pytest.mark.parametrize("asked", ["反洗钱法", "《反洗钱法》", TITLE, f"《{TITLE}》"])
def test_a_title_means_all_its_versions(shelf, asked):
    found = impact(shelf.lake, asked)
    assert [(one["id"], one["state"]) for one in said(found, "document")] == [
        (OLD, "superseded"),
        (NEW, "in_force"),
    ]
    assert states(found, "unit") == {"u1": "retired", "u2": "retired", "u3": "unused"}


def test_a_file_on_this_machine_is_known_by_where_it_lies(shelf, tmp_path, monkeypatch):
    folders = [tmp_path / one / "laws" for one in ("one", "two")]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "rules.md").write_text("x")
    shelf.whole(
        "documents",
        document("laws/rules.md", "old", "甲"),
        document("laws-2/rules.md", "new", "乙"),
    )
    monkeypatch.chdir(folders[1])
    for asked in ("./rules.md", str(folders[1] / "rules.md"), "../laws/rules.md"):
        found = impact(shelf.lake, asked, folders=folders)
        assert [one["id"] for one in said(found, "document")] == ["laws-2/rules.md"]


def test_a_file_that_was_not_read_is_told_so(shelf, tmp_path):
    (tmp_path / "new.md").write_text("x")
    with pytest.raises(LookupError, match=r"new.md was not read: `agentar documents` reads"):
        impact(shelf.lake, str(tmp_path / "new.md"), folders=[tmp_path])


def test_a_text_whose_file_was_taken_away_is_found_by_its_title(shelf):
    shelf.whole("documents", document(BANK, "bank", "银行规则"))
    found = impact(shelf.lake, "反洗钱法")
    assert {one["state"] for one in said(found, "document")} == {"gone"}
    assert states(found, "unit")["u1"] == "retired" and states(found)["i1"] == "kept"


def test_a_wrong_name_or_article_is_told_with_what_there_is(shelf):
    with pytest.raises(LookupError, match="no document '反洗钱去'; did you mean"):
        impact(shelf.lake, "反洗钱去")
    for short in ("反洗", "反钱法", "洗钱"):
        with pytest.raises(LookupError, match=f"no document '{short}'; did you mean 反洗钱法"):
            impact(shelf.lake, short)
    with pytest.raises(
        LookupError, match=r"no section '第十六条之一' in it; did you mean 第十六条"
    ):
        impact(shelf.lake, OLD, "第十六条之一")
    with pytest.raises(LookupError, match=r"no section '第九条' in it.*第一条, 第十六条"):
        impact(shelf.lake, OLD, "第九条")
    for nothing in ("", " ", "/", "《》", "..", "法" * 300):
        with pytest.raises(LookupError):
            impact(shelf.lake, nothing)


def test_on_an_empty_lake_nothing_is_found(tmp_path):
    with pytest.raises(LookupError, match="no document '保险法'"):
        impact(Lake(root=str(tmp_path / "lake")), "保险法")
