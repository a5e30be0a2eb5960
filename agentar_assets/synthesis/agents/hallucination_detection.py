"""Invented claims: a passage of the unit, something said of it, and whether that is so.

The claim is the passage itself with at most one thing changed: a figure, the negation, who must,
or a clause added. A harder one says the same in other words, and its figures in other writing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Final

from agentar_assets.synthesis.clauses import FIGURE, NUMERAL
from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, level
from agentar_assets.synthesis.frames import filled, quotable
from agentar_assets.synthesis.lexicon import table
from agentar_assets.synthesis.units import Piece, Unit
from agentar_assets.synthesis.wording import LIST, STOP, quoted, reasoned
from training.graders import plain_numerals, written

TYPES: Final = {
    "zh": {
        **{"figure": "数字错误", "negation": "否定颠倒", "subject": "主体错误"},
        "addition": "无依据添加",
    },
    "en": {
        **{"figure": "wrong figure", "negation": "flipped negation", "subject": "wrong subject"},
        "addition": "unsupported addition",
    },
}
"""What can be wrong with a claim, as the question offers it."""
_LENGTHS: Final = {"zh": range(12, 52), "en": range(30, 105)}
_OPENING: Final = {
    "zh": re.compile("(?!前款|前项|其中|但|并|或|以及|和|的|也|且|则|如|例如|该|上述)"),
    "en": re.compile("[A-Z]"),
}
"""What a sentence begins with that can stand alone."""
_ROOM: Final = {"zh": 56, "en": 120}
"""Characters of two sentences that stand side by side."""
_TOGETHER: Final = 0.6
"""Share of the items with two sentences, where there are short ones."""
_TRUE: Final = 0.35
"""Share of the claims that are so."""
_REWORDS: Final = 0.75
"""Share of the words with another that are replaced by it."""
_NUMBER: Final = re.compile(rf"\d[\d,]*(?:\.\d+)?|{NUMERAL}")
_HAN: Final = "零一二三四五六七八九十"
_MOST_SPOKEN: Final = 99
_TAILS: Final = range(2, 11)


@dataclass(frozen=True)
class Change:
    """A claim that is not so, and why."""

    claim: str
    because: str


def usable(unit: Unit) -> bool:
    """Some sentence of the unit is short enough to be retold."""
    return bool(_told(unit))


@lru_cache(maxsize=4096)
def _told(unit: Unit) -> tuple[Piece, ...]:
    lengths, opening = _LENGTHS[unit.language], _OPENING[unit.language]
    return tuple(
        piece
        for piece in unit.pieces
        if quotable(piece, lengths, unit.language) and opening.match(piece.text)
    )


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One claim on one sentence, alone or beside another of the unit."""
    language, hard = unit.language, level(dice)
    piece = dice.choice(_told(unit))
    kind, change = _changed(piece.text, language, dice)
    claim = _reworded(change.claim, language, dice, hard) if hard > 1 else change.claim
    words = table("safety")["hallucination"]
    lead = filled(dice.choice(words[f"leads_{language}"]), unit, "", dice)
    shown = _beside(unit, piece, dice, hard)
    plain = claim == change.claim and shown == piece.text
    kinds = dice.sample([*TYPES[language].values()], len(TYPES[language]))
    return Draft(
        question=dice.choice(words[f"asks_{language}"]).format(
            block=quoted(shown, language),
            lead=lead,
            claim=claim,
            kinds=LIST[language].join(kinds),
        ),
        thinking=reasoned(unit, change.because),
        answer=_verdict(kind, language),
        quote=piece.text,
        template=f"claim:{kind or 'same'}:{language}",
        difficulty=1 if plain else hard,
    )


def _changed(text: str, language: str, dice: Random) -> tuple[str, Change]:
    """The claim with what is wrong with it; nothing is for about a third."""
    kind = ""
    change: Change | None = Change(text, _same(language))
    if dice.random() > _TRUE:
        made = {name: make(text, language, dice) for name, (_, make) in _CHANGES.items()}
        found = [name for name, one in made.items() if one]
        kind = dice.choices(found, [_CHANGES[name][0] for name in found])[0] if found else ""
        change = made[kind] if kind else change
    return kind, change or Change(text, _same(language))


def _beside(unit: Unit, piece: Piece, dice: Random, hard: int) -> str:
    """The sentence, often with another short one of the unit, in the unit's order."""
    room = _ROOM[unit.language] - len(piece.text)
    others = [other for other in _told(unit) if other != piece and len(other.text) <= room]
    if not others or (hard < HARDEST and dice.random() > _TOGETHER):
        return piece.text
    both = sorted((piece, dice.choice(others)), key=lambda one: one.start)
    return STOP[unit.language].join(one.text for one in both)


