"""Marketing copy: banned claims go, everything else stays, the notice stands at the end."""

import re
from random import Random

import polars as pl
import pytest

from agentar_assets.synthesis.agents.compliant_marketing_copy import AGENT
from agentar_assets.synthesis.drafts import fits, grounded
from agentar_assets.synthesis.lexicon import table
from agentar_assets.synthesis.units import read
from agentar_assets.synthesis.wording import block
from training.graders import is_right

SOURCES = ("deposit_savings", "mutual_funds", "life_health_insurance")


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


def banned(language):
    """Patterns of every claim that some rule bans."""
    kinds = table("products")["copy"][language].values()
    return [re.sub(r"\\{\w\\}", r"\\d+", re.escape(c)) for kind in kinds for c in kind["claims"]]


def clauses(text, language):
    return re.split("[：，。]" if language == "zh" else r": |, |[.]", text)


def test_no_banned_claim_is_left_and_nothing_else_is_lost(drafts):
    for unit, draft in drafts:
        before, after = block(draft.question, unit.language), draft.answer
        assert not [claim for claim in banned(unit.language) if re.search(claim, after)]
        gone = set(clauses(before, unit.language)) - set(clauses(after, unit.language))
        told = re.findall("“(.+?)”|'(.+?)'", draft.thinking)
        assert gone <= {part for claim in told for part in clauses("".join(claim), unit.language)}
        notice = re.findall(r"“([^”]+?。)”|'([^']+[.])'", draft.question)[0]
        assert after.endswith("".join(notice))


def test_a_copy_that_keeps_a_claim_or_loses_a_clause_or_the_notice_is_wrong(drafts):
    for unit, draft in drafts:
        claims = re.findall("“(.+?)”(?=违反|“)|'([^']+)'", draft.thinking)
        comma = "，" if unit.language == "zh" else ", "
        head, colon, body = draft.answer.partition("：" if unit.language == "zh" else ": ")
        for claim in map("".join, claims):
            kept = f"{head}{colon}{claim}{comma}{body}"
            assert not is_right(AGENT.answer_form, draft.answer, kept), kept
        stop = draft.answer.index("。" if unit.language == "zh" else ". ") + 1
        assert not is_right(AGENT.answer_form, draft.answer, draft.answer[:stop]), draft.answer
        first = clauses(draft.answer, unit.language)[1]
        lost = draft.answer.replace(f"{first}{comma}", "")
        assert lost == draft.answer or not is_right(AGENT.answer_form, draft.answer, lost), lost
