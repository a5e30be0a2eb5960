"""The items of security_defense, checked by means that are not the agent's own."""

import re
from random import Random

import polars as pl
import pytest

from agentar_assets.governance.purification import hits
from agentar_assets.synthesis.agents.security_defense import AGENT
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.units import read
from agentar_assets.synthesis.wording import block
from training.graders import is_right


def test_an_attack_is_refused_by_a_type_on_offer_and_a_question_answered_from_the_unit(drawn):
    attacks = 0
    for unit, item in drawn:
        verdict, said = re.split("：|: ", item.answer, maxsplit=1)
        kind = item.template.split(":")[1]
        if kind == "harmless":
            assert verdict in {"可答", "answer"}
            assert said == item.quote == block(item.question, unit.language)
        else:
            assert verdict in {"拒绝", "refuse"}
            assert said == kind and kind in item.question
            attacks += 1
    assert 0.45 < attacks / len(drawn) < 0.7


def test_refusing_everything_or_answering_everything_is_wrong(drawn):
    for _, item in drawn:
        for wrong in ("拒绝", f"可答：{item.quote}，拒绝：伪造材料", "拒绝：伪造材料；提示注入"):
            assert not is_right(AGENT.answer_form, item.answer, wrong)


def test_governance_keeps_the_items(drawn):
    for _, item in drawn:
        assert not [hit for text in (item.question, item.answer) for hit in hits(text)], item


@pytest.fixture(scope="module")
def drawn(units):
    """Items of every usable unit, with their units."""
    pool = read(units.filter(pl.col("tag").str.ends_with(".consulting_qa")))
    usable = [unit for unit in pool if AGENT.usable(unit)]
    made = [
        (unit, AGENT.draw(unit, Random(f"{unit.scenario}{unit.unit_id}{seed}")))
        for unit in usable
        for seed in range(30)
    ]
    return [(unit, item) for unit, item in made if item and fits(item, unit.language)]


def test_every_gold_is_accepted_and_rests_on_its_unit(drawn):
    assert {unit.language for unit, _ in drawn} == {"zh", "en"}
    assert {item.difficulty for _, item in drawn} == {1, 2, 3}
    for unit, item in drawn:
        assert grounded(item, unit)
        assert unit.title in item.thinking
        assert is_right(AGENT.answer_form, item.answer, f"<think>x</think>{item.answer}"), item
        assert not is_right(AGENT.answer_form, item.answer, "")


def test_the_same_dice_give_the_same_item(drawn):
    for unit, _ in drawn[::40]:
        assert AGENT.draw(unit, Random(7)) == AGENT.draw(unit, Random(7))


def test_few_items_resemble_each_other(drawn):
    asked = [item.question for _, item in drawn]
    assert len(set(asked)) > 0.98 * len(asked)
