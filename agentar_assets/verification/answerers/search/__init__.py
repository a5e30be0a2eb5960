"""The answerer that works by search: every reading of a question, scored, the best one kept."""

from agentar_assets.verification.answerers.search import (
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
