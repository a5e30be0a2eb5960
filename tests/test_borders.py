"""The import directions of the README, held against the code."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = {path.parent.name for path in (ROOT / "agentar_assets").glob("*/__init__.py")}
STAGES = sorted(FOLDERS - {"console"})
GROUND = {"tags"}
"""The stage that every other may stand on, beside `records`."""
FLOOR = {
    *("records", "program", "guarded"),
    *("identifiers", "personal", "credentials", "titles", "numerals"),
}
"""The modules beside the stages that every stage may stand on."""
NEVER = {
    "training": {"dagster", "agentar_assets", "resources", "sensors"},
    "resources": {"agentar_assets", "sensors", "training"},
    "sensors": {"agentar_assets", "resources", "training"},
}
GLUE = {"assets.py", "benchmark_assets.py", "checks.py", "partitions.py", "tagged.py"}
ROOF = {"definitions.py", "cli.py", "drill.py", "loop.py", "workers.py"}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    parts = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    return plain | {f"{n.module}.{a.name}" for n in parts for a in n.names}


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("package", NEVER)
def test_no_import_crosses_a_border(package):
    for path in sources(package):
        tops = {name.split(".")[0] for name in imported(path)}
        assert not tops & NEVER[package], f"{path}: {tops & NEVER[package]}"


@pytest.mark.parametrize("stage", STAGES)
def test_no_stage_imports_another(stage):
    others = {f"agentar_assets.{other}" for other in STAGES if other not in {stage, *GROUND}}
    for path in sources(f"agentar_assets/{stage}"):
        crossed = [n for n in imported(path) for o in others if n == o or n.startswith(f"{o}.")]
        assert not crossed, f"{path}: {crossed}"


@pytest.mark.parametrize("module", sorted(FLOOR))
def test_the_ground_stands_on_nothing_but_itself(module):
    path = ROOT / "agentar_assets" / f"{module}.py"
    ours = {name for name in imported(path) if name.startswith("agentar_assets.")}
    assert {name.split(".")[1] for name in ours} <= FLOOR, path


@pytest.mark.parametrize("stage", STAGES)
def test_the_core_of_a_stage_knows_no_dagster_no_door_and_no_torch(stage):
    for path in sources(f"agentar_assets/{stage}"):
        tops = {name.split(".")[0] for name in imported(path)}
        banned = {"sensors", "torch", "transformers", "trl"}
        banned |= set() if path.name in GLUE else {"dagster", "resources"}
        assert not tops & banned, f"{path}: {tops & banned}"


def test_the_only_crossing_into_training_is_its_graders():
    for path in sources("agentar_assets"):
        crossing = {n for n in imported(path) if n.split(".")[0] == "training"}
        assert all(name.startswith("training.graders") for name in crossing), f"{path}: {crossing}"


def test_dagster_lives_in_glue_and_roof_alone():
    for path in sources("agentar_assets"):
        if "dagster" in {name.split(".")[0] for name in imported(path)}:
            assert path.name in GLUE | ROOF, path


def test_nobody_imports_the_roof_but_the_drivers():
    for folder in ("agentar_assets", "resources", "sensors", "training"):
        for path in sources(folder):
            if "agentar_assets.definitions.defs" in imported(path):
                assert path.name == "workers.py", path
