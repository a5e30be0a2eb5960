"""The items of hallucination_detection, checked by means that are not the agent's own."""

import re
from collections import Counter

from agentar_assets.synthesis.agents.hallucination_detection import AGENT
from agentar_assets.synthesis.wording import block, quoted
from training.graders import is_right


def test_verdict_and_type_fit_what_was_done_to_the_sentence(drafts):
    for unit, item in drafts:
        kind = item.template.split(":")[1]
        shown, told = block(item.question, unit.language), item.question
        assert item.quote in shown
        around = told.replace(quoted(shown, unit.language), "")
        if item.difficulty == 1:
            assert (item.quote in around) == (kind in {"same", "addition"}), item
        if kind == "same":
            assert item.answer in {"无幻觉", "no hallucination"}
        else:
            assert re.split("：|: ", item.answer)[1] in around


def test_no_verdict_and_no_type_rules(drafts):
    kinds = Counter(item.template.split(":")[1] for _, item in drafts)
    assert set(kinds) == {"same", "figure", "negation", "subject", "addition"}
    assert 0.2 < kinds["same"] / kinds.total() < 0.5
    assert max(kinds.values()) < 0.5 * kinds.total()


def test_a_changed_figure_is_another_number(drafts):
    for _, item in drafts:
        if ":figure:" in item.template:
            ours, theirs = re.findall("“([^”]*)”", item.thinking.split("（《")[0])[:2]
            assert ours != theirs and re.sub(
                r"[\d,.零一二三四五六七八九十百千]", "", ours
            ) == re.sub(r"[\d,.零一二三四五六七八九十百千]", "", theirs)


def test_both_verdicts_at_once_are_wrong(drafts):
    for _, item in drafts[::5]:
        assert not is_right(AGENT.answer_form, item.answer, f"无幻觉；{item.answer}")
        assert not is_right(AGENT.answer_form, item.answer, "有幻觉")
