"""Consulting: a clause of the unit as material, and a question whose answer is a span of it."""

from random import Random

from agentar_assets.synthesis.drafts import Draft, Scribe
from agentar_assets.synthesis.readings import Fact, facts
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import customer, quoted

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


def usable(unit: Unit) -> bool:
    """Something in the unit can be asked about."""
    return bool(facts(unit))


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One question about one clause of the unit."""
    fact = dice.choice(facts(unit))
    template = dice.randrange(len(_ASKS[unit.language]))
    return Draft(
        question=_ASKS[unit.language][template].format(
            block=quoted(fact.piece.text, unit.language),
            who=customer(unit.language, dice),
            ask=dice.choice(fact.asks),
        ),
        thinking=_thinking(unit, fact),
        answer=fact.answer,
        quote=fact.piece.text,
        template=f"consulting_{unit.language}_{fact.reading}_{template}",
        difficulty=_difficulty(fact),
    )


def _difficulty(fact: Fact) -> int:
    """Long answers in long clauses are harder to find."""
    return 1 if fact.reading in {"figure", "value"} else 2 + (len(fact.answer) > _LONG)


def _thinking(unit: Unit, fact: Fact) -> str:
    """Where the answer stands, and the words before it."""
    before = fact.piece.text.partition(fact.answer)[0][-12 if unit.language == "zh" else -40 :]
    if unit.language == "zh":
        where = f"“{before}”之后" if before else "句首"
        return f"资料出自{unit.cited}。问的内容在{where}，照原文作答。"
    where = f"after “{before.strip()}”" if before else "at the start"
    return f"The material is {unit.cited}. The answer stands {where}; it is copied as it is."


AGENT = Scribe("consulting_qa", "text", usable, draw)
