"""The parts of a taxonomy: attributes, leaves, scenarios, and the cells they span."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attribute:
    """A task type, and what a leaf must have for it to apply."""

    key: str
    zh: str
    en: str
    group: str
    requires: tuple[str, ...]
    answer_form: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A stratum of a scenario."""

    key: str
    zh: str
    en: str
    features: frozenset[str]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A business line."""

    key: str
    zh: str
    en: str
    law_refs: tuple[str, ...]
    deny: Mapping[str, str]
    """Why an attribute does not apply in the whole scenario, by attribute."""
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One (leaf, attribute), and why the attribute applies there or does not."""

    scenario: str
    leaf: str
    attribute: str
    present: tuple[str, ...]
    """Required features that the leaf has."""
    missing: tuple[str, ...]
    """Required features that the leaf lacks."""
    deny: str | None
    """Why the scenario rules the attribute out; null: it does not."""

    @property
    def label(self) -> str:
        """`scenario.leaf/attribute`."""
        return f"{self.scenario}.{self.leaf}/{self.attribute}"

    @property
    def applies(self) -> bool:
        """Whether items of this cell may be made."""
        return not self.missing and self.deny is None

    @property
    def reason(self) -> str:
        """The features present or missing, or the words of the denial."""
        if self.deny is not None:
            return f"denied: {self.deny}"
        if self.missing:
            return f"missing: {', '.join(self.missing)}"
        return f"applies: {', '.join(self.present)}"


def cell(scenario: Scenario, leaf: Leaf, attribute: Attribute) -> Cell:
    """Whether and why an attribute applies to a leaf: every required feature, and no denial."""
    return Cell(
        scenario=scenario.key,
        leaf=leaf.key,
        attribute=attribute.key,
        present=tuple(name for name in attribute.requires if name in leaf.features),
        missing=tuple(name for name in attribute.requires if name not in leaf.features),
        deny=scenario.deny.get(attribute.key),
    )
