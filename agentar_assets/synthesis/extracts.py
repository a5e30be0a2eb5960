"""What the items that write share: clauses that can be asked about, and questions put together."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any, Final

from agentar_assets.synthesis.clauses import DOER
from agentar_assets.synthesis.lexicon import person, shared, table
from agentar_assets.synthesis.readings import Fact, facts
from agentar_assets.synthesis.units import Piece, Unit
from agentar_assets.synthesis.wording import COMMA

_ENDS: Final = tuple("。；;！？!?\n|")
_MODAL: Final = re.compile(
    rf"(?P<doer>{DOER})?(?P<must>应当|必须|不得|禁止|\b(?:must|shall|may)(?: not)?) ?$"
)
_INVERTED: Final = re.compile(r"What (?:must|shall|may) not ")
_UNCLEAR: Final = re.compile(r"前款|所称|^什么是的|应当知道|^(?:What|Who) \w+ not (?:be|have)\b")
_LATEST_DAY: Final = 29
_SHOWN: Final = {"zh": 14, "en": 40}
"""Most characters of an answer that a thinking repeats."""


def words(part: str) -> dict[str, Any]:
    """A part of the table of writing."""
    found: dict[str, Any] = table("writing")[part]
    return found


def whole(unit: Unit, piece: Piece) -> bool:
    """Whether the passage runs to the end of its sentence, and was not cut for its length."""
    after = unit.text[piece.end :].lstrip(" ")
    return not after or after.startswith((*_ENDS, ".")) or piece.text.endswith(_ENDS)


@lru_cache(maxsize=4096)
def askable(unit: Unit) -> tuple[Fact, ...]:
    """What can be asked about the unit and stands in whole: no bare figure, no sentence cut off.

    Who is bound is asked only where nothing else can be; a duty or ban is answered by its "must
    not" and what follows.
    """
    found = [
        stated(fact) for fact in facts(unit) if fact.reading != "figure" and _sound(unit, fact)
    ]
    found = [fact for fact in found if fact.asks]
    return tuple([fact for fact in found if fact.reading != "who"] or found)


def _sound(unit: Unit, fact: Fact) -> bool:
    unclear = any(_UNCLEAR.search(text) for text in (fact.answer, *fact.asks))
    if fact.reading == "figure" or fact.piece.listed or unclear or fact.answer.endswith("或者"):
        return False
    return whole(unit, fact.piece) or not fact.piece.text.endswith(fact.answer)


def stated(fact: Fact) -> Fact:
    """The fact with the modal verb in its answer, asked of a doer or as what is demanded."""
    if fact.reading not in {"duty", "ban"}:
        return fact
    text = fact.piece.text
    start = text.find(fact.answer)
    modal = _MODAL.search(text, 0, start)
    if modal is None:
        return replace(fact, asks=())
    asks = [ask for ask in fact.asks if not _INVERTED.match(ask)]
    if not modal["doer"] and not text.isascii():
        asks = [ask for ask in asks if ask.startswith("对")]
    answer = text[modal.start("must") : start + len(fact.answer)]
    return replace(fact, asks=tuple(asks), answer=answer)


def narrowed(fact: Fact, language: str, most: int) -> str:
    """The clauses that end with the one that answers, as many as `most` characters hold."""
    text, comma = fact.piece.text, COMMA[language]
    start = text.find(fact.answer)
    end = text.find(comma, start + len(fact.answer))
    end = len(text) if end < 0 else end
    starts = [0]
    while (found := text.find(comma, starts[-1], start)) >= 0:
        starts.append(found + len(comma))
    short = [first for first in starts if end - first <= most]
    return text[short[0] if short else starts[-1] : end]


def told(form: str, unit: Unit, dice: Random, /, **given: str) -> str:
    """A form with its blanks filled: those given, and who, where and when by chance."""
    language = unit.language
    known = {
        "who": person(language, dice),
        "city": dice.choice(shared("people", f"cities_{language}")),
        "month": str(dice.randrange(1, 13)),
        "day": str(dice.randrange(1, _LATEST_DAY)),
    }
    return form.format(**known | given)


def asked(forms: Sequence[str], unit: Unit, dice: Random, /, **given: str) -> tuple[str, int]:
    """A question in one of the forms, and the number of the form."""
    number = dice.randrange(len(forms))
    return told(forms[number], unit, dice, **given), number


def composed(part: str, unit: Unit, dice: Random, **given: str) -> tuple[str, str]:
    """A question of a lead, a core and a close, each by chance, and the number of the core."""
    language = unit.language
    listed = words(part)
    orders = listed[f"orders_{language}"]
    number = dice.randrange(len(orders))
    lead = told(dice.choice(listed[f"leads_{language}"]), unit, dice)
    close = dice.choice(listed[f"closes_{language}"])
    return orders[number].format(lead=lead, close=close, **given), f"{part}_{language}_{number}"


def shown(text: str, language: str) -> str:
    """A text as a thinking names it: its beginning where it is long."""
    most = _SHOWN[language]
    return text if len(text) <= most else f"{text[:most].rstrip()}…"
