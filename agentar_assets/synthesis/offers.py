"""Products as they are offered: which kinds a scenario has, and made-up houses that sell them."""

import re
from functools import cache
from random import Random
from typing import Any

from agentar_assets.synthesis.lexicon import names, table
from agentar_assets.synthesis.units import Unit

_PRODUCT = {"zh": "产品", "en": "product"}


def listed(part: str) -> dict[str, Any]:
    """A part of the table of products."""
    found: dict[str, Any] = table("products")[part]
    return found


@cache
def offered(scenario: str, language: str) -> tuple[tuple[str, str], ...]:
    """The scenario's products whose kind is known, each with its kind."""
    own = table(scenario).get("entities", {}).get(language, {}).get(_PRODUCT[language], [])
    kinds = [(name, kind_of(name, language)) for name in own if name in names(scenario, language)]
    return tuple((name, kind) for name, kind in kinds if kind)


@cache
def kind_of(name: str, language: str) -> str:
    """deposit, investment, private, insurance or loan; empty where the name does not tell."""
    rows: list[dict[str, str]] = table("products")["kinds"]
    return next((row["kind"] for row in rows if re.search(row[language], name)), "")


def houses(unit: Unit, dice: Random, count: int) -> list[str]:
    """Made-up houses, each another."""
    brands: list[str] = table("reading")["kinds"][unit.language]["brands"]
    return dice.sample(brands, count)
