"""The answerer that works by hand-written rules: patterns, key phrases, decimal arithmetic."""

from agentar_assets.verification.answerers.rules import (
    arithmetic,
    consulting,
    entities,
    intents,
    judgement,
    names,
    slots,
)

ANSWERS = {
    "named_entity_recognition": names.answer,
    "intent_classification": intents.answer,
    "slot_filling": slots.answer,
    "entity_disambiguation": entities.answer,
    "consulting_qa": consulting.answer,
    "numeric_computation": arithmetic.answer,
    "compliance_judgement": judgement.answer,
}
"""The method for each attribute; an attribute that is not here is not answered."""
