"""Sentiment: the mood is that of the sentence about the target."""

import re
from collections import Counter
from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.sentiment_analysis import AGENT
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.sentences import words
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


def test_the_label_is_that_of_the_sentence_about_the_target(drafts):
    for unit, draft in drafts:
        text = block(draft.question, unit.language).casefold()
        asked = draft.question.replace(block(draft.question, unit.language), "")
        moods = [
            label
            for label in words("opinions")[f"labels_{unit.language}"]
            for listed in words("opinions")[unit.language][label].values()
            for sentence in listed
            for named in re.findall(re.escape(sentence).replace(r"\{x\}", "(.+?)").casefold(), text)
            if re.split("[：。:.] ?", named)[-1].removeprefix("the ") in asked.casefold()
        ]
        assert draft.answer in moods, draft.question


def test_the_labels_are_balanced(drafts):
    counts = Counter(draft.answer for _, draft in drafts)
    assert len(counts) == 6 and max(counts.values()) < 0.4 * len(drafts)
