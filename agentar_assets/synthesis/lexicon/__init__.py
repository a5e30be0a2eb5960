"""The words of each scenario: our own tables, one file a scenario, beside what all share."""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import Any

from agentar_assets.synthesis.units import Unit

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Sense:
    """One thing that a short name may mean, and what is said around it then."""

    name: str
    cues: tuple[str, ...]


@cache
def table(name: str) -> dict[str, Any]:
    """A table of words by its file's name; empty for a scenario without one."""
    path = _FOLDER / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@cache
def intents(scenario: str, language: str) -> dict[str, list[str]]:
    """Phrases by intent; empty where the scenario has no table of intents."""
    found: dict[str, list[str]] = table(scenario).get("intents", {}).get(language, {})
    return found


@dataclass(frozen=True)
class Slots:
    """What customers of a scenario say, and which slots it fills."""

    names: tuple[str, ...]
    sentences: tuple[str, ...]
    values: dict[str, list[str]]
    """What may be said for a slot; one that is not here is generated."""


@cache
def slots(scenario: str, language: str) -> Slots | None:
    """The scenario's slots; null where it has none."""
    found = table(scenario).get("slots", {}).get(language)
    if found is None:
        return None
    return Slots(tuple(found["names"]), tuple(found["templates"]), found["values"])


@cache
def shared(part: str, key: str) -> tuple[str, ...]:
    """A list of the shared table."""
    return tuple(table("common")[part][key])


@cache
def names(scenario: str, language: str) -> dict[str, str]:
    """Type by name of the financial entities that utterances of a scenario speak of."""
    own = table(scenario).get("entities", {}).get(language, {})
    common = table("common")["entities"][language] if own else {}
    return {name: kind for kinds in (common, own) for kind in kinds for name in kinds[kind]}


@cache
def ambiguous(scenario: str, language: str) -> tuple[tuple[str, tuple[Sense, ...]], ...]:
    """Short names with their senses: those of the scenario, then houses that share a name."""
    own = [
        (
            entry[language],
            tuple(Sense(s[language], tuple(s[f"cues_{language}"])) for s in entry["senses"]),
        )
        for entry in table(scenario).get("aliases", [])
    ]
    cues = table("common")["cues"][language]
    houses = [
        (name, tuple(Sense(full, tuple(cues[kind])) for kind, full in kinds.items()))
        for name, kinds in table("common")["houses"][language].items()
    ]
    return (*own, *houses)


@lru_cache(maxsize=4096)
def topics(unit: Unit) -> tuple[str, ...]:
    """What the unit speaks of: the words of its scenario that stand in it."""
    listed = table(unit.scenario).get("terms", {}).get(unit.language, [])
    return tuple(term for term in listed if term in unit.text)


def person(language: str, dice: Random) -> str:
    """A made-up customer: `王女士`."""
    if language == "en":
        return str(dice.choice(shared("people", "names_en")))
    surname, title = (dice.choice(shared("people", part)) for part in ("surnames_zh", "titles_zh"))
    return f"{surname}{title}"


def situated(language: str, dice: Random) -> str:
    """A customer with trade and place: `做外贸的王女士在柜台`."""
    trade = dice.choice(shared("people", f"trades_{language}"))
    place = dice.choice(shared("people", f"places_{language}"))
    who = person(language, dice)
    return f"{trade}{who}{place}" if language == "zh" else f"{who}, {trade}, {place}"
