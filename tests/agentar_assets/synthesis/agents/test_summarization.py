"""Summaries: the rule remains, the notice around it goes."""

from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.summarization import AGENT, condensed
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.units import read
from agentar_assets.synthesis.wording import block
from training.graders import is_right

SOURCES = ("deposit_savings", "trust_business", "life_health_insurance")


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


def test_the_summary_is_said_in_the_notice_and_is_shorter(drafts):
    for unit, draft in drafts:
        text = block(draft.question, unit.language)
        assert draft.quote in text
        for part in draft.answer.split("。" if unit.language == "zh" else ". "):
            assert part[1:] in condensed(text) or part[1:] in text
        assert len(draft.answer) < len(text) - 8


def test_the_notice_itself_is_no_summary(drafts):
    for unit, draft in drafts:
        text = block(draft.question, unit.language)
        assert not is_right(AGENT.answer_form, draft.answer, text)


def test_grounds_and_brackets_are_left_out():
    text = "根据存款保险条例，投保机构（含分支机构）应当自收到通知之日起30日内交纳保费"
    assert condensed(text) == "投保机构应当自收到通知之日起30日内交纳保费"
    assert condensed("Under the rules, the bank must reply").startswith("The bank")
    assert condensed("存款人死亡的，继承人应当持证明办理") == "存款人死亡的，继承人应当持证明办理"
