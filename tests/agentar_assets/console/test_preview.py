import json

import pytest

from agentar_assets import records
from agentar_assets.console import preview
from agentar_assets.console.options import Engine
from resources.roots import Root
from tests.agentar_assets.synthesis.test_prompted import item
from tests.fault_server import FaultServer

TAG = "deposit_savings.numeric_computation"
RULES = "# 岭上银行定期存款规则\n\n" + "\n\n".join(
    f"## {name}\n\n定期存款的年利率为{rate}%，存期{years}年，起存金额为{50 * years}元。"
    for years, (name, rate) in enumerate(zip("甲乙丙丁戊己庚辛", range(2, 10), strict=True), 1)
)


@pytest.fixture
def place(shelf, tmp_path):
    """A root whose documents were read and cut."""
    made = Root(tmp_path / "root")
    tables = {"documents": shelf.take(rules=RULES), "passages": shelf.passages()}
    for name, rows in tables.items():
        made.lake().write(name, records.audited(name, rows), tags=None, reason="t", run_id="r")
    return made


@pytest.fixture
def server(monkeypatch):
    made = FaultServer()
    made.say = lambda asked: json.dumps(item(asked["messages"][-1]["content"], asked.turn))
    monkeypatch.setenv("AGENTAR_LLM_URL", made.url)
    yield made
    made.close()


def shown(place, engine, items=3, seed=0, tag=TAG):
    return list(preview.lines(place, tag, engine, items=items, seed=seed))


def test_items_of_a_program_are_shown_and_kept_nowhere(place):
    before = shown(place, Engine.SYMBOLIC)
    assert len([line for line in before if line.startswith("   answer")]) == 3
    assert shown(place, Engine.SYMBOLIC) == before != shown(place, Engine.SYMBOLIC, seed=1)
    assert place.lake().head("task_triples", TAG) is None


def test_items_of_a_model_are_shown_with_what_they_cost_and_paid_once(place, server):
    said = shown(place, Engine.LLM)
    assert len([line for line in said if line.startswith("   answer")]) == 3
    assert "4 of 4 answered, 0 from the store" in said[-1]
    assert "4 from the store; now 0 + 0 tokens" in shown(place, Engine.LLM)[-1]
    assert len(server.seen) == 4


def test_a_model_that_says_nothing_of_use_is_told_of(place, server):
    server.say = "no"
    with pytest.raises(LookupError, match="became no item: invalid"):
        shown(place, Engine.LLM)


def test_a_tag_without_units_is_told_what_to_do(place):
    with pytest.raises(LookupError, match="agentar documents"):
        shown(place, Engine.SYMBOLIC, tag="precious_metals.numeric_computation")
