"""The command line as a stranger meets it: help, errors, exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from rich.cells import cell_len
from rich.console import Console

from agentar_assets import cli, records
from agentar_assets.console import showing
from agentar_assets.console.impact import FOUND
from agentar_assets.tags import taxonomy
from resources.profiles import PROFILES
from resources.roots import CHECKOUT, Root

AGENTAR = str(Path(sys.executable).with_name("agentar"))
COMMANDS = {
    *("run", "documents", "impact", "preview", "tags", "history", "releases", "rollback"),
    *("diff", "sql", "report", "doctor", "ui"),
}
SLOTS, INTENTS = "deposit_savings.slot_filling", "deposit_savings.intent_classification"
PATTERNS = (f"{SLOTS},{INTENTS}", "deposit_savings.slot_fillin?", "deposit_savings.slot_fillin[g]")
SMALL = """\
schema_version: 1
as_of: "2025-04-19"
counts: {scenarios: 1, leaves: 1, attributes: 1, applicable_cells: 1, full_product: 1, density: 1.0}
features:
  goods: {zh: "货物", en: "goods"}
attributes:
  weigh: {zh: "称量", en: "weigh", group: x, requires: [goods], answer_form: n, verifier: exact}
archetypes:
  market: {zh: "集市", en: "market", features: [goods]}
scenarios:
  shop:
    zh: "店"
    en: "shop"
    leaves:
      fruit: {zh: "水果", en: "fruit", archetype: market, keywords: ["水果"]}
"""


def agentar(*args, **variables):
    environment = os.environ | {"COLUMNS": "80"} | variables
    return subprocess.run(
        [AGENTAR, *map(str, args)], capture_output=True, text=True, check=False, env=environment
    )


def within(monkeypatch, capsys, *args):
    """The same in this process: exit code, standard output, standard error."""
    monkeypatch.setattr(sys, "argv", ["agentar", *map(str, args)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr()
    return ended.value.code, told.out, told.err


@pytest.fixture
def said(monkeypatch, capsys):
    return lambda *args: within(monkeypatch, capsys, *args)


def items(tag, **values):
    rows = {"tag": [tag], "item_id": ["i1"]} | values
    height = len(rows["item_id"])
    return pl.DataFrame(
        {
            name: pl.Series(name, (rows.get(name, [None]) * height)[:height], dtype)
            for name, dtype in records.FINAL.items()
        }
    )


@pytest.fixture
def root(tmp_path):
    """A root with two versions of one tag's final set, one of documents, and two releases."""
    root = Root(tmp_path / "root").settled()
    lake = root.lake()
    first = items(SLOTS, item_id=["i1", "i2"], answer=["old", "same"], score=[0.5, 0.25])
    long = ["new " * 40, "same", "more"]
    second = items(SLOTS, item_id=["i1", "i2", "i3"], answer=long, score=[0.5, 0.25, 1.0])
    documents = records.DOCUMENTS.to_frame()
    lake.write("documents", documents, tags=None, reason="materialized", run_id="r0")
    for frame in (first, second):
        lake.write("final_set", frame, tags=[SLOTS], reason="materialized", run_id="r1")
        lake.release(["final_set"])
    return root.path


def test_help_names_every_command_and_no_other():
    told = agentar("--help")
    assert told.returncode == 0
    assert {name for name in re.findall(r"^│ ([a-z]+) ", told.stdout, re.M)} == COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_of_a_command_has_an_example_and_explains_what_it_takes(said, command):
    code, told, _ = said(command, "--help")
    assert code == 0 and f"Example: agentar {command}" in told
    taken = re.findall(r"^│ (?:\*  )? {0,4}((?:--)?[a-z]+) .*?<[^>]+> *(.*?) *│$", told, re.M)
    assert {"--help"} <= {name for name, _ in taken}
    assert all(help_ for _, help_ in taken), taken


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_both_readmes_show_every_command_and_no_other(readme):
    shown = re.findall(r"^agentar ([a-z]+)", (CHECKOUT / readme).read_text("utf-8"), re.MULTILINE)
    assert set(shown) == COMMANDS


def test_help_shows_what_stands_where_an_option_is_left_out():
    told = re.sub(r"[\s│]+", " ", agentar("run", "--help").stdout)
    demo = PROFILES["demo"]
    assert "sample documents in samples/" in told and f"{demo.budget} in the demo" in told
    assert f"else {len(demo.tags.split(','))} of the demo" in told


def test_a_cell_says_why_it_is_not_a_tag(said):
    _, told, _ = said("tags", "--why", "trust_business.slot_filling", "--json")
    assert len(json.loads(told)) == 12 and "槽位填充鲜少适用" in told


