"""Grounded expression: the cited material holds the answer."""

import re
from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.grounded_expression import AGENT
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.units import read
from agentar_assets.synthesis.wording import block
from training.graders import is_right

SOURCES = ("deposit_savings", "securities_brokerage", "mutual_funds")


@pytest.fixture(scope="module")
def drafts(units):
    """Each usable unit with items of many seeds; the passages are Chinese and English."""
    tags = [f"{source}.named_entity_recognition" for source in SOURCES]
    usable = filter(AGENT.usable, read(units.filter(pl.col("tag").is_in(tags))))
    seeded = ((unit, f"{unit.scenario}{unit.unit_id}{n}") for unit in usable for n in range(20))
    drawn = ((unit, AGENT.draw(unit, Random(seed))) for unit, seed in seeded)
    return [(unit, draft) for unit, draft in drawn if draft and fits(draft, unit.language)]


def test_items_are_sound_and_of_every_difficulty_in_both_languages(drafts):
    for unit, draft in drafts:
        assert grounded(draft, unit)
        assert is_right(AGENT.answer_form, draft.answer, draft.answer), draft.answer
    kinds = {(unit.language, draft.difficulty) for unit, draft in drafts}
    assert kinds >= {("zh", 1), ("zh", 2), ("zh", 3), ("en", 1), ("en", 2)}
    assert len({draft.question for _, draft in drafts}) > 0.97 * len(drafts)


def test_the_same_seed_draws_the_same_item(drafts):
    unit = drafts[0][0]
    assert [AGENT.draw(unit, Random(seed)) for seed in range(9)] == [
        AGENT.draw(unit, Random(seed)) for seed in range(9)
    ]


MARK = re.compile(r"\[(\d)\]")


def test_every_claim_stands_in_the_material_it_cites_and_in_no_other(drafts):
    for unit, draft in drafts:
        parts = MARK.split(block(draft.question, unit.language))
        materials = dict(zip(parts[1::2], parts[2::2], strict=True))
        claims = MARK.split(draft.answer)
        assert claims[-1] == ""
        for said, number in zip(claims[::2], claims[1::2], strict=False):
            claim = said.removeprefix("；").removeprefix("; ")
            assert [n for n, text in materials.items() if claim in text] == [number]


def test_another_number_every_number_or_none_is_wrong(drafts):
    for _, draft in drafts:
        bare = MARK.sub("", draft.answer)
        numbers = set(MARK.findall(draft.answer))
        (other,) = {"1", "2", "3"} - numbers if len(numbers) > 1 else [min({"1", "2"} - numbers)]
        for wrong in (bare, f"{bare}[{other}]", f"{bare}[1][2][3]"):
            if set(MARK.findall(wrong)) != numbers:
                assert not is_right(AGENT.answer_form, draft.answer, wrong)


def test_the_answer_stands_in_every_place(drafts):
    first = [draft.answer for _, draft in drafts if draft.answer.endswith("[1]")]
    assert 0.3 < len(first) / len(drafts) < 0.7
