"""What items that reason are framed by: a scene in the topic of the unit, lettered options."""

from collections.abc import Sequence
from random import Random
from typing import Final

from agentar_assets.synthesis.lexicon import person, shared, table, topics
from agentar_assets.synthesis.units import Piece, Unit

_MARKS: Final = {"zh": frozenset("「」"), "en": frozenset("“”")}
LETTERS: Final = "ABCDEFGH"
_LATEST_DAY: Final = 29


def topical(unit: Unit) -> bool:
    """Whether the unit speaks of a word of its scenario."""
    return bool(topics(unit))


def scene(unit: Unit, dice: Random, kind: str = "full") -> tuple[str, str]:
    """A lead that sets an item in a topic of the unit, and the topic.

    Args:
        unit: Whose topic.
        dice: The source of chance.
        kind: full; short, for an item that is long; or bare, for one with a person of its own.
    """
    topic = dice.choice(topics(unit))
    lead = dice.choice(table("reasoning")["scenes"][kind][unit.language])
    return filled(lead, unit, topic, dice), topic


def filled(lead: str, unit: Unit, topic: str, dice: Random) -> str:
    """A lead with its topic, person, place and day."""
    language = unit.language
    return lead.format(
        x=topic,
        who=person(language, dice),
        city=dice.choice(shared("people", f"cities_{language}")),
        month=dice.randrange(1, 13),
        day=dice.randrange(1, _LATEST_DAY),
    )


def quotable(piece: Piece, lengths: range, language: str) -> bool:
    """Whether a passage is a sentence of this length that can stand as a question's one block."""
    whole = not piece.listed and len(piece.text) in lengths
    return whole and not _MARKS[language] & set(piece.text)


def lettered(right: str, wrong: Sequence[str], dice: Random, language: str) -> tuple[str, str]:
    """Options in chance order, `A 甲；B 乙`, and the letter of the right one."""
    options = [right, *wrong]
    dice.shuffle(options)
    return listed(options, language), LETTERS[options.index(right)]


def listed(options: Sequence[str], language: str) -> str:
    """Options behind their letters: `A 甲；B 乙`."""
    joint = "；" if language == "zh" else "; "
    return joint.join(map(" ".join, zip(LETTERS, options, strict=False)))
