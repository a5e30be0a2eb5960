"""Clarification: asked for are the needed parameters that nobody said."""

import re

from agentar_assets.synthesis.agents.dialogue_clarification import asked
from agentar_assets.synthesis.lexicon import slots
from training.graders import is_right

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
