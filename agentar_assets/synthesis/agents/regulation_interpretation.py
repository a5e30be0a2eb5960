"""Interpretation: what a clause of the unit says on a point, in its words, with its place.

The question gives the clause with title and place, the answer is the span that settles the point
and, in brackets, where it stands.
"""

from functools import lru_cache
from random import Random
from typing import Final

from agentar_assets.synthesis.drafts import HARDEST, LIMITS, Draft, Scribe, level
from agentar_assets.synthesis.extracts import askable, composed, narrowed, shown, words
from agentar_assets.synthesis.readings import Fact
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import STOP, quoted, reasoned

_SHORT: Final = {"zh": 44, "en": 100}
"""Most characters of the clause of an easy item, if it allows it."""
_LONGEST_PLACE: Final = {"zh": 20, "en": 50}
_NO_PLACE: Final = frozenset('：:（）()《》“”"')


def usable(unit: Unit) -> bool:
    """The unit has a place to cite, and says something that can be asked and cited briefly."""
    return bool(_citable(unit))


@lru_cache(maxsize=4096)
def _citable(unit: Unit) -> tuple[Fact, ...]:
    place = unit.place
    if not 0 < len(place) <= _LONGEST_PLACE[unit.language] or set(place) & _NO_PLACE:
        return ()
    room = LIMITS[unit.language][2] - len(reference(unit))
    return tuple(fact for fact in askable(unit) if len(fact.answer) <= room)


def reference(unit: Unit) -> str:
    """Where an answer stands: `（《存款保险条例》第五条）`, ` (“Deposit Guide”, Article 5)`."""
    if unit.language == "zh":
        return f"（{unit.cited}）"
    return f" (“{unit.title}”, {unit.place})"


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One question on one clause; a harder one shows more of the unit."""
    language, hard = unit.language, level(dice)
    fact = dice.choice(_citable(unit))
    clause = narrowed(fact, language, _SHORT[language]) if hard == 1 else fact.piece.text
    question, template = composed(
        "interpretation",
        unit,
        dice,
        cited=unit.cited,
        block=quoted(clause if hard < HARDEST else _wider(unit, fact, dice), language),
        ask=dice.choice(fact.asks),
    )
    return Draft(
        question=question,
        thinking=_thinking(unit, fact),
        answer=f"{fact.answer}{reference(unit)}",
        quote=clause,
        template=f"{template}_{fact.reading}",
        difficulty=hard,
    )


def _wider(unit: Unit, fact: Fact, dice: Random) -> str:
    """The passage between others of the unit, where they are short."""
    room = LIMITS[unit.language][0] // 2
    others = [
        piece
        for piece in unit.pieces
        if len(piece.text) <= room - len(fact.piece.text) and fact.answer not in piece.text
    ]
    parts = [fact.piece, *dice.sample(others, min(1, len(others)))]
    return STOP[unit.language].join(p.text for p in sorted(parts, key=lambda piece: piece.start))


def _thinking(unit: Unit, fact: Fact) -> str:
    why = words("interpretation")[f"why_{unit.language}"][fact.reading]
    said = shown(fact.answer, unit.language)
    if unit.language == "zh":
        return reasoned(unit, f"{why}，原文写的是“{said}”，注明出处")
    return reasoned(unit, f"{why}; the text says “{said}”; then the source")


AGENT: Final = Scribe("regulation_interpretation", "text_with_article_ids", usable, draw)