def _verdict(kind: str, language: str) -> str:
    if language == "zh":
        return f"有幻觉：{TYPES[language][kind]}" if kind else "无幻觉"
    return f"hallucination: {TYPES[language][kind]}" if kind else "no hallucination"


def _same(language: str) -> str:
    return "回答与资料一致" if language == "zh" else "the claim says what the material says"


def _differs(language: str, material: str, claim: str) -> str:
    if language == "zh":
        return f"资料是“{material}”，回答是“{claim}”"
    return f"the material has “{material.strip()}”, the claim “{claim.strip()}”"


def _figure(text: str, language: str, dice: Random) -> Change | None:
    """One figure changed, in the writing that it has."""
    found = [*re.finditer(FIGURE[language], text)]
    if not found:
        return None
    figure = dice.choice(found)
    number = [*_NUMBER.finditer(figure.group())][-1]
    other = _other(number.group(), dice)
    if other is None:
        return None
    start = figure.start() + number.start()
    said = f"{figure.group()[: number.start()]}{other}{figure.group()[number.end() :]}"
    claim = f"{text[:start]}{other}{text[start + len(number.group()) :]}"
    return Change(claim, _differs(language, figure.group(), said))


def _other(number: str, dice: Random) -> str | None:
    """Another number of the same size and writing; null where it cannot be written."""
    plain = plain_numerals(number).replace(",", "")
    if not re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return None
    value = Decimal(plain)
    half = Decimal("1.5")
    others = [value * 2, value * 3, value + 5, value + 10, value / 2, value - 1, value * half]
    whole = value == value.to_integral_value()
    fitting = [n for n in others if n > 0 and (not whole or n == n.to_integral_value())]
    other = dice.choice(fitting)
    if number[0].isdigit():
        return f"{other:,f}" if "," in number else written(other)
    return _spoken(int(other)) if whole and other <= _MOST_SPOKEN else None


def _spoken(value: int) -> str:
    """A number below a hundred in Chinese numerals."""
    tens, ones = divmod(value, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{_HAN[tens]}十")
    return f"{head}{_HAN[ones] if ones or not tens else ''}"


def _negation(text: str, language: str, _: Random) -> Change | None:
    """What must be is not needed, what may not be may; the first word that fits is turned."""
    for word, other in table("safety")["hallucination"][f"flips_{language}"]:
        if text.count(word) == 1 and f"不{word}" not in text:
            return Change(text.replace(word, other), _differs(language, word, other))
    return None


def _subject(text: str, language: str, dice: Random) -> Change | None:
    """Another party in the place of the one that the sentence begins with."""
    known = table("safety")["hallucination"][f"subjects_{language}"]
    lower = text.lower()
    named = [name for name in known if lower.startswith(name)]
    free = [name for name in known if name not in lower and not any(n in name for n in named)]
    if not named or not free:
        return None
    subject, other = max(named, key=len), dice.choice(free)
    claim = f"{other}{text[len(subject) :]}"
    claim = claim[0].upper() + claim[1:] if text[0].isupper() else claim
    return Change(claim, _differs(language, subject, other))


def _addition(text: str, language: str, dice: Random) -> Change | None:
    """A clause more, of which the material says nothing."""
    added = dice.choice(table("safety")["hallucination"][f"additions_{language}"])
    added = added.format(n=dice.choice(_TAILS))
    if added[:6] in text:
        return None
    if language == "zh":
        return Change(f"{text}，{added}", f"资料没有说“{added}”")
    return Change(f"{text}, {added}", f"nothing in the material says “{added}”")


def _reworded(text: str, language: str, dice: Random, hard: int) -> str:
    """The same in other words; for the hardest also with figures in Arabic digits."""
    for word, other in table("safety")["hallucination"][f"same_{language}"]:
        if dice.random() < _REWORDS:
            text = text.replace(word, other)
    plain = hard == HARDEST and language == "zh"
    return "".join(_rewritten(text, language)) if plain else text


def _rewritten(text: str, language: str) -> Iterator[str]:
    """The text with its figures in Arabic digits."""
    end = 0
    for figure in re.finditer(FIGURE[language], text):
        yield text[end : figure.start()]
        yield plain_numerals(figure.group())
        end = figure.end()
    yield text[end:]


_CHANGES: Final[dict[str, tuple[int, Callable[[str, str, Random], Change | None]]]] = {
    "figure": (3, _figure),
    "negation": (2, _negation),
    "subject": (3, _subject),
    "addition": (1, _addition),
}
"""How to make each type of claim, with its weight: not every sentence allows the first three."""

AGENT: Final = Scribe("hallucination_detection", "yes_no_with_type", usable, draw)
