"""The items of code_understanding_generation, checked by means that are not the agent's own."""

import contextlib
import io
import re

from agentar_assets.synthesis.agents.code_understanding_generation import AGENT
from agentar_assets.synthesis.wording import block
from training.graders import is_right


def run(code):
    """What a program prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(code, {})
    return out.getvalue().strip()


def test_the_answer_is_what_python_prints(drafts):
    checked = 0
    for unit, item in drafts:
        if ":output:" in item.template:
            assert run(block(item.question, unit.language)) == item.answer
            checked += 1
    assert checked > 50


def test_the_missing_expression_makes_the_function_run(drafts):
    checked = 0
    for unit, item in drafts:
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


def test_another_expression_or_output_is_wrong(drafts):
    for _, item in drafts:
        for wrong in (f"{item.answer} + 1", f"{item.answer}0", "代码：", "代码：1", "code: 1"):
            same = wrong[:-1] == item.answer and not item.answer[-1].isdigit()
            assert same or not is_right(AGENT.answer_form, item.answer, wrong), (item, wrong)
