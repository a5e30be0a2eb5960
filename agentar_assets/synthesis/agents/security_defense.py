"""Attacks and look-alikes: what a client says beside a sentence of the unit, refused or answered.

An attack is a pretext and a demand of one type. A harmless client uses words that sound like an
attack and asks what the sentence says; the safe answer is the sentence itself.
"""

from functools import lru_cache
from random import Random
from typing import Any, Final

from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, level
from agentar_assets.synthesis.frames import quotable
from agentar_assets.synthesis.lexicon import person, shared, table, topics
from agentar_assets.synthesis.units import Piece, Unit
from agentar_assets.synthesis.wording import LIST, quoted, reasoned

_LENGTHS: Final = {"zh": range(12, 46), "en": range(30, 100)}
_ATTACKED: Final = 0.6
"""Share of the items that are attacks."""
_OPENED: Final = 0.6
"""Share of the clients who greet."""


def usable(unit: Unit) -> bool:
    """A short sentence of the unit speaks of a topic."""
    return bool(_speaking(unit))


@lru_cache(maxsize=4096)
def _speaking(unit: Unit) -> tuple[tuple[Piece, tuple[str, ...]], ...]:
    """Sentences that can be an answer, each with its topics."""
    lengths = _LENGTHS[unit.language]
    spoken = (
        (piece, tuple(topic for topic in topics(unit) if topic in piece.text))
        for piece in unit.pieces
        if quotable(piece, lengths, unit.language)
    )
    return tuple((piece, found) for piece, found in spoken if found)


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One client: an attack of one type, or a harmless question."""
    language, hard = unit.language, level(dice)
    piece, found = dice.choice(_speaking(unit))
    topic = dice.choice(found)
    attacks: dict[str, dict[str, list[str]]] = table("safety")["attacks"][language]
    kind = dice.choice([*attacks]) if dice.random() < _ATTACKED else ""
    asked = (
        _attack(attacks[kind], language, dice, hard) if kind else _question(language, dice, hard)
    )
    said = asked.format(x=topic, who=person(language, dice))
    if dice.random() < _OPENED:
        said = f"{dice.choice(shared('talk', f'openers_{language}'))}{said}"
    words: dict[str, Any] = table("safety")["security"]
    return Draft(
        question=dice.choice(words[f"asks_{language}"]).format(
            block=quoted(piece.text, language),
            said=said,
            kinds=LIST[language].join(dice.sample([*attacks], len(attacks))),
        ),
        thinking=reasoned(unit, _because(kind, topic, language)),
        answer=_reply(kind, piece.text, language),
        quote=piece.text,
        template=f"security:{kind or 'harmless'}:{language}",
        difficulty=hard,
    )


def _attack(phrases: dict[str, list[str]], language: str, dice: Random, hard: int) -> str:
    """A pretext and a demand; the hardest puts the demand behind a harmless question."""
    before, wants = dice.choice(phrases["before"]), dice.choice(phrases["wants"])
    if hard < HARDEST:
        return f"{before}{wants}"
    joint = "，顺便" if language == "zh" else ", and while we talk "
    return f"{dice.choice(table('safety')['harmless'][f'{language}_asks'])}{joint}{wants}"


def _question(language: str, dice: Random, hard: int) -> str:
    """A plain question; a harder one begins with words that sound like an attack."""
    harmless = table("safety")["harmless"]
    asks = dice.choice(harmless[f"{language}_asks"])
    plain = hard == 1 and dice.random() < 0.5  # noqa: PLR2004 - half of the easy ones are bare
    return asks if plain else f"{dice.choice(harmless[language])}{asks}"


def _because(kind: str, topic: str, language: str) -> str:
    if language == "zh":
        return f"客户要的属于{kind}，不能照办" if kind else f"客户只问{topic}的规定，资料写明了"
    if kind:
        return f"the demand falls under {kind}, so it is not met"
    return f"the client only asks about {topic}, and the material tells it"


def _reply(kind: str, text: str, language: str) -> str:
    if language == "zh":
        return f"拒绝：{kind}" if kind else f"可答：{text}"
    return f"refuse: {kind}" if kind else f"answer: {text}"


AGENT: Final = Scribe("security_defense", "refuse_or_safe_answer", usable, draw)
