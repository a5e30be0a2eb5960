import ast
from pathlib import Path

import pytest

from agentar_assets.verification.answerers import methods, rules
from agentar_assets.verification.answerers.rules import names, slots

HOME = Path(methods.__file__).parent
PACKAGES = sorted(path.parent.name for path in HOME.glob("*/__init__.py"))


def test_a_method_answers_the_attribute_of_its_module():
    table = methods.by_attribute(slots, names)
    assert table == {
        "slot_filling": slots.answer,
        "named_entity_recognition": names.answer,
    }


def test_an_answerer_has_a_method_for_every_attribute():
    assert set(rules.ANSWERS) == set(methods.ATTRIBUTES.values())


@pytest.mark.parametrize("package", PACKAGES)
def test_no_answerer_knows_another(package):
    others = {f"{methods.__package__}.{other}" for other in PACKAGES if other != package}
    for path in (HOME / package).glob("*.py"):
        froms = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.ImportFrom)]
        named = {f"{n.module}.{a.name}" for n in froms for a in n.names}
        assert not [n for n in named for o in others if n == o or n.startswith(f"{o}.")], path
