"""The items of fraud_aml_detection, checked by means that are not the agent's own."""

import re

from agentar_assets.synthesis.agents.fraud_aml_detection import AGENT
from agentar_assets.synthesis.lexicon import table
from agentar_assets.synthesis.wording import block
from training.graders import is_right


def signs(language, part):
    """Sign by pattern of what is said when it is there, or only looked like."""
    for sign in table("safety")["fraud"]["signs"]:
        for said in sign[f"{part}_{language}"]:
            yield re.sub(r"\\\{\w+\\\}", r"[\\d,]+", re.escape(said)), sign[language]


def test_reasons_are_the_signs_that_the_story_shows(drafts):
    normal = 0
    for unit, item in drafts:
        seen = re.split("；|; ", block(item.question, unit.language))
        there = {s for o in seen for p, s in signs(unit.language, "there") if re.fullmatch(p, o)}
        alike = {s for o in seen for p, s in signs(unit.language, "alike") if re.fullmatch(p, o)}
        assert len(there) + len(alike) == len(seen)
        label, *reasons = re.split("：|: ", item.answer)
        assert set(re.split("；|; ", reasons[0]) if reasons else []) == there
        assert label in ({"可疑", "suspicious"} if there else {"正常", "normal"})
        assert all(sign in item.question for sign in there)
        normal += not there
    assert 0.25 < normal / len(drafts) < 0.5


def test_a_label_with_other_reasons_is_wrong(drafts):
    for _, item in drafts:
        label = re.split("：|: ", item.answer)[0]
        for wrong in (f"{label}：别的理由", f"可疑；正常：{label}", f"{item.answer}；别的理由"):
            assert not is_right(AGENT.answer_form, item.answer, wrong)


def test_signs_have_two_wordings_a_language_and_no_mark_that_parts_reasons():
    for sign in table("safety")["fraud"]["signs"]:
        for language in ("zh", "en"):
            assert not set(sign[language]) & set("；;、,，：:")
            assert len(sign[f"there_{language}"]) >= 2
            assert len(sign[f"alike_{language}"]) >= 2
