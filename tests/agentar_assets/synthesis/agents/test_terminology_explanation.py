"""Terminology: the material explains the term, and offers it among others."""

from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.terminology_explanation import AGENT, _defined, _known
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.units import read
from agentar_assets.synthesis.wording import block
from training.graders import is_right

SOURCES = ("deposit_savings", "securities_brokerage", "life_health_insurance")


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


def test_the_meaning_stands_in_the_material_and_the_term_among_the_options(drafts):
    for unit, draft in drafts:
        text = block(draft.question, unit.language)
        if "____" in text:
            assert draft.question.count(draft.answer) == 1 and draft.answer not in text
        else:
            assert text.count(draft.answer) == 1
            assert draft.quote in draft.question


def test_an_own_definition_of_the_unit_is_used(drafts):
    own = [draft for unit, draft in drafts if _defined(unit) and "_own_" in draft.template]
    assert own
    assert all("交纳的存款保险费用" in draft.answer for draft in own)


def test_no_entry_of_the_glossary_explains_a_term_by_itself():
    for language in ("zh", "en"):
        known = _known(language)
        assert len(known) > 60
        assert not [term for term, meaning in known.items() if term in meaning]
        assert max(map(len, known.values())) <= {"zh": 24, "en": 60}[language]
