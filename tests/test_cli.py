"""The command line as a stranger meets it: help, errors, exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from agentar_assets import cli, records
from agentar_assets.console import showing
from agentar_assets.tags import taxonomy
from resources.profiles import PROFILES
from resources.roots import CHECKOUT, Root

AGENTAR = str(Path(sys.executable).with_name("agentar"))
COMMANDS = {
    *("run", "tags", "history", "releases", "rollback"),
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


def test_an_empty_folder_of_documents_is_named(tmp_path):
    (tmp_path / "empty").mkdir()
    told = agentar("run", "--documents", tmp_path / "empty", "--root", tmp_path / "root")
    assert told.returncode == 1 and "empty" in told.stderr


def test_a_root_that_is_a_file_is_named(tmp_path):
    (tmp_path / "root").write_text("not a folder")
    told = agentar("run", "--root", tmp_path / "root")
    assert told.returncode == 1 and str(tmp_path / "root") in told.stderr
