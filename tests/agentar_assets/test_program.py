import shutil
import sys
from pathlib import Path

import pytest

from agentar_assets import program

ROOT = Path(__file__).parents[2] / "agentar_assets"


@pytest.fixture
def stage(tmp_path, monkeypatch):
    """A package of one stage and its ground, on the path of imports."""
    ground = tmp_path / "platform_of_test"
    (ground / "stage").mkdir(parents=True)
    for folder in (ground, ground / "stage"):
        (folder / "__init__.py").write_text("")
    (ground / "stage" / "words.toml").write_text("a = 1")
    for module in program.GROUND:
        (ground / f"{module}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield ground
    for name in [name for name in sys.modules if name.startswith("platform_of_test")]:
        del sys.modules[name]


def name():
    program.code.cache_clear()
    return program.code("platform_of_test.stage", "polars")


def test_a_program_has_one_name_until_its_sources_its_tables_or_its_ground_change(stage):
    names = [name(), name()]
    assert names[0] == names[1]
    for changed in ("stage/__init__.py", "stage/words.toml", "personal.py"):
        (stage / changed).write_text("b = 2")
        names.append(name())
    assert len(set(names)) == 4


def test_what_is_no_source_changes_nothing(stage):
    before = name()
    (stage / "stage" / "notes.md").write_text("a note")
    shutil.copy(stage / "personal.py", stage / "elsewhere.py")
    assert name() == before


def test_the_ground_is_what_the_stages_stand_on():
    assert all((ROOT / f"{module}.py").is_file() for module in program.GROUND)
