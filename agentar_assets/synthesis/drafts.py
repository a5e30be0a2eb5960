"""What an agent makes of a unit, and what every agent can do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol, TypeVar

from agentar_assets.synthesis.units import Unit

T = TypeVar("T")

LIMITS = {"zh": (160, 90, 60), "en": (320, 180, 120)}
"""Longest question, thinking and answer in characters, by language: a student of a few million
parameters must learn them on a CPU."""


@dataclass(frozen=True)
class Draft:
    """A (question, thinking, answer) of one unit."""

    question: str
    thinking: str
    answer: str
    quote: str
    """The exact span of the unit that it rests on."""
    template: str
    difficulty: int
    """1 easy, 2 middling, 3 hard."""
    beside: tuple[str, ...] = ()
    """Units beside its own that it rests on."""


HARDEST = 3
"""The highest difficulty; 1 is the lowest."""


def level(dice: Random) -> int:
    """How hard an item shall be: 1 for seven in ten, 2 for one in five, 3 for the rest."""
    return dice.choices((1, 2, 3), (70, 20, 10))[0]


def core(words: Sequence[T], hard: int, most: int) -> Sequence[T]:
    """What an item of this difficulty draws from: an easy one the first `most` words alone.

    So that a small student meets the same words often enough to learn them, and a harder item
    asks it to go beyond them.
    """
    return words[:most] if hard == 1 else words


class Agent(Protocol):
    """Writes items of one attribute, each from one unit and one source of chance."""

    @property
    def attribute(self) -> str:
        """The task that its items set."""

    @property
    def answer_form(self) -> str:
        """The form of its answers, by which `training.graders` reads them."""

    def usable(self, unit: Unit) -> bool:
        """Whether the agent can write items of this unit at all."""

    def draw(self, unit: Unit, dice: Random) -> Draft | None:
        """One item; null where the dice fell on nothing sensible. Same dice, same item."""


@dataclass(frozen=True)
class Scribe:
    """An agent made of two functions."""

    attribute: str
    answer_form: str
    usable: Callable[[Unit], bool]
    draw: Callable[[Unit, Random], Draft | None]


def fits(draft: Draft, language: str, limits: Mapping[str, Sequence[int]] = LIMITS) -> bool:
    """Whether question, thinking and answer keep within limits, and none is empty."""
    parts = (draft.question, draft.thinking, draft.answer)
    return all(0 < len(part) <= most for part, most in zip(parts, limits[language], strict=True))


def grounded(draft: Draft, unit: Unit) -> bool:
    """Whether the quote stands in the unit, word for word."""
    return bool(draft.quote) and draft.quote in unit.text
