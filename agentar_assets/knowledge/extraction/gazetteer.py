"""The names that are known beforehand: a file of ours, and one that the user may add to it."""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import ahocorasick

SHIPPED: Final = Path(__file__).with_name("gazetteer.toml")
"""The names that come with the project."""

VARIABLE: Final = "AGENTAR_GAZETTEER"
"""Environment variable that names a file whose names are known too."""

_UPPER = re.compile("[A-Z]+")
_HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing, and what it is called."""

    entity_id: str
    type: str
    names: tuple[str, ...]


class Match(NamedTuple):
    """A name in a text; without an entity where words only look like one."""

    start: int
    end: int
    name: str
    entity: Entity | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Known things, and an automaton that finds all their names in one pass."""

    entities: tuple[Entity, ...]
    _automaton: Any

    def matches(self, text: str) -> Iterator[Match]:
        """Every known name in a text, by where it ends; upper and lower case alike."""
        for last, (name, entity) in self._automaton.iter(lower(text)):
            yield Match(last + 1 - len(name), last + 1, name, entity)


def read(path: Path) -> tuple[Entity, ...]:
    """Every entity of a gazetteer file.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no gazetteer, or a name stands for two entities.
    """
    found = tuple(_entities(path, _tables(path)))
    _unambiguous(path, found)
    return found


def current() -> Gazetteer:
    """The shipped names, and those of the file that the environment names in `AGENTAR_GAZETTEER`.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is no gazetteer, or a name in it stands for something else already.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        return _loaded(None, 0, 0)
    stat = Path(named).stat()
    return _loaded(Path(named), stat.st_mtime_ns, stat.st_size)


def lower(text: str) -> str:
    """The text with its Latin letters in lower case, each still in its place."""
    return _UPPER.sub(lambda found: found[0].lower(), text)


@lru_cache(maxsize=4)
def _loaded(added: Path | None, _mtime: int, _size: int) -> Gazetteer:
    known, hidden = read(SHIPPED), _tables(SHIPPED)[_HIDDEN]
    if added:
        known = _joined(added, known, read(added))
        hidden = hidden + _tables(added).get(_HIDDEN, [])
    return Gazetteer(known, _automaton(known, hidden))


def _automaton(known: Iterable[Entity], hidden: Iterable[str]) -> Any:  # noqa: ANN401
    found = ahocorasick.Automaton()
    for word in hidden:
        found.add_word(word, (word, None))
    for entity in known:
        for name in entity.names:
            found.add_word(lower(name), (name, entity))
    found.make_automaton()
    return found


def _tables(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise ValueError(f"{path}: a gazetteer in TOML was expected: {wrong}") from wrong


def _entities(path: Path, tables: dict[str, Any]) -> Iterator[Entity]:
    for kind, entries in tables.items():
        if kind == _HIDDEN:
            continue
        for entity_id, names in entries.items() if isinstance(entries, dict) else [(kind, entries)]:
            if not isinstance(names, list) or not all(names) or {*map(type, names)} != {str}:
                raise ValueError(f"{path}: {entity_id}: `id = [names]` was expected, not {names!r}")
            yield Entity(entity_id, kind, tuple(names))


def _joined(path: Path, known: Iterable[Entity], added: Iterable[Entity]) -> tuple[Entity, ...]:
    """Both, where an entity of both has the names of both."""
    found = {entity.entity_id: entity for entity in known}
    for entity in added:
        old = found.get(entity.entity_id, entity)
        if old.type != entity.type:
            raise ValueError(
                f"{path}: {entity.entity_id} is {entity.type}, but {old.type} in {SHIPPED.name}"
            )
        names = tuple(dict.fromkeys(old.names + entity.names))
        found[entity.entity_id] = Entity(entity.entity_id, entity.type, names)
    _unambiguous(path, found.values())
    return tuple(found.values())


def _unambiguous(path: Path, known: Iterable[Entity]) -> None:
    owners: dict[str, str] = {}
    for entity in known:
        for name in entity.names:
            owner = owners.setdefault(lower(name), entity.entity_id)
            if owner != entity.entity_id:
                raise ValueError(f"{path}: {name!r} names both {owner} and {entity.entity_id}")
