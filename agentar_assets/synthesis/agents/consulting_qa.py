"""Consulting: a clause of the unit as material, and a question whose answer is a span of it."""

import re
from random import Random

from agentar_assets.synthesis.drafts import Draft, Scribe, level
from agentar_assets.synthesis.lexicon import person
from agentar_assets.synthesis.readings import Fact, facts
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import COMMA, customer, quoted, reasoned

_ASKS = {
    "zh": (
        "资料：{block}问：{ask}",
        "资料：{block}{who}问：{ask}",
        "阅读资料：{block}{who}来问：{ask}",
        "资料：{block}回答{who}的提问：{ask}",
    ),
    "en": (
        "Material: {block} Question: {ask}",
        "Material: {block} {who} asks. Question: {ask}",
        "Read the material: {block} For {who}. Question: {ask}",
    ),
}
_LONG = 20
"""Characters from which on an answer counts as hard to cut out."""

_SHORT = {"zh": 36, "en": 90}
"""Most characters of the material of an easy item, if a clause allows it."""


def usable(unit: Unit) -> bool:
    """Something in the unit can be asked about."""
    return bool(facts(unit))


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One question about one clause of the unit."""
    hard = level(dice)
    offered = [fact for fact in facts(unit) if (_difficulty(fact) == 1) == (hard == 1)]
    fact = dice.choice(offered or facts(unit))
    material = _near(fact, unit.language) if hard == 1 else fact.piece.text
    template = min(1, dice.randrange(4)) if hard == 1 else dice.randrange(len(_ASKS[unit.language]))
    who = (person if hard == 1 else customer)(unit.language, dice)
    return Draft(
        question=_ASKS[unit.language][template].format(
            block=quoted(material, unit.language),
            who=who,
            ask=dice.choice(fact.asks),
        ),
        thinking=_thinking(unit, material, fact.answer),
        answer=fact.answer,
        quote=material,
        template=f"consulting_{unit.language}_{fact.reading}_{template}",
        difficulty=max(hard, _difficulty(fact)),
    )


def _difficulty(fact: Fact) -> int:
    """Long answers in long clauses are harder to find."""
    return 1 if fact.reading in {"figure", "value"} else 2 + (len(fact.answer) > _LONG)


def _near(fact: Fact, language: str) -> str:
    """The clauses that end with the one that answers, as many as are short to read."""
    text, comma = fact.piece.text, COMMA[language]
    start = text.find(fact.answer)
    end = text.find(comma, start + len(fact.answer))
    end = len(text) if end < 0 else end
    starts = [0, *(found.end() for found in re.finditer(comma, text[:start]))]
    short = [first for first in starts if end - first <= _SHORT[language]]
    return text[short[0] if short else starts[-1] : end]


def _plain(words: str, material: str) -> bool:
    """Whether words stand once in the material, and can be quoted as they are."""
    return material.count(words) == 1 and words[0] != " " and not set(words) & set("“”")


def _thinking(unit: Unit, material: str, answer: str) -> str:
    """The fewest words of the material that show where the answer stands, then the unit."""
    before = material.partition(answer)[0]
    least = 4 if unit.language == "zh" else 12
    ends = (before[-size:] for size in range(least, len(before)))
    words = next((end for end in ends if _plain(end, material)), before)
    if unit.language == "zh":
        return reasoned(unit, f"答案在“{words}”之后" if words else "答案在句首")
    words = words.strip()
    return reasoned(unit, f"It stands after “{words}”" if words else "It stands at the start")


AGENT = Scribe("consulting_qa", "text", usable, draw)
