"""Comparison: the letter and the table follow from what is told of the products."""

import json
import re
from collections import Counter

from agentar_assets.synthesis.wording import block

BOUND = re.compile(r"([\u4e00-\u9fff]{2,4}?)(不超过|不低于)([\d.]+)")
FIELDS = "期限|起存|利率|保障期|保费|等待期|免赔额|起购|费率|申购费|到账"


def told(text):
    """House and fields by letter, from a Chinese block."""
    parts = re.split(r"；", text)
    return {
        part[0]: {name: float(v) for name, v in re.findall(rf"({FIELDS})([\d.]+)", part)}
        for part in parts
    }


def test_the_letter_is_that_of_the_one_best_product(drafts):
    checked = 0
    for unit, draft in drafts:
        if unit.language == "en" or draft.answer.startswith("{"):
            continue
        text = block(draft.question, "zh")
        products, asked = told(text), draft.question.replace(text, "")
        for words, sign, value in BOUND.findall(asked):
            name, bound = re.search(FIELDS, words)[0], float(value)
            products = {
                letter: fields
                for letter, fields in products.items()
                if (fields[name] <= bound if sign == "不超过" else fields[name] >= bound)
            }
        name, extreme = re.search(rf"({FIELDS})最([长短高低])", asked).groups()
        best = (max if extreme in "长高" else min)(fields[name] for fields in products.values())
        assert [k for k, fields in products.items() if fields[name] == best] == [draft.answer]
        checked += 1
    assert checked > 50


def test_a_table_holds_the_columns_asked_for_and_says_what_is_told(drafts):
    tables = [(unit, draft) for unit, draft in drafts if draft.answer.startswith("{")]
    assert 0.1 < len(tables) / len(drafts) < 0.6
    for unit, draft in tables:
        text = block(draft.question, unit.language)
        asked = draft.question.replace(text, "")
        for house, row in json.loads(draft.answer).items():
            assert house in text
            gap = "" if unit.language == "zh" else " "
            assert all(f"{name}{gap}{value}" in text for name, value in row.items())
            assert all(name in asked for name in row)


def test_letters_are_balanced(drafts):
    letters = Counter(draft.answer for _, draft in drafts if len(draft.answer) == 1)
    assert max(letters.values()) < 0.45 * sum(letters.values())
