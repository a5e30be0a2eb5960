"""The items of suitability_matching, checked by means that are not the agent's own."""

import re

from agentar_assets.synthesis.agents.suitability_matching import AGENT
from training.graders import is_right

PRODUCT = re.compile(r"[「；]?([^（；「]+)（R(\d)(?:、(\d+)万起)?(?:、(\d+)个月)?）")
CLIENT = re.compile(r"（C(\d)(?:、资金(\d+)万元)?(?:、可投(\d+)个月)?、(\d+)岁）")


def wanted(question):
    """The products that keep the stated rules."""
    bears, holds, months, age = CLIENT.search(question).groups()
    for name, risk, least, term in PRODUCT.findall(re.search("「(.*)」", question)[1]):
        fits_ = int(risk) <= int(bears)
        fits_ &= "起购不超过" not in question or int(least) <= int(holds)
        fits_ &= "期限不超过" not in question or int(term) <= int(months)
        fits_ &= "满65岁" not in question or int(age) < 65 or int(risk) <= 2
        if fits_:
            yield name


def test_the_answer_follows_from_the_rules(drafts):
    for unit, item in drafts:
        if unit.language == "zh":
            assert item.answer == ("；".join(wanted(item.question)) or "无"), item.question


def test_all_none_and_supersets_are_not_always_right(drafts):
    empty = sum(item.answer in {"无", "none"} for _, item in drafts)
    assert 0.01 < empty / len(drafts) < 0.3
    for _, item in drafts:
        assert not is_right(AGENT.answer_form, item.answer, f"{item.answer}；其他产品")
