"""Elements: exact spans of the clause, in their right places."""

import json
import re

import polars as pl

from agentar_assets.synthesis.agents.clause_element_extraction import clauses
from agentar_assets.synthesis.units import read
from agentar_assets.synthesis.wording import block
from training.graders import is_right


def test_every_element_is_a_span_of_the_clause_that_is_asked_for(drafts):
    for unit, draft in drafts:
        text, outside = block(draft.question, unit.language), draft.question
        for name, span in json.loads(draft.answer).items():
            assert span in text and re.search(rf"{name} ?[（(]", outside), draft.question


def test_the_parts_of_a_duty_stand_in_their_order(units):
    seen = 0
    for unit in read(units.filter(pl.col("tag") == "deposit_savings.consulting_qa")):
        for text, elements in clauses(unit):
            order = [elements[n] for n in ("条件", "主体", "要求", "行为") if n in elements]
            places = [text.find(span) for span in order]
            assert places == sorted(places), (text, elements)
            if "行为" in elements:
                seen += 1
                assert text.endswith(elements["要求"] + elements["行为"])
    assert seen > 5


def test_a_clause_gives_its_subject_its_act_and_its_period(units):
    (unit,) = read(units.filter(pl.col("section") == "第十二条").head(1))
    known = dict(clauses(unit))
    assert known["客户应当在3个交易日内补足保证金"] == {
        "主体": "客户",
        "要求": "应当",
        "行为": "在3个交易日内补足保证金",
        "期限": "3个交易日",
    }


def test_a_span_that_is_rewritten_or_too_long_is_wrong():
    gold = '{"主体":"投保机构","期限":"30日"}'
    for wrong in ("三十日", "30日内", "30"):
        assert not is_right("json_fields", gold, f'{{"主体":"投保机构","期限":"{wrong}"}}')
