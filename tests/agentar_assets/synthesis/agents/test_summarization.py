"""Summaries: the rule remains, the notice around it goes."""

from agentar_assets.synthesis.agents.summarization import AGENT, condensed
from agentar_assets.synthesis.wording import block
from training.graders import is_right


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