def test_all_tags_are_listed_for_a_program():
    assert len(json.loads(agentar("tags", "--json").stdout)) == 726


def test_the_tags_are_listed_without_loading_dagster():
    code = (
        "import sys; from agentar_assets import cli; sys.argv = ['agentar', 'tags', '--json']\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "assert not {'dagster', 'deltalake', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_another_taxonomy_is_named_by_a_variable(tmp_path, monkeypatch, said):
    other = tmp_path / "other.yaml"
    other.write_text(SMALL)
    monkeypatch.setenv(taxonomy.VARIABLE, str(other))
    assert json.loads(said("tags", "--json")[1]) == [{"tag": "shop.weigh"}]
    code, _, error = said("history", "final_set", SLOTS)
    assert code == 1 and f"no tag matches '{SLOTS}'" in error
    monkeypatch.setenv(taxonomy.VARIABLE, str(tmp_path / "none.yaml"))
    code, _, error = said("tags")
    assert code == 1 and "none.yaml: no such file: name one in AGENTAR_TAXONOMY" in error


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize(
    "command", [["history", "final_set"], ["rollback"], ["diff", "final_set"]], ids="".join
)
def test_a_pattern_where_one_tag_is_expected_is_an_error_that_counts(said, root, command, pattern):
    versions = ["1", "2"] if command[0] == "diff" else []
    code, told, error = said(*command, pattern, *versions, "--root", root)
    assert code == 1 and not told
    assert f"one tag is expected, '{pattern}' matches" in error and SLOTS in error
    assert f"`agentar tags '{pattern}'` lists them" in error


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["tags", "deposit_saving.*"], "deposit_savings"),
        (["history", "final_sets", SLOTS, "--root", "x"], "did you mean final_set"),
        (["history", "final_set", SLOTS, "--root", "x"], "nothing was run under x"),
        (["run", "--profile", "moon"], "no profile 'moon': there are demo"),
        (["run", "--tags", "no_such.tag"], "no_such.tag"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_one(said, args, told):
    code, _, error = said(*args)
    assert code == 1
    assert error.startswith("error: ") and told in error


def test_a_mistake_shows_no_traceback_to_a_shell():
    told = agentar("history", "final_sets", SLOTS)
    assert told.returncode == 1 and told.stderr.startswith("error: no dataset 'final_sets'")
    assert "Traceback" not in told.stderr and told.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["final_set", INTENTS], f"final_set has no version of tag {INTENTS}; datasets that have"),
        (["verified_set", SLOTS], f"no version of tag {SLOTS}; datasets that have one: final_set"),
        (["next_round_plan"], "has no version yet; datasets that have one: documents"),
        (["final_set"], f"final_set is kept by tag: name one of its 1: {SLOTS}"),
        (["documents", SLOTS], "documents is not kept by tag but replaced whole: leave the tag"),
    ],
)
def test_a_history_with_nothing_to_show_says_which_dataset_has_one(said, root, args, told):
    code, shown, error = said("history", *args, "--root", root)
    assert code == 1 and not shown.strip() and told in error


def test_a_rollback_of_a_tag_that_was_never_made_says_so(said, root):
    code, _, error = said("rollback", INTENTS, "--root", root)
    assert code == 1 and f"final_set has no version of tag {INTENTS}" in error


def test_what_a_rollback_leaves_is_shown_by_dataset_within_eighty_columns(root, capsys):
    lake = Root(root).lake()
    heads = [lake.head("final_set", SLOTS)]
    showing.versions(heads, as_json=False, several=True)
    told = capsys.readouterr().out
    assert re.search(r"│ final_set +│ 2 +│ .* │ 3 +│ materialized │", told) and "…" not in told


def test_a_history_fits_eighty_columns_and_json_has_every_field(said, root):
    told = agentar("history", "final_set", SLOTS, "--root", root).stdout
    heads = re.findall(r"[a-z_]+", told.splitlines()[1])
    assert heads == ["number", "time", "rows", "content_hash", "reason", "parent"]
    rows = json.loads(said("history", "final_set", SLOTS, "--root", root, "--json")[1])
    assert [row["number"] for row in rows] == [2, 1]
    assert rows[0]["tag"] == SLOTS and rows[0]["run_id"] == "r1" and "…" not in told
    cells = [line.split("│")[4].strip() for line in told.splitlines() if line.startswith("│")]
    assert cells == [row["content_hash"][:12] for row in rows]


def test_a_dataset_that_is_replaced_whole_has_a_history_without_a_tag(said, root):
    code, told, _ = said("history", "documents", "--root", root, "--json")
    assert code == 0 and [row["run_id"] for row in json.loads(told)] == ["r0"]


