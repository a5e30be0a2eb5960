"""The items of hallucination_detection, checked by means that are not the agent's own."""

import re
from collections import Counter
from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.hallucination_detection import AGENT
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.units import read
from agentar_assets.synthesis.wording import block, quoted
from training.graders import is_right


def test_verdict_and_type_fit_what_was_done_to_the_sentence(drawn):
    for unit, item in drawn:
        kind = item.template.split(":")[1]
        shown, told = block(item.question, unit.language), item.question
        assert item.quote in shown
        around = told.replace(quoted(shown, unit.language), "")
        if item.difficulty == 1:
            assert (item.quote in around) == (kind in {"same", "addition"}), item
        if kind == "same":
            assert item.answer in {"无幻觉", "no hallucination"}
        else:
            assert re.split("：|: ", item.answer)[1] in around


def test_no_verdict_and_no_type_rules(drawn):
    kinds = Counter(item.template.split(":")[1] for _, item in drawn)
    assert set(kinds) == {"same", "figure", "negation", "subject", "addition"}
    assert 0.2 < kinds["same"] / kinds.total() < 0.5
    assert max(kinds.values()) < 0.5 * kinds.total()


def test_a_changed_figure_is_another_number(drawn):
    for _, item in drawn:
        if ":figure:" in item.template:
            ours, theirs = re.findall("“([^”]*)”", item.thinking.split("（《")[0])[:2]
            assert ours != theirs and re.sub(
                r"[\d,.零一二三四五六七八九十百千]", "", ours
            ) == re.sub(r"[\d,.零一二三四五六七八九十百千]", "", theirs)


def test_both_verdicts_at_once_are_wrong(drawn):
    for _, item in drawn[::5]:
        assert not is_right(AGENT.answer_form, item.answer, f"无幻觉；{item.answer}")
        assert not is_right(AGENT.answer_form, item.answer, "有幻觉")


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
