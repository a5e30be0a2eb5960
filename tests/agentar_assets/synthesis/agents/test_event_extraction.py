"""Events: the gold holds the roles that are asked for and said, and nothing else."""

import json
import re
from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.event_extraction import AGENT, kinds
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.units import read
from agentar_assets.synthesis.wording import block
from training.graders import is_right

SOURCES = ("deposit_savings", "mutual_funds")


@pytest.fixture(scope="module")
def drafts(units):
    """Each usable unit with items of many seeds; the passages are Chinese and English."""
    tags = [f"{source}.named_entity_recognition" for source in SOURCES]
    usable = filter(AGENT.usable, read(units.filter(pl.col("tag").is_in(tags))))
    seeded = ((unit, f"{unit.scenario}{unit.unit_id}{n}") for unit in usable for n in range(40))
    drawn = ((unit, AGENT.draw(unit, Random(seed))) for unit, seed in seeded)
    return [(unit, draft) for unit, draft in drawn if draft and fits(draft, unit.language)]


def test_items_are_sound_and_of_every_difficulty_in_both_languages(drafts):
    for unit, draft in drafts:
        assert grounded(draft, unit)
        assert is_right(AGENT.answer_form, draft.answer, draft.answer), draft.answer
    kinds = {(unit.language, draft.difficulty) for unit, draft in drafts}
    assert kinds >= {("zh", 1), ("zh", 2), ("zh", 3), ("en", 1), ("en", 2)}
    assert len({draft.question for _, draft in drafts}) > 0.99 * len(drafts)


def test_the_same_seed_draws_the_same_item(drafts):
    unit = drafts[0][0]
    assert [AGENT.draw(unit, Random(seed)) for seed in range(9)] == [
        AGENT.draw(unit, Random(seed)) for seed in range(9)
    ]


OPTION = re.compile(r"([\w ]+?) ?[（(]([^（）()]+)[）)]")


def test_every_argument_stands_in_the_text_and_fills_a_role_that_is_asked_for(drafts):
    for unit, draft in drafts:
        text = block(draft.question, unit.language)
        asked = {
            name.strip(): re.split("、|, ", roles) for name, roles in OPTION.findall(draft.question)
        }
        for event in json.loads(draft.answer):
            assert event["arguments"]
            assert set(event["arguments"]) <= set(asked[event["type"]]), draft.question
            assert all(said in text for said in event["arguments"].values())


def test_no_type_is_the_answer_too_often_and_some_texts_have_no_event(drafts):
    named = [event["type"] for _, draft in drafts for event in json.loads(draft.answer)]
    every = {kind.name for language in ("zh", "en") for kind in kinds(language)}
    assert set(named) == every
    assert 0.7 < len(named) / len(drafts) < 0.95
