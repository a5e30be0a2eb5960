"""Grounded expression: the cited material holds the answer."""

import re

from agentar_assets.synthesis.agents.grounded_expression import AGENT
from agentar_assets.synthesis.wording import block
from training.graders import is_right

MARK = re.compile(r"\[(\d)\]")


def test_every_claim_stands_in_the_material_it_cites_and_in_no_other(drafts):
    for unit, draft in drafts:
        parts = MARK.split(block(draft.question, unit.language))
        materials = dict(zip(parts[1::2], parts[2::2], strict=True))
        claims = MARK.split(draft.answer)
        assert claims[-1] == ""
        for said, number in zip(claims[::2], claims[1::2], strict=False):
            claim = said.removeprefix("；").removeprefix("; ")
            assert [n for n, text in materials.items() if claim in text] == [number]


def test_another_number_every_number_or_none_is_wrong(drafts):
    for _, draft in drafts:
        bare = MARK.sub("", draft.answer)
        numbers = set(MARK.findall(draft.answer))
        (other,) = {"1", "2", "3"} - numbers if len(numbers) > 1 else [min({"1", "2"} - numbers)]
        for wrong in (bare, f"{bare}[{other}]", f"{bare}[1][2][3]"):
            if set(MARK.findall(wrong)) != numbers:
                assert not is_right(AGENT.answer_form, draft.answer, wrong)


def test_the_answer_stands_in_every_place(drafts):
    first = [draft.answer for _, draft in drafts if draft.answer.endswith("[1]")]
    assert 0.3 < len(first) / len(drafts) < 0.7
