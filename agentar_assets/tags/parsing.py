"""From the entries of a taxonomy file to its parts, every rule of the format checked."""

import re
from collections.abc import Mapping

from agentar_assets.tags.entries import Entry, close
from agentar_assets.tags.parts import Attribute, Leaf, Scenario

_KEY = re.compile(r"[a-z0-9_]+")
_TOP = ("schema_version", "counts", "features", "attributes", "archetypes", "scenarios")
_SCHEMA_VERSION = 1


def top(root: Entry) -> dict[str, Entry]:
    """The sections of the file."""
    found = root.fields(_TOP, ("as_of", "label_format"))
    if found["schema_version"].number() != _SCHEMA_VERSION:
        raise found["schema_version"].error(f"only schema version {_SCHEMA_VERSION} can be read")
    return found


def features(section: Entry) -> dict[str, str]:
    """Chinese description of each leaf feature."""
    return {key: entry.fields(("zh", "en"))["zh"].text() for key, entry in keyed(section).items()}


def attributes(section: Entry, known: Mapping[str, str]) -> dict[str, Attribute]:
    """Every task type."""
    return {key: _attribute(entry, known) for key, entry in keyed(section).items()}


def archetypes(section: Entry, known: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Features of each archetype."""
    return {
        key: frozenset(_known(entry.fields(("zh", "en", "features"))["features"], known))
        for key, entry in keyed(section).items()
    }


def scenarios(
    section: Entry,
    kinds: Mapping[str, frozenset[str]],
    known: Mapping[str, str],
    tasks: Mapping[str, Attribute],
) -> dict[str, Scenario]:
    """Every business line with its leaves.

    Args:
        section: The section `scenarios`.
        kinds: Features by archetype.
        known: The features that exist.
        tasks: The attributes that exist.
    """
    found = {}
    for key, entry in keyed(section).items():
        part = entry.fields(
            ("zh", "en", "leaves"), ("gbt4754", "regulator", "finova_scene", "law_refs", "deny")
        )
        found[key] = Scenario(
            key=key,
            zh=part["zh"].text(),
            en=part["en"].text(),
            law_refs=part["law_refs"].texts() if "law_refs" in part else (),
            deny=_denied(part["deny"], tasks) if "deny" in part else {},
            leaves=_leaves(part["leaves"], kinds, known),
        )
    return found


def counted(section: Entry, found: Mapping[str, float]) -> None:
    """Compare the counts that the file states with those found in it.

    Raises:
        ValueError: A count differs; the message says which came out.
    """
    for name, entry in section.fields(tuple(found)).items():
        if abs(entry.number() - found[name]) > (5e-5 if name == "density" else 0):
            raise entry.error(
                f"the file states {entry.text()}, {round(found[name], 4):g} were found"
            )


def keyed(section: Entry) -> dict[str, Entry]:
    """The entries of a section, whose keys are well formed and not none at all."""
    found = section.entries()
    for entry in found.values():
        if not _KEY.fullmatch(entry.key):
            raise entry.error("bad character in key: only a-z, 0-9 and _ may stand in it")
    if not found:
        raise section.error("empty: at least one entry was expected")
    return found


def _attribute(entry: Entry, known: Mapping[str, str]) -> Attribute:
    texts = ("zh", "en", "group", "answer_form", "verifier")
    part = entry.fields((*texts, "requires"), ("crosswalk",))
    return Attribute(
        key=entry.key,
        requires=_known(part["requires"], known),
        **{name: part[name].text() for name in texts},
    )


def _leaves(
    section: Entry, kinds: Mapping[str, frozenset[str]], known: Mapping[str, str]
) -> tuple[Leaf, ...]:
    if not section.entries():
        raise section.error("empty scenario: at least one leaf was expected")
    return tuple(_leaf(entry, kinds, known) for entry in keyed(section).values())


def _leaf(entry: Entry, kinds: Mapping[str, frozenset[str]], known: Mapping[str, str]) -> Leaf:
    part = entry.fields(
        ("zh", "en", "archetype"), ("add", "drop", "keywords", "grounding_articles")
    )
    kind = part["archetype"].text()
    if kind not in kinds:
        raise part["archetype"].error(f"unknown archetype {kind!r}{close(kind, list(kinds))}")
    added, dropped = (
        frozenset(_known(part[name], known)) if name in part else frozenset[str]()
        for name in ("add", "drop")
    )
    return Leaf(
        key=entry.key,
        zh=part["zh"].text(),
        en=part["en"].text(),
        features=(kinds[kind] | added) - dropped,
        keywords=part["keywords"].texts() if "keywords" in part else (),
    )


def _denied(section: Entry, tasks: Mapping[str, Attribute]) -> dict[str, str]:
    for key, entry in section.entries().items():
        if key not in tasks:
            raise entry.error(f"unknown attribute{close(key, list(tasks))}")
    return {key: entry.text() for key, entry in section.entries().items()}


def _known(entry: Entry, known: Mapping[str, str]) -> tuple[str, ...]:
    for name in entry.texts():
        if name not in known:
            raise entry.error(f"unknown feature {name!r}{close(name, list(known))}")
    return entry.texts()
