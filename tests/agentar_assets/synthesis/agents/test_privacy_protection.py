"""The items of privacy_protection, checked by means that are not the agent's own."""

import re

from agentar_assets.governance.purification import hits
from agentar_assets.synthesis.agents.privacy_protection import AGENT
from agentar_assets.synthesis.wording import block
from training.graders import is_right

LABEL = re.compile(r"\[[^\[\]]+\]")


def test_only_data_is_replaced(drafts):
    for unit, item in drafts:
        text = block(item.question, unit.language)
        rest = [re.escape(part) for part in LABEL.split(item.answer)]
        found = re.fullmatch("(.+?)".join(rest), text)
        assert found, item
        for label, datum in zip(LABEL.findall(item.answer), found.groups(), strict=True):
            assert label in item.question
            assert re.search(r"\d", datum) or label in {"[姓名]", "[NAME]"}
            assert datum not in item.answer


def test_no_datum_is_one_that_a_register_could_hold(drafts):
    for _, item in drafts:
        assert not [hit for text in (item.question, item.thinking) for hit in hits(text)], item


def test_leaving_or_masking_everything_is_wrong(drafts):
    for unit, item in drafts:
        text = block(item.question, unit.language)
        first = LABEL.search(item.answer).group()
        for wrong in (text, first, item.answer.replace(first, "***"), f"{item.answer}{first}"):
            assert not is_right(AGENT.answer_form, item.answer, wrong)


def test_harder_notes_hold_figures_that_stay(drafts):
    kept = [item for _, item in drafts if item.difficulty == 3]
    assert kept
    assert all(re.search(r"\d", LABEL.sub("", item.answer)) for item in kept)
