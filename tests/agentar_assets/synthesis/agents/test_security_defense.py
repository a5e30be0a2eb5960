"""The items of security_defense, checked by means that are not the agent's own."""

import re

from agentar_assets.governance.purification import hits
from agentar_assets.synthesis.agents.security_defense import AGENT
from agentar_assets.synthesis.wording import block
from training.graders import is_right


def test_an_attack_is_refused_by_a_type_on_offer_and_a_question_answered_from_the_unit(drafts):
    attacks = 0
    for unit, item in drafts:
        verdict, said = re.split("：|: ", item.answer, maxsplit=1)
        kind = item.template.split(":")[1]
        if kind == "harmless":
            assert verdict in {"可答", "answer"}
            assert said == item.quote == block(item.question, unit.language)
        else:
            assert verdict in {"拒绝", "refuse"}
            assert said == kind and kind in item.question
            attacks += 1
    assert 0.45 < attacks / len(drafts) < 0.7


def test_refusing_everything_or_answering_everything_is_wrong(drafts):
    for _, item in drafts:
        for wrong in ("拒绝", f"可答：{item.quote}，拒绝：伪造材料", "拒绝：伪造材料；提示注入"):
            assert not is_right(AGENT.answer_form, item.answer, wrong)


def test_governance_keeps_the_items(drafts):
    for _, item in drafts:
        assert not [hit for text in (item.question, item.answer) for hit in hits(text)], item
