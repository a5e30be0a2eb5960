"""The command line as a stranger meets it: help, errors, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

AGENTAR = str(Path(sys.executable).with_name("agentar"))
COMMANDS = ("run", "tags", "history", "rollback", "diff", "sql", "report", "doctor", "ui")


def agentar(*args):
    return subprocess.run([AGENTAR, *map(str, args)], capture_output=True, text=True, check=False)


def test_help_names_every_command():
    told = agentar("--help")
    assert told.returncode == 0
    assert all(command in told.stdout for command in COMMANDS)


def test_a_cell_says_why_it_is_not_a_tag():
    told = agentar("tags", "--why", "trust_business.slot_filling", "--json")
    rows = json.loads(told.stdout)
    assert len(rows) == 12 and "槽位填充鲜少适用" in told.stdout


def test_all_tags_are_listed_for_a_program():
    assert len(json.loads(agentar("tags", "--json").stdout)) == 726


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["tags", "deposit_saving.*"], "deposit_savings"),
        (["history", "final_sets", "deposit_savings.consulting_qa", "--root", "x"], "nothing was"),
        (["run", "--profile", "moon"], "no profile 'moon': there are demo"),
        (["run", "--tags", "no_such.tag"], "no_such.tag"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_one(args, said):
    told = agentar(*args)
    assert told.returncode == 1
    assert told.stderr.startswith("error: ") and said in told.stderr
    assert "Traceback" not in told.stderr


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


def test_the_doctor_says_what_to_type_word_for_word():
    assert "'.[serve]'" in agentar("doctor").stdout
