"""What a text says of two things: rules of high precision, each with the span that says it."""

from collections.abc import Sequence
from typing import Any

from agentar_assets.knowledge.extraction.links import linked
from agentar_assets.knowledge.extraction.statements import said


def relations(
    text: str, entities: Sequence[dict[str, Any]], quantities: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The relations of a text as `records.RELATION`, by where they begin.

    Predicates: `means` and `alias`; `issues`, `manages`, `custodian_of`, `supervises`; `has_rate`,
    `has_term`, `has_threshold`; `penalty`; `party_must`, `party_must_not`, `party_may`; `part_of`.
    A subject or object that is an entity of the text is given by its id, any other by its words.

    Args:
        text: What was read.
        entities: Its entities, as `records.ENTITY`.
        quantities: Its typed numbers, as `records.QUANTITY`.
    """
    ids = {entity["text"]: entity["entity_id"] for entity in entities}
    found = {*said(text), *linked(text, entities, quantities)}
    return [
        {
            "subject": ids.get(subject, subject),
            "predicate": predicate,
            "object": thing if predicate == "alias" else ids.get(thing, thing),
            "start": start,
            "end": end,
        }
        for subject, predicate, thing, start, end in sorted(found, key=lambda one: (one[3:], one))
    ]
