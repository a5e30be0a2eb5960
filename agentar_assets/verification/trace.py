"""What the verifier of eq. 8 sees of an item, and what it gives back."""

import re
from dataclasses import dataclass

Derivation = tuple[str | None, str | None]
"""The derived answer, or why none can be derived."""


@dataclass(frozen=True)
class Trace:
    """What the verifier sees of an item."""

    question: str
    thinking: str
    language: str
    unit: str
    title: str
    section: str
    heading: str


def squeezed(text: str) -> str:
    """The text without any white space."""
    return re.sub(r"\s+", "", text)
