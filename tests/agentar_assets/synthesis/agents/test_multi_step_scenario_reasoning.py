"""The items of multi_step_scenario_reasoning, checked by means that are not the agent's own."""

import re
from collections import Counter
from decimal import Decimal

OPTION = re.compile(r"([A-D]) (-?\d+\.\d\d)(?:[，,] ?([^；;]+))?(?:[；;] ?|$)")


def test_the_letter_is_that_of_the_worked_result(drafts):
    letters = Counter()
    for _, item in drafts:
        if item.answer not in "ABCD":
            continue
        options = {letter: (value, does) for letter, value, does in OPTION.findall(item.question)}
        assert len(set(options.values())) == len(options) in {3, 4}
        last = [n for n in re.findall(r"[=≈](-?\d+(?:\.\d+)?)", item.thinking)][-1]
        value, _ = options[item.answer]
        assert abs(Decimal(value) - Decimal(last)) <= Decimal("0.005")
        letters[item.answer] += 1
    assert max(letters.values()) < 0.4 * letters.total()


def test_what_is_done_follows_from_the_threshold(drafts):
    checked = 0
    for unit, item in drafts:
        rule = re.search(r"超过([\d.]+)\D*?就(.+?)，否则(.+?)。", item.question)
        if unit.language != "zh" or not rule:
            continue
        options = {letter: (v, does) for letter, v, does in OPTION.findall(item.question)}
        value, does = options.get(item.answer) or item.answer.split("，")
        assert does == (rule[2] if Decimal(value) > Decimal(rule[1]) else rule[3]), item
        checked += 1
    assert checked > 20


def test_every_known_slip_occurs(drafts):
    kinds = {item.template.split(":")[1] for _, item in drafts}
    assert {"value_sign", "value_left_out", "open"} <= kinds
    assert any(kind.startswith("decision") for kind in kinds)
