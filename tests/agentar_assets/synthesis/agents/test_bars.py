"""The bars that the items of every attribute keep, whatever they say."""

from collections import Counter
from random import Random

import polars as pl
import pytest

from agentar_assets.governance import duplicates
from agentar_assets.synthesis.agents import AGENTS
from agentar_assets.synthesis.drafts import LIMITS, grounded
from tests.agentar_assets.synthesis.agents.drawing import DRAWS
from training.graders import is_right


@pytest.fixture(params=AGENTS)
def attribute(request):
    return request.param


@pytest.fixture
def drafts(drafts_of, attribute):
    return drafts_of(attribute)


def test_every_gold_is_accepted_with_and_without_thinking_and_silence_is_not(drafts, attribute):
    form = AGENTS[attribute].answer_form
    for _, draft in drafts:
        assert is_right(form, draft.answer, draft.answer), draft
        assert is_right(form, draft.answer, f"<think>x</think>{draft.answer}"), draft
        assert not is_right(form, draft.answer, ""), draft


def test_every_item_rests_on_its_unit_and_names_its_title(drafts):
    for unit, draft in drafts:
        assert grounded(draft, unit)
        assert unit.title in draft.thinking


def test_most_draws_give_an_item_and_every_item_keeps_the_limits(drafts, attribute):
    tried = DRAWS[attribute].seeds * len({unit for unit, _ in drafts})
    assert len(drafts) > 0.65 * tried
    for unit, draft in drafts:
        lengths = [len(part) for part in (draft.question, draft.thinking, draft.answer)]
        assert all(map(int.__le__, lengths, LIMITS[unit.language])), draft


def test_items_are_of_every_difficulty_in_both_languages(drafts):
    kinds = {(unit.language, draft.difficulty) for unit, draft in drafts}
    assert kinds >= {("zh", 1), ("zh", 2), ("zh", 3), ("en", 1), ("en", 2)}
    assert kinds <= {(language, level) for language in ("zh", "en") for level in (1, 2, 3)}


def test_the_same_seed_draws_the_same_item(drafts, attribute):
    def draw(unit, seed):
        return AGENTS[attribute].draw(unit, Random(seed))

    first = [(drafts[0][0], seed) for seed in range(9)]
    for unit, seed in first + [(unit, 7) for unit, _ in drafts[::40]]:
        assert draw(unit, seed) == draw(unit, seed)


def test_few_questions_are_asked_twice(drafts, attribute):
    asked = {draft.question for _, draft in drafts}
    assert len(asked) > DRAWS[attribute].distinct * len(drafts)


def test_few_items_say_what_another_says_and_none_contradicts_another(drafts, attribute):
    rows = [
        (f"{number}", unit.leaf, draft.question, draft.answer, 1.0)
        for number, (unit, draft) in enumerate(drafts)
    ]
    columns = ["item_id", "leaf", "question", "answer", "score"]
    names = {entity.text for unit, _ in drafts for entity in unit.entities}
    items = pl.DataFrame(rows, schema=columns, orient="row")
    lost = duplicates.verdicts(items, names, threshold=0.7)
    assert "contradicts" not in lost["reason"]
    assert len(lost) <= DRAWS[attribute].needless * len(drafts)


def test_no_answer_is_right_too_often(drafts, attribute):
    ((_, count),) = Counter(draft.answer for _, draft in drafts).most_common(1)
    assert count <= DRAWS[attribute].commonest * len(drafts)
