"""What every answerer is made of: a method for each attribute, in a module of its own."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from agentar_assets.verification.answerers.question import Question

Answerer = Callable[[Question], str | None]
"""Gives the answer to a question; null where it finds none."""


class Method(Protocol):
    """A module that answers the questions of one attribute."""

    __name__: str

    def answer(self, question: Question) -> str | None:
        """The answer; null where it finds none."""


ATTRIBUTES: Final = {
    "names": "named_entity_recognition",
    "intents": "intent_classification",
    "slots": "slot_filling",
    "entities": "entity_disambiguation",
    "consulting": "consulting_qa",
    "arithmetic": "numeric_computation",
    "judgement": "compliance_judgement",
}
"""Attribute by the name of the module that answers its questions."""


def by_attribute(*methods: Method) -> Mapping[str, Answerer]:
    """The method for each attribute; an attribute that is not here is not answered."""
    return {ATTRIBUTES[method.__name__.rpartition(".")[2]]: method.answer for method in methods}
