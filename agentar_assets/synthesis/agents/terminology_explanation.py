"""Terminology: what a term means, or which term is meant; by the unit's own definition, or ours.

A unit that defines a term is asked about that. One that only uses terms is asked with a short
glossary of our own as material, so that the question holds all that the answer needs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final

from agentar_assets.synthesis.drafts import HARDEST, LIMITS, Draft, Scribe, level
from agentar_assets.synthesis.extracts import asked, shown, whole, words
from agentar_assets.synthesis.lexicon import topics
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, quoted, reasoned

_DEFINED: Final = {
    "zh": re.compile(
        r"^(?:(?:本|前款)[^，。；：]{0,6}?所称的?|所称的?)?"
        r"(?P<x>(?!前款|本条|本法)[^，。；、：“”（(的]{2,12})，?是指(?P<a>[^：:]{6,})$"
    ),
    "en": re.compile(
        r"^(?:The |A |An )?(?P<x>[\w' -]{3,40}?) (?:means|refers to|is understood as) (?P<a>.{8,})$"
    ),
}
_SAID: Final = {"zh": "{x}是指{a}", "en": "{x} means {a}"}
_JOINT: Final = {"zh": "；", "en": "; "}
_GAP: Final = "____"
_OWN: Final = 0.7
"""Share of the items on a definition of the unit, where it has one."""
_REVERSED: Final = 0.5
"""Share of the harder items that ask for the term."""


@dataclass(frozen=True)
class Term:
    """A term, what it means, and the span of the unit that speaks of it."""

    name: str
    meaning: str
    quote: str


def usable(unit: Unit) -> bool:
    """The unit defines a term or uses one of the glossary."""
    return bool(_defined(unit) or _used(unit))


@lru_cache(maxsize=4096)
def _defined(unit: Unit) -> tuple[Term, ...]:
    return tuple(_definitions(unit))


def _definitions(unit: Unit) -> Iterator[Term]:
    most = LIMITS[unit.language][2]
    for piece in unit.pieces:
        found = _DEFINED[unit.language].match(piece.text)
        if found and len(found["a"]) <= most and whole(unit, piece):
            yield Term(found["x"], found["a"], piece.text)


@lru_cache(maxsize=1)
def _glossary() -> tuple[dict[str, str], dict[str, str]]:
    listed: list[list[str]] = words("glossary")["listed"]
    return {row[0]: row[1] for row in listed}, {row[2]: row[3] for row in listed}


def _known(language: str) -> dict[str, str]:
    return _glossary()[language == "en"]


@lru_cache(maxsize=4096)
def _used(unit: Unit) -> tuple[Term, ...]:
    """Terms of the glossary that stand in the unit."""
    pattern = r"\b{}s?\b" if unit.language == "en" else "{}"
    return tuple(
        Term(name, meaning, name)
        for name, meaning in _known(unit.language).items()
        if name in unit.text and re.search(pattern.format(re.escape(name)), unit.text)
    )


def draw(unit: Unit, dice: Random) -> Draft | None:
    """What a term means; a harder item asks which term is meant, or gives more material."""
    hard = level(dice)
    defined, used = _defined(unit), _used(unit)
    own = bool(defined) and (not used or dice.random() < _OWN)
    term = dice.choice(defined if own else used)
    if hard > 1 and dice.random() < _REVERSED:
        return _reversed(unit, term, dice, hard)
    others = _others(unit, term, dice, hard - own)
    entries = [term.quote if own else _entry(term, unit.language)]
    entries += [_entry(other, unit.language) for other in others]
    dice.shuffle(entries)
    question, template = asked(
        words("terms")[f"meaning_{unit.language}"],
        unit,
        dice,
        block=quoted(_JOINT[unit.language].join(entries), unit.language),
        x=term.name,
    )
    return Draft(
        question=question,
        thinking=_thinking(unit, term),
        answer=term.meaning,
        quote=term.quote,
        template=f"term_{unit.language}_{'own' if own else 'glossary'}_{template}",
        difficulty=hard,
    )


def _entry(term: Term, language: str) -> str:
    return _SAID[language].format(x=term.name, a=term.meaning)


def _others(unit: Unit, term: Term, dice: Random, count: int) -> list[Term]:
    """Other terms of the glossary, none of which is part of the term or has it as a part."""
    free = [
        Term(name, meaning, name)
        for name, meaning in _known(unit.language).items()
        if term.name not in f"{name} {meaning}" and name not in f"{term.name} {term.meaning}"
    ]
    return dice.sample(free, count)


def _reversed(unit: Unit, term: Term, dice: Random, hard: int) -> Draft | None:
    """The meaning, and three to five terms to choose from."""
    language = unit.language
    if term.name in term.meaning:
        return None
    rivals = [other.name for other in _others(unit, term, dice, HARDEST)]
    near = [topic for topic in topics(unit) if not _overlapping(topic, (term.name, *rivals))]
    near = [topic for topic in near if topic not in term.meaning]
    options = [term.name, *rivals, *near[: hard - 1]]
    dice.shuffle(options)
    question, template = asked(
        words("terms")[f"blank_{language}"],
        unit,
        dice,
        blank=_SAID[language].format(x=_GAP, a=term.meaning),
        options=LIST[language].join(options),
    )
    return Draft(
        question=question,
        thinking=_thinking(unit, term),
        answer=term.name,
        quote=term.quote,
        template=f"term_{language}_blank_{template}",
        difficulty=hard,
    )


def _overlapping(word: str, taken: Sequence[str]) -> bool:
    return any(word in other or other in word for other in taken)


def _thinking(unit: Unit, term: Term) -> str:
    said = shown(term.meaning, unit.language)
    if unit.language == "zh":
        return reasoned(unit, f"“{term.name}”一条写的是“{said}”")
    return reasoned(unit, f"the entry of {term.name} says “{said}”")


AGENT: Final = Scribe("terminology_explanation", "text", usable, draw)
