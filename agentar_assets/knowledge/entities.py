"""Names of institutions, regulators, products and indicators, found by one pass of a gazetteer."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import ahocorasick

GAZETTEER: Final = Path(__file__).with_name("gazetteer.toml")
"""The names that come with the project."""

_TITLE = re.compile(r"《[^《》]*》")
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class Entity:
    """What a gazetteer knows of one thing."""

    entity_id: str
    type: str
    names: tuple[str, ...]


def gazetteer(path: Path = GAZETTEER) -> tuple[Entity, ...]:
    """Every entity of a gazetteer file.

    Raises:
        ValueError: A name stands for two entities.
    """
    known = tomllib.loads(path.read_text(encoding="utf-8"))
    found = tuple(
        Entity(entity_id, kind, tuple(names))
        for kind, entries in known.items()
        if isinstance(entries, dict)
        for entity_id, names in entries.items()
    )
    owners: dict[str, str] = {}
    for entity in found:
        for name in entity.names:
            owner = owners.setdefault(name.translate(_LOWER), entity.entity_id)
            if owner != entity.entity_id:
                raise ValueError(f"{path}: {name!r} names both {owner} and {entity.entity_id}")
    return found


def entities(text: str) -> list[dict[str, Any]]:
    """The entities of a text as `records.ENTITY`: leftmost and longest names, none overlapping.

    Names inside `《…》` belong to the title of a document and are none.
    """
    masked = _TITLE.sub(lambda found: "\0" * len(found[0]), text)
    rows: list[dict[str, Any]] = []
    taken = 0
    for start, end, entity in sorted(_matches(masked), key=lambda match: (match[0], -match[1])):
        if start < taken:
            continue
        taken = end
        if entity is not None:
            rows.append(
                {
                    "text": text[start:end],
                    "type": entity.type,
                    "entity_id": entity.entity_id,
                    "start": start,
                    "end": end,
                }
            )
    return rows


def _matches(text: str) -> Iterator[tuple[int, int, Entity | None]]:
    for last, (name, entity) in _automaton().iter(text.translate(_LOWER)):
        start, end = last + 1 - len(name), last + 1
        acronym = name.isascii() and name.isupper()
        if (acronym and text[start:end] != name) or _runs_on(text, start) or _runs_on(text, end):
            continue
        yield start, end, entity


def _runs_on(text: str, at: int) -> bool:
    """Whether an English word runs on across a position; a plural `s` ends one."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    plural = right == "s" and not _letter(text[at + 1 : at + 2])
    return _letter(left) and _letter(right) and not plural


def _letter(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


@cache
def _automaton() -> Any:  # noqa: ANN401
    found = ahocorasick.Automaton()
    for word in tomllib.loads(GAZETTEER.read_text(encoding="utf-8"))["hidden"]:
        found.add_word(word, (word, None))
    for entity in gazetteer():
        for name in entity.names:
            found.add_word(name.translate(_LOWER), (name, entity))
    found.make_automaton()
    return found
