"""Risk: level and reasons follow from the limits and the rule of the question."""

import re
from collections import Counter

from agentar_assets.synthesis.agents.risk_assessment import AGENT, LEVELS
from agentar_assets.synthesis.wording import block
from training.graders import is_right

INDICATOR = re.compile(r"^(.+?) ?([\d.]+)\D*?[（(]([≤≥])([\d.]+)")


def assessed(question, text):
    """Level by number and what is beyond, worked out from the question alone."""
    found = [INDICATOR.match(part).groups() for part in re.split("；|; ", text)]
    beyond = {
        name
        for name, value, sign, limit in found
        if (float(value) > float(limit) if sign == "≤" else float(value) < float(limit))
    }
    most = int(re.search(r"(\d)(?:项及以上| or more)", question)[1])
    key = re.search(r"但(.+?)超限即|; ([^;]+?) beyond: high", question)
    alone = key and (key[1] or key[2]) in beyond
    return (2 if alone or len(beyond) >= most else int(bool(beyond))), beyond


def test_level_and_reasons_follow_from_the_question(drafts):
    for unit, draft in drafts:
        risk, beyond = assessed(draft.question, block(draft.question, unit.language))
        named, _, why = draft.answer.replace("：", ": ").partition(": ")
        assert named == LEVELS[unit.language][risk]
        assert set(re.split("； ?|; ", why)) == (
            beyond or {"无" if unit.language == "zh" else "none"}
        )


def test_levels_are_balanced(drafts):
    levels = Counter(draft.answer[:3] for unit, draft in drafts if unit.language == "zh")
    assert min(levels.values()) > 0.25 * sum(levels.values())


def test_a_surplus_reason_or_every_level_is_wrong(drafts):
    for unit, draft in drafts:
        for wrong in ("；".join(LEVELS[unit.language]), f"{draft.answer}；汇率"):
            assert not is_right(AGENT.answer_form, draft.answer, wrong)
        if LEVELS[unit.language][0] not in draft.answer:
            lost = re.split("：|: ", draft.answer)[0]
            assert not is_right(AGENT.answer_form, draft.answer, lost)
