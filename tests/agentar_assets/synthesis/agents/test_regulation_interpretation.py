"""Interpretation: the answer stands in the clause and cites its place."""

from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.regulation_interpretation import AGENT
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.units import read
from agentar_assets.synthesis.wording import block
from training.graders import is_right

SOURCES = ("deposit_savings", "trust_business")


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


def test_the_answer_is_a_span_of_the_clause_and_the_place_of_the_unit(drafts):
    for unit, draft in drafts:
        mark = "（" if unit.language == "zh" else " (“"
        said, _, source = draft.answer.rpartition(mark)
        assert said in block(draft.question, unit.language) and said in draft.quote
        assert unit.title in source and unit.place in source
        assert unit.cited in draft.question


def test_a_wrong_place_no_place_or_the_whole_clause_is_wrong(drafts):
    for unit, draft in drafts:
        said = draft.answer.rpartition("（" if unit.language == "zh" else " (“")[0]
        source = draft.answer[len(said) :]
        other = source.replace(unit.place, "第九百条" if unit.language == "zh" else "Article 900")
        assert not is_right(AGENT.answer_form, draft.answer, said)
        assert not is_right(AGENT.answer_form, draft.answer, f"{said}{other}")
        clause = draft.quote
        if len(clause) > 1.6 * len(said):
            assert not is_right(AGENT.answer_form, draft.answer, f"{clause}{source}")


def test_no_sentence_that_was_cut_off_answers(drafts):
    assert not [draft for _, draft in drafts if draft.answer.startswith(("，", "、", "的"))]
