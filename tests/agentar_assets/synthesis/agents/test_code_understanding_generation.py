"""The items of code_understanding_generation, checked by means that are not the agent's own."""

import contextlib
import io
import re
from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.code_understanding_generation import AGENT
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.units import read
from agentar_assets.synthesis.wording import block
from training.graders import is_right


def run(code):
    """What a program prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(code, {})
    return out.getvalue().strip()


def test_the_answer_is_what_python_prints(drawn):
    checked = 0
    for unit, item in drawn:
        if ":output:" in item.template:
            assert run(block(item.question, unit.language)) == item.answer
            checked += 1
    assert checked > 50


def test_the_missing_expression_makes_the_function_run(drawn):
    checked = 0
    for unit, item in drawn:
        if ":gap:" not in item.template:
            continue
        wanted = re.split("：|: ", item.answer)[1]
        code = block(item.question, unit.language).replace("____", wanted)
        name, names = re.match(r"def (\w+)\(([^)]*)\)", code).groups()
        assert set(re.findall(r"\b[a-z]\b", wanted)) == set(names.split(", "))
        figures = ", ".join(str(n + 3) for n in range(names.count(",") + 1))
        assert float(run(f"{code}\nprint({name}({figures}))")) is not None
        spec = item.question.replace(code, "")
        assert all(letter in spec for letter in names.split(", "))
        checked += 1
    assert checked > 50


def test_another_expression_or_output_is_wrong(drawn):
    for _, item in drawn:
        for wrong in (f"{item.answer} + 1", f"{item.answer}0", "代码：", "代码：1", "code: 1"):
            same = wrong[:-1] == item.answer and not item.answer[-1].isdigit()
            assert same or not is_right(AGENT.answer_form, item.answer, wrong), (item, wrong)


@pytest.fixture(scope="module")
def drawn(units):
    """Items of every usable unit, with their units."""
    pool = read(units.filter(pl.col("tag").str.ends_with(".consulting_qa")))
    usable = [unit for unit in pool if AGENT.usable(unit)]
    made = [
        (unit, AGENT.draw(unit, Random(f"{unit.scenario}{unit.unit_id}{seed}")))
        for unit in usable
        for seed in range(40)
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
