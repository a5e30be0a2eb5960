"""Clarification: asked for are the needed parameters that nobody said."""

import re
from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.dialogue_clarification import AGENT, asked
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.lexicon import slots
from agentar_assets.synthesis.units import read
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


SHOWN = re.compile("[「“]([^「」“”]+)[」”]")
KNOWN = re.compile(r"(?:已知|known: |、|, )([^、,= ]+)=")


def test_what_is_needed_is_either_known_from_the_talk_or_asked_for(drafts):
    for unit, draft in drafts:
        names = slots(unit.scenario, unit.language).names
        missing, known = set(SHOWN.findall(draft.answer)), set(KNOWN.findall(draft.thinking))
        outside = re.sub("[「“].*[」”]", "", draft.question, flags=re.DOTALL)
        needed = {
            name for name in names if re.search(rf"(?<!\w){name}(?!\w)|{name}、|、{name}", outside)
        }
        assert missing and not missing & known
        assert missing | known >= needed >= missing, draft.question


def test_asking_for_more_or_less_is_wrong():
    gold = asked(["金额", "账户"], "zh")
    assert gold == "请问「金额」和「账户」是什么？"
    assert asked(["a", "b", "c"], "en") == "What are “a”, “b” and “c”?"
    assert is_right("question", gold, "请问「账户」和「金额」是什么？")
    assert not is_right("question", gold, asked(["金额", "账户", "日期"], "zh"))
    assert not is_right("question", gold, asked(["金额"], "zh"))
