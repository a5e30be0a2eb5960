"""The items of multi_step_scenario_reasoning, checked by means that are not the agent's own."""

import re
from collections import Counter
from decimal import Decimal
from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.multi_step_scenario_reasoning import AGENT
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.units import read
from training.graders import is_right

OPTION = re.compile(r"([A-D]) (-?\d+\.\d\d)(?:[，,] ?([^；;]+))?(?:[；;] ?|$)")


def test_the_letter_is_that_of_the_worked_result(drawn):
    letters = Counter()
    for _, item in drawn:
        if item.answer not in "ABCD":
            continue
        options = {letter: (value, does) for letter, value, does in OPTION.findall(item.question)}
        assert len(set(options.values())) == len(options) in {3, 4}
        last = [n for n in re.findall(r"[=≈](-?\d+(?:\.\d+)?)", item.thinking)][-1]
        value, _ = options[item.answer]
        assert abs(Decimal(value) - Decimal(last)) <= Decimal("0.005")
        letters[item.answer] += 1
    assert max(letters.values()) < 0.4 * letters.total()


def test_what_is_done_follows_from_the_threshold(drawn):
    checked = 0
    for unit, item in drawn:
        rule = re.search(r"超过([\d.]+)\D*?就(.+?)，否则(.+?)。", item.question)
        if unit.language != "zh" or not rule:
            continue
        options = {letter: (v, does) for letter, v, does in OPTION.findall(item.question)}
        value, does = options.get(item.answer) or item.answer.split("，")
        assert does == (rule[2] if Decimal(value) > Decimal(rule[1]) else rule[3]), item
        checked += 1
    assert checked > 20


def test_every_known_slip_occurs(drawn):
    kinds = {item.template.split(":")[1] for _, item in drawn}
    assert {"value_sign", "value_left_out", "open"} <= kinds
    assert any(kind.startswith("decision") for kind in kinds)


@pytest.fixture(scope="module")
def drawn(units):
    """Items of every usable unit, with their units."""
    pool = read(units.filter(pl.col("tag").str.ends_with(".consulting_qa")))
    usable = [unit for unit in pool if AGENT.usable(unit)]
    made = [
        (unit, AGENT.draw(unit, Random(f"{unit.scenario}{unit.unit_id}{seed}")))
        for unit in usable
        for seed in range(60)
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
