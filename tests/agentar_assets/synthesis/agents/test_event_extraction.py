"""Events: the gold holds the roles that are asked for and said, and nothing else."""

import json
import re

from agentar_assets.synthesis.agents.event_extraction import kinds
from agentar_assets.synthesis.wording import block

OPTION = re.compile(r"([\w ]+?) ?[（(]([^（）()]+)[）)]")


def test_every_argument_stands_in_the_text_and_fills_a_role_that_is_asked_for(drafts):
    for unit, draft in drafts:
        text = block(draft.question, unit.language)
        asked = {
            name.strip(): re.split("、|, ", roles) for name, roles in OPTION.findall(draft.question)
        }
        for event in json.loads(draft.answer):
            assert event["arguments"]
            assert set(event["arguments"]) <= set(asked[event["type"]]), draft.question
            assert all(said in text for said in event["arguments"].values())


def test_no_type_is_the_answer_too_often_and_some_texts_have_no_event(drafts):
    named = [event["type"] for _, draft in drafts for event in json.loads(draft.answer)]
    every = {kind.name for language in ("zh", "en") for kind in kinds(language)}
    assert set(named) == every
    assert 0.7 < len(named) / len(drafts) < 0.95
