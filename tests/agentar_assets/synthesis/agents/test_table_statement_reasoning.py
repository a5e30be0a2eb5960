"""The items of table_statement_reasoning, checked by means that are not the agent's own."""

import re
from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from agentar_assets.synthesis import grids
from agentar_assets.synthesis.agents.table_statement_reasoning import AGENT
from agentar_assets.synthesis.drafts import grounded
from agentar_assets.synthesis.wording import block
from training.graders import is_right


def cells(question):
    """Row by item, and the periods, of the table in a question."""
    head, *rows = [line.split("|") for line in block(question, "zh").split("\n")]
    return {row[0]: [Decimal(cell) for cell in row[1:]] for row in rows}, head[1:]


def two(value):
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def growth(row):
    return (row[-1] / row[0] - 1) * 100


def wanted(kind, question):
    """The answer worked out from the question alone."""
    rows, periods = cells(question)
    ask = question.split("」")[-1]
    named = sorted((name for name in rows if name in ask), key=ask.index)
    column = next((n for n, period in enumerate(periods) if ask.startswith(period)), 0)
    first = rows[named[0]]
    if kind in {"fastest", "highest", "lowest"}:
        keys = {
            name: growth(row) if kind == "fastest" else row[column] for name, row in rows.items()
        }
        best = (min if "最低" in ask else max)(keys, key=keys.get)
        return re.search(rf"([A-D]) {re.escape(best)}[；。]", ask)[1]
    if kind == "change":
        return str(first[-1] - first[0])
    if kind == "rate":
        return f"{two(growth(first))}%"
    if kind == "mean":
        return str(two(sum(first) / len(first)))
    second = rows[named[1]]
    if kind == "ahead":
        return str(two(growth(first) - growth(second)))
    share = first[column] / (first[column] + second[column]) * 100
    return str(two(first[column] / second[column])) if kind == "multiple" else f"{two(share)}%"


def test_answers_can_be_worked_out_from_the_question(drafts):
    seen = Counter()
    for unit, item in drafts:
        kind = item.template.split(":")[1]
        if unit.language == "zh":
            assert is_right(AGENT.answer_form, wanted(kind, item.question), item.answer), item
            seen[kind] += 1
    assert set(seen) >= {"change", "rate", "multiple", "part", "mean", "fastest", "highest"}


def test_hedged_and_rescaled_answers_are_wrong(drafts):
    for _, item in drafts:
        bare = item.answer.rstrip("%")
        wrongs = ["AB", "A或B"] if item.answer in "ABCD" else [f"{bare}万", f"{bare}；1", "A"]
        wrongs += [f"-{item.answer}"] if bare[-1].isdigit() and Decimal(bare) > 0 else []
        for wrong in wrongs:
            assert not is_right(AGENT.answer_form, item.answer, wrong), (item.answer, wrong)


def test_letters_are_balanced(drafts):
    letters = Counter(item.answer for _, item in drafts if item.answer in "ABCD")
    assert min(letters["A"], letters["B"]) > 0.25 * letters.total()


def test_a_table_of_the_unit_is_asked_about_word_for_word(drafts):
    text = "期限 | 年利率\n3个月 | 0.95%\n1年 | 1.30%\n2年 | 1.40%\n活期 | 面议"
    unit = replace(drafts[0][0], text=text, scenario="unknown")
    found = grids.grid(unit)
    assert found.rows[1] == ("1年", "1.30%")
    assert AGENT.usable(unit)
    for seed in range(60):
        item = AGENT.draw(unit, Random(seed))
        assert grounded(item, unit)
        if "lookup" in item.template:
            assert item.quote.endswith(item.answer)
        else:
            assert item.answer in "ABC"
            assert item.quote.split(" | ")[0] in item.question
    assert grids.grid(replace(unit, text="没有表格。")) is None
