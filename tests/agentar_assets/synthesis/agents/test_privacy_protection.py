"""The items of privacy_protection, checked by means that are not the agent's own."""

import re
from random import Random

import polars as pl
import pytest

from agentar_assets.governance.purification import hits
from agentar_assets.synthesis.agents.privacy_protection import AGENT
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.units import read
from agentar_assets.synthesis.wording import block
from training.graders import is_right

LABEL = re.compile(r"\[[^\[\]]+\]")


def test_only_data_is_replaced(drawn):
    for unit, item in drawn:
        text = block(item.question, unit.language)
        rest = [re.escape(part) for part in LABEL.split(item.answer)]
        found = re.fullmatch("(.+?)".join(rest), text)
        assert found, item
        for label, datum in zip(LABEL.findall(item.answer), found.groups(), strict=True):
            assert label in item.question
            assert re.search(r"\d", datum) or label in {"[姓名]", "[NAME]"}
            assert datum not in item.answer


def test_no_datum_is_one_that_a_register_could_hold(drawn):
    for _, item in drawn:
        assert not [hit for text in (item.question, item.thinking) for hit in hits(text)], item


def test_leaving_or_masking_everything_is_wrong(drawn):
    for unit, item in drawn:
        text = block(item.question, unit.language)
        first = LABEL.search(item.answer).group()
        for wrong in (text, first, item.answer.replace(first, "***"), f"{item.answer}{first}"):
            assert not is_right(AGENT.answer_form, item.answer, wrong)


def test_harder_notes_hold_figures_that_stay(drawn):
    kept = [item for _, item in drawn if item.difficulty == 3]
    assert kept
    assert all(re.search(r"\d", LABEL.sub("", item.answer)) for item in kept)


@pytest.fixture(scope="module")
def drawn(units):
    """Items of every usable unit, with their units."""
    pool = read(units.filter(pl.col("tag").str.ends_with(".consulting_qa")))
    usable = [unit for unit in pool if AGENT.usable(unit)]
    made = [
        (unit, AGENT.draw(unit, Random(f"{unit.scenario}{unit.unit_id}{seed}")))
        for unit in usable
        for seed in range(20)
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
