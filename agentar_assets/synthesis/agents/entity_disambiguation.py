"""Disambiguation: a short name, three things that it may mean, and a context that decides."""

import re
from functools import lru_cache
from random import Random

from agentar_assets.synthesis.drafts import Draft, Scribe
from agentar_assets.synthesis.lexicon import ambiguous, names, person, shared, topics
from agentar_assets.synthesis.units import Piece, Unit
from agentar_assets.synthesis.wording import STOP, harmless_topic, quoted

LETTERS = "ABC"
BETWEEN = {"zh": "；", "en": "; "}
"""What stands between two candidates."""
_ASKS = {
    "zh": (
        "{block}中的“{name}”指哪一个？候选：{choices}",
        "{block}里的“{name}”指谁？候选：{choices}",
    ),
    "en": (
        "In {block} what does ‘{name}’ refer to? Candidates: {choices}",
        "Read {block} Which one does ‘{name}’ mean? Candidates: {choices}",
    ),
}
_SHORTENED = {
    "zh": re.compile(
        r"(?P<full>[\w“”]{3,20}?)[（(]以下(?:简称|统称)[“\"]?(?P<name>[^“”\"）)]{2,10})[”\"]?[）)]"
        r"|[“\"](?P<name2>[^“”\"]{2,8})[”\"]专?指(?P<full2>[\w“”]{3,16})"
    ),
    "en": re.compile(
        r"(?P<full>(?:[A-Z][\w-]+ ){1,5}[A-Z][\w-]+) \((?:hereinafter |the )?[“\"‘]?"
        r"(?P<name>[A-Z][\w ]{1,20})"
        r"[”\"’]?\)|(?P<name2>\b)(?P<full2>\b)(?!)"
    ),
}
_DECLARED = 0.4
"""Share of items on a short name that the unit itself declares, where it declares one."""
Declared = tuple[Piece, str, str]
"""Passage, short name and what it stands for."""


def usable(unit: Unit) -> bool:
    """There are short names with several senses, and the unit speaks of something."""
    return bool(topics(unit)) and len(names(unit.scenario, unit.language)) >= len(LETTERS)


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One short name in context: declared by the unit, or told by what is said around it."""
    if declared(unit) and dice.random() < _DECLARED:
        return _from_unit(unit, dice)
    return _from_table(unit, dice)


@lru_cache(maxsize=4096)
def declared(unit: Unit) -> tuple[Declared, ...]:
    """The short names that the unit declares."""
    found = []
    for piece in unit.pieces:
        for match in _SHORTENED[unit.language].finditer(piece.text):
            name, full = match["name"] or match["name2"], match["full"] or match["full2"]
            found.append((piece, name, full.strip("“”")))
    return tuple(found)


def question(unit: Unit, template: int, context: str, named: tuple[str, list[str]]) -> str:
    """The question in words.

    Args:
        unit: The unit.
        template: Which of the wordings.
        context: What is quoted.
        named: The short name and the candidates, in the order of their letters.
    """
    name, offered = named
    choices = BETWEEN[unit.language].join(
        f"{letter} {choice}" for letter, choice in zip(LETTERS, offered, strict=True)
    )
    return _ASKS[unit.language][template].format(
        block=quoted(context, unit.language), name=name, choices=choices
    )


def _from_unit(unit: Unit, dice: Random) -> Draft:
    piece, name, full = dice.choice(declared(unit))
    others = [
        other
        for other in names(unit.scenario, unit.language)
        if other not in piece.text and other != full and name not in other
    ]
    offered = [full, *dice.sample(others, 2)]
    dice.shuffle(offered)
    letter = LETTERS[offered.index(full)]
    template = dice.randrange(len(_ASKS[unit.language]))
    because = (
        f"{unit.cited}写明“{name}”就是{full}，选{letter}。"
        if unit.language == "zh"
        else f"{unit.cited} says that ‘{name}’ stands for {full}: {letter}."
    )
    asked = question(unit, template, piece.text, (name, offered))
    return Draft(asked, because, letter, piece.text, f"declared_{unit.language}_{template}", 1)


def _from_table(unit: Unit, dice: Random) -> Draft | None:
    name, known = dice.choice(ambiguous(unit.scenario, unit.language))
    senses = dice.sample(known, len(LETTERS))
    meant = dice.choice(senses)
    topic = harmless_topic(unit, (name, *(sense.name for sense in senses)), dice)
    if topic is None:
        return None
    cue = _said(dice.choice(meant.cues), name, unit.language, dice)
    lead = str(dice.choice(shared("talk", f"topics_{unit.language}"))).format(x=topic)
    context = f"{lead}{cue}" if dice.random() < 0.5 else f"{cue}{STOP[unit.language]}{lead}"  # noqa: PLR2004
    letter = LETTERS[senses.index(meant)]
    template = dice.randrange(len(_ASKS[unit.language]))
    because = (
        f"“{topic}”出自{unit.cited}，不决定指称。“{cue[:24]}”说的是{meant.name}，选{letter}。"
        if unit.language == "zh"
        else f"‘{topic}’ ({unit.cited}) decides nothing. ‘{cue}’ fits {meant.name}: {letter}."
    )
    offered = [sense.name for sense in senses]
    asked = question(unit, template, context.rstrip("，; ,"), (name, offered))
    return Draft(asked, because, letter, topic, f"context_{unit.language}_{template}", 2)


def _said(cue: str, name: str, language: str, dice: Random) -> str:
    """The cue with the short name in it."""
    who = person(language, dice)
    if "{x}" in cue:
        return cue.format(who=who, x=name)
    return f"{who}说的{name}，{cue}" if language == "zh" else f"{who} speaks of {name}: {cue}"


AGENT = Scribe("entity_disambiguation", "entity_id", usable, draw)
