"""Disambiguation: a short name, two or three things that it may mean, a context that decides."""

import re
from functools import lru_cache
from random import Random

from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, core, level
from agentar_assets.synthesis.lexicon import ambiguous, names, person, shared, topics
from agentar_assets.synthesis.units import Piece, Unit
from agentar_assets.synthesis.wording import STOP, harmless_topic, plainly, quoted, reasoned

LETTERS = "ABC"
_CORE = 4
"""Short names that an easy item draws from."""
_CUES = 2
"""Cues of a sense that an easy item draws from."""
_LAST = 6
"""Characters of a cue, or English words, that the thinking quotes."""
BETWEEN = {"zh": "；", "en": "; "}
"""What stands between two candidates."""
_ASKS = {
    "zh": (
        "{block}中“{name}”指？候选：{choices}",
        "{block}中的“{name}”指哪一个？候选：{choices}",
        "{block}里的“{name}”指谁？候选：{choices}",
    ),
    "en": (
        "{block} ‘{name}’ means? Candidates: {choices}",
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
    hard = level(dice)
    if hard > 1 and declared(unit) and dice.random() < _DECLARED:
        return _from_unit(unit, dice)
    return _from_table(unit, dice, hard=hard)


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
        f"{letter} {choice}" for letter, choice in zip(LETTERS, offered, strict=False)
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
        f"“{name}”就是{full}，选{letter}"
        if unit.language == "zh"
        else f"‘{name}’ means {full}: {letter}"
    )
    asked = question(unit, template, piece.text, (name, offered))
    because = reasoned(unit, because)
    return Draft(asked, because, letter, piece.text, f"declared_{unit.language}_{template}", 2)


def _from_table(unit: Unit, dice: Random, *, hard: int) -> Draft | None:
    name, known = dice.choice(core(ambiguous(unit.scenario, unit.language), hard, _CORE))
    plain = hard == 1
    senses = dice.sample(known, 2 if plain else len(LETTERS))
    meant = dice.choice(senses)
    topic = harmless_topic(unit, (name, *(sense.name for sense in senses)), dice)
    if topic is None:
        return None
    cue = _said(dice.choice(core(meant.cues, hard, _CUES)), name, unit.language, dice)
    lead = str(dice.choice(shared("talk", f"topics_{unit.language}"))).format(x=topic)
    context = f"{cue}{STOP[unit.language]}{lead}" if hard == HARDEST else f"{lead}{cue}"
    if plain:
        context = plainly(cue, topic, unit.language)
    letter = LETTERS[senses.index(meant)]
    template = 0 if plain else dice.randrange(len(_ASKS[unit.language]))
    because = (
        f"“{cue[-_LAST:]}”说的是{meant.name}，选{letter}"
        if unit.language == "zh"
        else f"‘{' '.join(cue.split()[-_LAST:])}’ fits {meant.name}: {letter}"
    )
    offered = [sense.name for sense in senses]
    asked = question(unit, template, context.rstrip("，; ,"), (name, offered))
    because = reasoned(unit, because)
    return Draft(asked, because, letter, topic, f"context_{unit.language}_{template}", hard)


def _said(cue: str, name: str, language: str, dice: Random) -> str:
    """The cue with the short name in it."""
    who = person(language, dice)
    if "{x}" in cue:
        return cue.format(who=who, x=name)
    return f"{who}说的{name}，{cue}" if language == "zh" else f"{who} speaks of {name}: {cue}"


AGENT = Scribe("entity_disambiguation", "entity_id", usable, draw)