def test_releases_are_listed_newest_first_with_the_id_that_other_commands_take(said, root):
    rows = json.loads(said("releases", "--root", root, "--json")[1])
    assert [(row["tags"], row["rows"]) for row in rows] == [(1, 3), (1, 2)]
    query = ["sql", "select count(*) as n from final_set", "--release", rows[1]["id"]]
    assert json.loads(said(*query, "--root", root, "--json")[1]) == [{"n": 2}]
    assert rows[0]["id"] in said("releases", "--root", root)[1]


def test_no_releases_are_an_error_that_says_what_makes_one(said, tmp_path):
    Root(tmp_path).settled()
    code, _, error = said("releases", "--root", tmp_path)
    assert code == 1 and "no release was made" in error and "agentar run" in error


def test_a_diff_tells_how_many_rows_differ_and_the_values_of_those_that_changed(said, root):
    _, told, _ = said("diff", "final_set", SLOTS, 1, 2, "--root", root)
    assert "only in version 1: 0 rows, only in version 2: 1 rows, changed: 1 rows" in told
    assert re.search(r"i1 +│ changed +│ answer +│ old +│ new", told)
    assert re.search(r"i3 +│ added", told) and "i2" not in told
    assert told.count("new") == showing.CELL // len("new ")


def test_a_diff_has_the_whole_values_for_a_program(said, root):
    told = json.loads(said("diff", "final_set", SLOTS, 2, 1, "--root", root, "--json")[1])
    assert (told["only_in_a"], told["only_in_b"], told["changed"]) == (1, 0, 1)
    changed = next(row for row in told["rows"] if row["change"] == "changed")
    assert changed["before"] == {"answer": "new " * 40} and changed["after"] == {"answer": "old"}


def test_a_diff_of_one_version_with_itself_tells_that_nothing_differs(said, root):
    code, told, _ = said("diff", "documents", "-", 1, 1, "--root", root)
    assert code == 0 and "changed: 0 rows" in told


def test_a_missing_folder_of_documents_is_named(tmp_path):
    told = agentar("run", "--documents", tmp_path / "nowhere", "--root", tmp_path / "root")
    assert told.returncode == 1 and "nowhere" in told.stderr
    assert not (tmp_path / "root").exists()


def test_an_empty_folder_of_documents_is_named(tmp_path):
    (tmp_path / "empty").mkdir()
    told = agentar("run", "--documents", tmp_path / "empty", "--root", tmp_path / "root")
    assert told.returncode == 1 and "empty" in told.stderr


LAW = """\
# 试点管理法

2019年1月1日 某机构通过

<!-- INFO END -->

第一条 金融机构应当建立健全内部控制制度，保护客户的合法权益。

第二条 本法自2020年1月1日起施行。
"""


LONG = "关于进一步加强非银行支付机构备付金集中存管管理有关事项的通知（征求意见稿）第二版.md"


@pytest.fixture(scope="module")
def laws(tmp_path_factory):
    """A folder with a statute, two pages without articles, and two files that cannot be read."""
    folder = tmp_path_factory.mktemp("sources") / "laws"
    folder.mkdir()
    (folder / "试点管理法(2019-01-01).md").write_text(LAW, encoding="utf-8")
    (folder / "note.md").write_text("# 说明\n\n柜台办理开户须带身份证件。\n", encoding="utf-8")
    (folder / LONG).write_text("# 通知\n\n支付机构应当交存备付金。\n", encoding="utf-8")
    (folder / "empty.md").write_text("")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" * 9)
    return folder


@pytest.fixture(scope="module")
def listed(laws):
    """The root under which `agentar documents` has read the folder, and what it said."""
    place = laws.parent / "root"
    return place, agentar("documents", "--documents", laws, "--root", place, "--json")


def test_documents_are_json_alone_for_a_program(listed):
    _, told = listed
    assert told.returncode == 0 and not told.stderr
    rows = {row["path"].partition("/")[2]: row for row in json.loads(told.stdout)}
    assert {name: row["state"] for name, row in rows.items()} == {
        **dict.fromkeys(["empty.md", "old.doc"], "rejected"),
        **dict.fromkeys(["note.md", LONG, "试点管理法(2019-01-01).md"], "in_force"),
    }
    law = rows["试点管理法(2019-01-01).md"]
    assert (law["title"], law["articles"], law["valid_from"]) == ("试点管理法", 2, "2020-01-01")
    assert {"reason", "valid_to", "superseded_by"} <= law.keys() and law["reason"] is None
    assert "format" in rows["old.doc"]["reason"]


