"""The answerer that works by hand-written rules: patterns, key phrases, decimal arithmetic."""

from agentar_assets.verification.answerers.methods import by_attribute
from agentar_assets.verification.answerers.rules import (
    arithmetic,
    consulting,
    entities,
    intents,
    judgement,
    names,
    slots,
)

ANSWERS = by_attribute(names, intents, slots, entities, consulting, arithmetic, judgement)
"""The method for each attribute; an attribute that is not here is not answered."""
