"""The items of suitability_matching, checked by means that are not the agent's own."""

import re
from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.suitability_matching import AGENT
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.units import read
from training.graders import is_right

PRODUCT = re.compile(r"[「；]?([^（；「]+)（R(\d)(?:、(\d+)万起)?(?:、(\d+)个月)?）")
CLIENT = re.compile(r"（C(\d)(?:、资金(\d+)万元)?(?:、可投(\d+)个月)?、(\d+)岁）")


def wanted(question):
    """The products that keep the stated rules."""
    bears, holds, months, age = CLIENT.search(question).groups()
    for name, risk, least, term in PRODUCT.findall(re.search("「(.*)」", question)[1]):
        fits_ = int(risk) <= int(bears)
        fits_ &= "起购不超过" not in question or int(least) <= int(holds)
        fits_ &= "期限不超过" not in question or int(term) <= int(months)
        fits_ &= "满65岁" not in question or int(age) < 65 or int(risk) <= 2
        if fits_:
            yield name


def test_the_answer_follows_from_the_rules(drawn):
    for unit, item in drawn:
        if unit.language == "zh":
            assert item.answer == ("；".join(wanted(item.question)) or "无"), item.question


def test_all_none_and_supersets_are_not_always_right(drawn):
    empty = sum(item.answer in {"无", "none"} for _, item in drawn)
    assert 0.01 < empty / len(drawn) < 0.3
    for _, item in drawn:
        assert not is_right(AGENT.answer_form, item.answer, f"{item.answer}；其他产品")


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