def test_documents_of_an_unchanged_folder_are_listed_without_the_graph(listed):
    place, first = listed
    script = (
        "import sys; from agentar_assets import cli\n"
        "try: cli.main()\n"
        "finally: assert 'agentar_assets.definitions' not in sys.modules, 'the graph'\n"
    )
    command = [sys.executable, "-c", script, "documents", "--root", place, "--json"]
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert again.stdout == first.stdout


def test_documents_are_remembered_and_told_as_of_a_day(said, listed):
    code, told, _ = said("documents", "--as-of", "2019-06-01", "--root", listed[0], "--json")
    states = {row["title"]: row["state"] for row in json.loads(told) if row["title"]}
    assert code == 0 and states["试点管理法"] == "pending"


def test_documents_fit_eighty_columns_and_no_name_is_cut(listed, capsys, monkeypatch):
    monkeypatch.setattr(showing, "out", Console(width=80))
    showing.documents(Root(listed[0]).lake().scan("documents").collect(), as_json=False)
    told = capsys.readouterr().out
    assert "…" not in told and "0 articles" not in told and "2 articles" in told
    assert max(cell_len(line) for line in told.splitlines()) <= 80
    assert "5 files: 3 in_force, 2 rejected" in told
    first = [line.split("│")[1].strip() for line in told.splitlines() if line.startswith("│")]
    assert LONG in "".join(first)


def test_documents_none_of_which_can_be_read_are_listed_all_the_same(said, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "a.md").write_bytes(b"\x00\x01" * 99)
    code, told, _ = said("documents", "--documents", broken, "--root", tmp_path / "r", "--json")
    assert code == 0 and [row["state"] for row in json.loads(told)] == ["rejected"]


def test_a_wrong_folder_of_documents_is_one_line_and_is_not_remembered(said, laws, tmp_path):
    root = Root(tmp_path / "root").settled(documents=[laws])
    noted = root.variables()
    (tmp_path / "void").mkdir()
    for wrong, told in (
        (tmp_path / "nowhere", "nowhere does not exist"),
        (laws / "note.md", "note.md is a file"),
        (tmp_path / "void", "void holds no file"),
    ):
        code, shown, error = said("documents", "--documents", wrong, "--root", root.path)
        assert code == 1 and not shown and error.startswith("error: ") and told in error
        assert error.count("\n") == 1 and root.variables() == noted


def test_documents_wait_for_the_loop_that_holds_the_root(said, laws, tmp_path):
    with Root(tmp_path).held():
        code, told, error = said("documents", "--documents", laws, "--root", tmp_path)
    assert code == 1 and not told and "wait, or name another --root" in error
    assert error.count("\n") == 1


def test_what_rests_on_a_document_is_told_by_its_file_and_article(said, laws, listed):
    root = ["--root", listed[0]]
    code, told, _ = said("impact", laws / "试点管理法(2019-01-01).md", "第1条", *root, "--json")
    kinds = [(row["kind"], row["state"]) for row in json.loads(told)]
    assert code == 0 and kinds == [("document", "in_force"), ("unit", "unused")]
    code, told, _ = said("impact", "《试点管理法》", *root)
    assert code == 0 and "document laws/试点管理法(2019-01-01).md: in_force" in told
    code, _, error = said("impact", "无此法", *root)
    assert code == 1 and "no document '无此法'" in error and error.count("\n") == 1


def test_what_rests_on_a_document_is_counted_for_people(capsys, monkeypatch):
    monkeypatch.setattr(showing, "out", Console(width=80))
    rows = [
        ("document", "laws/a.md", None, "laws/b.md", "superseded", None),
        *(("triple", f"i{n}", SLOTS, "u1", "stale", "stale_source") for n in (1, 2, 2)),
        ("release", "r1", SLOTS, None, "2 items", None),
        *(("model", f"m{n}", None, "r1", "grpo of round 1", None) for n in range(12)),
    ]
    showing.impact(pl.DataFrame(rows, FOUND, orient="row"), as_json=False)
    told = capsys.readouterr().out
    assert "document laws/a.md: superseded (by laws/b.md)" in told
    assert re.search(rf"triple +│ {SLOTS} +│ stale +│ 2 ", told)
    assert f"release r1: 2 items of {SLOTS}" in told
    assert "model m9: grpo of round 1 (on r1)" in told and "m10" not in told
    assert "and 2 more" in told


def test_a_root_that_is_a_file_is_named(tmp_path):
    (tmp_path / "root").write_text("not a folder")
    told = agentar("run", "--root", tmp_path / "root")
    assert told.returncode == 1 and str(tmp_path / "root") in told.stderr
