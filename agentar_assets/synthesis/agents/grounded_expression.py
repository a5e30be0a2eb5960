"""Grounded expression: numbered materials, a question or two, an answer that cites its material.

The materials are passages of the unit, one of which answers, and notices that answer nothing.
"""

from functools import lru_cache
from random import Random
from typing import Final

from agentar_assets.synthesis.drafts import HARDEST, LIMITS, Draft, Scribe, level
from agentar_assets.synthesis.extracts import askable, composed, narrowed, shown, told, words
from agentar_assets.synthesis.frames import topical
from agentar_assets.synthesis.lexicon import topics
from agentar_assets.synthesis.readings import Fact
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import quoted, reasoned

_ROOM: Final = {"zh": 96, "en": 190}
"""Characters of all materials together."""
_MARKS: Final = {"zh": 4, "en": 4}
"""Characters of a number and what parts two materials."""
_SHORTEST_ANSWER: Final = {"zh": 4, "en": 10}
_JOINT: Final = {"zh": "；", "en": "; "}


def usable(unit: Unit) -> bool:
    """The unit has a topic and says something that can be asked."""
    return topical(unit) and bool(_answerable(unit))


@lru_cache(maxsize=4096)
def _answerable(unit: Unit) -> tuple[Fact, ...]:
    """What can be asked, with the passage that answers it cut to what may be shown."""
    longest = LIMITS[unit.language][2] - _MARKS[unit.language]
    shortest = _SHORTEST_ANSWER[unit.language]
    return tuple(
        fact
        for fact in askable(unit)
        if shortest <= len(fact.answer) <= longest and "[" not in fact.answer
    )


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One question among two materials or more; the hardest asks two where the unit allows it."""
    language, hard = unit.language, level(dice)
    asked = _asked(unit, dice, 2 if hard == HARDEST else 1)
    count = hard + 1 if len(asked) == 1 else HARDEST
    materials = _materials(unit, asked, dice, count=count)
    dice.shuffle(materials)
    places = [1 + materials.index(_shown(fact, language)) for fact in asked]
    asks = [dice.choice(fact.asks) for fact in asked]
    then = words("grounding")[f"then_{language}"]
    ask = then.format(one=asks[0], two=asks[1]) if len(asks) > 1 else asks[0]
    block = quoted(_numbered(materials), language)
    question, template = composed("grounding", unit, dice, block=block, ask=ask)
    answer = [f"{fact.answer}[{place}]" for fact, place in zip(asked, places, strict=True)]
    return Draft(
        question=question,
        thinking=reasoned(unit, _steps(asked, places, language)),
        answer=_JOINT[language].join(answer),
        quote=_shown(asked[0], language),
        template=f"{template}_{len(asked)}",
        difficulty=hard,
    )


def _shown(fact: Fact, language: str) -> str:
    return narrowed(fact, language, _ROOM[language] // 2)


def _asked(unit: Unit, dice: Random, count: int) -> list[Fact]:
    """One fact, or two that stand in different passages and fit one answer."""
    first = dice.choice(_answerable(unit))
    room = LIMITS[unit.language][2] - len(first.answer) - 2 * _MARKS[unit.language] - 2
    others = [
        fact for fact in _answerable(unit) if fact.piece != first.piece and len(fact.answer) <= room
    ]
    return [first, dice.choice(others)] if count > 1 and others else [first]


def _materials(unit: Unit, asked: list[Fact], dice: Random, *, count: int) -> list[str]:
    """The passages that answer and others, as many as asked for where there is room."""
    language = unit.language
    listed = [_shown(fact, language) for fact in asked]
    room = _ROOM[language] - sum(map(len, listed))
    own = {fact.piece for fact in asked}
    beside = [piece.text for piece in unit.pieces if piece not in own and len(piece.text) <= room]
    beside = [text for text in beside if not any(fact.answer in text for fact in asked)]
    while len(listed) < count:
        text = dice.choice(beside) if beside and dice.randrange(3) else _notice(unit, dice)
        if text in listed:
            text = _notice(unit, dice)
        room -= len(text)
        beside = [other for other in beside if len(other) <= room and other != text]
        listed.append(text)
    return listed


def _notice(unit: Unit, dice: Random) -> str:
    form = dice.choice(words("grounding")[f"notices_{unit.language}"])
    return told(form, unit, dice, x=dice.choice(topics(unit)))


def _numbered(materials: list[str]) -> str:
    return " ".join(f"[{number}] {text}" for number, text in enumerate(materials, 1))


def _steps(asked: list[Fact], places: list[int], language: str) -> str:
    """Which material answers what."""
    listed = zip(asked, places, strict=True)
    if language == "zh":
        steps = [f"材料[{place}]写明“{shown(fact.answer, language)}”" for fact, place in listed]
        return "，".join([*steps, "其余无关"])
    steps = [f"[{place}] says “{shown(fact.answer, language)}”" for fact, place in listed]
    return ", ".join([*steps, "the rest is beside the point"])


AGENT: Final = Scribe("grounded_expression", "text_with_citations", usable, draw)
