"""An agent an attribute: which units it can use, and how it makes items of them."""

from typing import Final

from agentar_assets.synthesis.agents import (
    compliance_judgement,
    consulting_qa,
    entity_disambiguation,
    intent_classification,
    named_entity_recognition,
    numeric_computation,
    slot_filling,
)
from agentar_assets.synthesis.drafts import Agent

AGENTS: Final[dict[str, Agent]] = {
    module.AGENT.attribute: module.AGENT
    for module in (
        named_entity_recognition,
        intent_classification,
        slot_filling,
        entity_disambiguation,
        consulting_qa,
        numeric_computation,
        compliance_judgement,
    )
}
"""Agent by attribute; an attribute that is not here has no symbolic engine yet."""
