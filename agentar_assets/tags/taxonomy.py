"""The valid tags `scenario.attribute`, and the reason of every cell that is or is not one."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, TypeVar

from agentar_assets.tags import parsing
from agentar_assets.tags.entries import close, read
from agentar_assets.tags.parts import Attribute, Cell, Leaf, Scenario, cell

_T = TypeVar("_T")

SHIPPED: Final = Path(__file__).with_name("taxonomy.yaml")
"""The taxonomy that comes with the project."""

VARIABLE: Final = "AGENTAR_TAXONOMY"
"""Environment variable that names another taxonomy file."""


@dataclass(frozen=True)
class Taxonomy:
    """Scenarios and attributes, and which pairs of them are tags."""

    path: Path
    features: Mapping[str, str]
    attributes: Mapping[str, Attribute]
    scenarios: Mapping[str, Scenario]

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Every valid tag, sorted: an attribute applies to at least one leaf of the scenario."""
        return tuple(sorted({f"{c.scenario}.{c.attribute}" for c in self._cells if c.applies}))

    def cells(self) -> tuple[Cell, ...]:
        """The full product of leaves and attributes, applicable or not."""
        return self._cells

    def leaves(self, tag: str) -> tuple[Leaf, ...]:
        """The leaves of the tag's scenario to which its attribute applies; none for no tag.

        Raises:
            ValueError: The scenario or the attribute does not exist.
        """
        scenario, attribute = self._pair(tag)
        return tuple(leaf for leaf in scenario.leaves if cell(scenario, leaf, attribute).applies)

    def why(self, name: str) -> tuple[Cell, ...]:
        """Why a tag or a single cell is valid or not, leaf by leaf.

        Args:
            name: `scenario.attribute`, or `scenario.leaf/attribute`.

        Raises:
            ValueError: A name in it does not exist; the message has the nearest ones.
        """
        place, slash, task = name.partition("/")
        scenario, attribute = self._pair(f"{scenario_of(place)}.{task}" if slash else name)
        leaves = {leaf.key: leaf for leaf in scenario.leaves}
        wanted = [_named(leaves, attribute_of(place), "leaf")] if slash else scenario.leaves
        return tuple(cell(scenario, leaf, attribute) for leaf in wanted)

    def matching(self, globs: str) -> list[str]:
        """The tags that any of the comma-separated globs names, in order.

        Raises:
            ValueError: A glob names no tag; the message says why, or has the nearest ones.
        """
        wanted: set[str] = set()
        for glob in [part.strip() for part in globs.split(",") if part.strip()] or [globs]:
            found = [tag for tag in self.tags if fnmatchcase(tag, glob)]
            if not found:
                raise ValueError(f"no tag matches {glob!r}{self._hint(glob)}")
            wanted.update(found)
        return sorted(wanted)

    @cached_property
    def _cells(self) -> tuple[Cell, ...]:
        return tuple(
            cell(scenario, leaf, attribute)
            for scenario in self.scenarios.values()
            for leaf in scenario.leaves
            for attribute in self.attributes.values()
        )

    def _pair(self, tag: str) -> tuple[Scenario, Attribute]:
        if "." not in tag:
            raise ValueError(f"{tag!r} is no tag: `scenario.attribute` was expected")
        return (
            _named(self.scenarios, scenario_of(tag), "scenario"),
            _named(self.attributes, attribute_of(tag), "attribute"),
        )

    def _hint(self, glob: str) -> str:
        scenario, attribute = scenario_of(glob), attribute_of(glob)
        if scenario in self.scenarios and attribute in self.attributes:
            return f": it applies to no leaf: {self.why(glob)[0].reason}"
        return close(glob, list(self.tags)) or ": `agentar tags` lists them"


def load(path: Path | None = None) -> Taxonomy:
    """The taxonomy of a file, every rule of the format checked; read once for each state of it.

    Args:
        path: A taxonomy file; null: the one that comes with the project.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file breaks a rule; the message names file, line and key.
    """
    source = path or SHIPPED
    stat = source.stat() if source.is_file() else None
    return _loaded(source, stat.st_mtime_ns if stat else 0, stat.st_size if stat else 0)


def current() -> Taxonomy:
    """The taxonomy that the environment names in `AGENTAR_TAXONOMY`; unset: the shipped one.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file breaks a rule; the message names file, line and key.
    """
    named = os.environ.get(VARIABLE)
    return load(Path(named) if named else None)


def scenario_of(tag: str) -> str:
    """The scenario of a tag."""
    return tag.partition(".")[0]


def attribute_of(tag: str) -> str:
    """The attribute of a tag."""
    return tag.partition(".")[2]


@lru_cache(maxsize=8)
def _loaded(path: Path, _mtime: int, _size: int) -> Taxonomy:
    top = parsing.top(read(path))
    features = parsing.features(top["features"])
    attributes = parsing.attributes(top["attributes"], features)
    archetypes = parsing.archetypes(top["archetypes"], features)
    scenarios = parsing.scenarios(top["scenarios"], archetypes, features, attributes)
    taxonomy = Taxonomy(path, features, attributes, scenarios)
    parsing.counted(top["counts"], _counts(taxonomy))
    return taxonomy


def _counts(taxonomy: Taxonomy) -> dict[str, float]:
    cells = taxonomy.cells()
    applicable = sum(cell.applies for cell in cells)
    return {
        "scenarios": len(taxonomy.scenarios),
        "leaves": sum(len(scenario.leaves) for scenario in taxonomy.scenarios.values()),
        "attributes": len(taxonomy.attributes),
        "applicable_cells": applicable,
        "full_product": len(cells),
        "density": applicable / len(cells),
    }


def _named(known: Mapping[str, _T], name: str, kind: str) -> _T:
    if name not in known:
        raise ValueError(f"unknown {kind} {name!r}{close(name, list(known))}")
    return known[name]
