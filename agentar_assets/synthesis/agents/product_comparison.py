"""Comparison: products of one kind by several houses; which one fits best, or a table of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

from agentar_assets.synthesis.drafts import HARDEST, LIMITS, Draft, Scribe, level
from agentar_assets.synthesis.extracts import asked
from agentar_assets.synthesis.frames import LETTERS, scene, topical
from agentar_assets.synthesis.offers import houses, listed, offered
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, quoted, reasoned
from training.graders import written

_JOINT: Final = {"zh": "；", "en": "; "}
_GAP: Final = {"zh": "", "en": ": "}
_TABLES: Final = 0.3
"""Share of the items that ask for a table."""
_ROWS: Final = 2
"""Rows of a table: more of them are no short answer."""


@dataclass(frozen=True)
class Field:
    """What products are compared by."""

    name: str
    unit: str
    values: tuple[Decimal, ...]
    low: str
    high: str
    wanted: str
    """Which end a client wants: low, high, or either."""

    def least(self, dice: Random) -> bool:
        """Whether the lowest is looked for."""
        return self.wanted == "low" or (not self.wanted and dice.random() < 0.5)  # noqa: PLR2004

    def said(self, value: Decimal) -> str:
        """A value with its unit."""
        return f"{written(value)}{self.unit}"


@dataclass(frozen=True)
class Bound:
    """What a product must keep to: at most, or at least, a value of a field."""

    field: int
    at_most: bool
    value: Decimal

    def keeps(self, product: Sequence[Decimal]) -> bool:
        """Whether the product does."""
        found = product[self.field]
        return found <= self.value if self.at_most else found >= self.value


@dataclass(frozen=True)
class Offer:
    """What several houses offer of one product."""

    name: str
    fields: tuple[Field, ...]
    houses: tuple[str, ...]
    products: tuple[tuple[Decimal, ...], ...]

    def told(self, product: Sequence[Decimal], language: str) -> str:
        """A product with all its fields."""
        gap = "" if language == "zh" else " "
        parts = [f"{f.name}{gap}{f.said(v)}" for f, v in zip(self.fields, product, strict=True)]
        return LIST[language].join(parts)


def usable(unit: Unit) -> bool:
    """The unit has a topic and its scenario offers products of a known kind."""
    return topical(unit) and bool(offered(unit.scenario, unit.language))


def draw(unit: Unit, dice: Random) -> Draft | None:
    """A choice by one field, or within bounds on one or two others; or a table."""
    hard = level(dice)
    if dice.random() < _TABLES:
        return _table(unit, dice, _offer(unit, dice, hard, _ROWS), hard)
    return _choice(unit, dice, _offer(unit, dice, hard, dice.choice((3, 4))), hard)


def _offer(unit: Unit, dice: Random, hard: int, count: int) -> Offer:
    name, kind = dice.choice(offered(unit.scenario, unit.language))
    rows = listed("compared")[unit.language][kind]
    chosen = dice.sample(rows, min(len(rows), 2 if hard == 1 else HARDEST))
    fields = tuple(Field(r[0], r[1], tuple(Decimal(str(v)) for v in r[2]), *r[3:]) for r in chosen)
    products = [tuple(dice.choice(field.values) for field in fields) for _ in range(count)]
    return Offer(name, fields, tuple(houses(unit, dice, count)), tuple(products))


def _choice(unit: Unit, dice: Random, offer: Offer, hard: int) -> Draft | None:
    """The first field decides; null where two products are equally good."""
    language, field = unit.language, offer.fields[0]
    least, bounds = field.least(dice), _bounds(offer, dice, hard)
    left = [n for n, p in enumerate(offer.products) if all(bound.keeps(p) for bound in bounds)]
    values = [offer.products[n][0] for n in left]
    target = min(values, default=None) if least else max(values, default=None)
    if target is None or values.count(target) != 1 or len(bounds) < hard - 1:
        return None
    best = LETTERS[left[values.index(target)]]
    parts = [
        f"{letter} {house}{_GAP[language]}{offer.told(product, language)}"
        for letter, house, product in zip(LETTERS, offer.houses, offer.products, strict=False)
    ]
    extreme = field.low if least else field.high
    counted = [f"{LETTERS[n]} {field.said(value)}" for n, value in zip(left, values, strict=True)]
    steps = _steps(field.name, counted, (extreme, best), language)
    goal = _wanted(offer, bounds, extreme, language)
    return _drafted(
        unit, dice, ("pick", hard), {"name": offer.name, "goal": goal}, (parts, steps, best)
    )


def _bounds(offer: Offer, dice: Random, hard: int) -> list[Bound]:
    """Bounds on the other fields, each of which leaves out some products and not all."""
    bounds = []
    for place in range(1, min(hard, len(offer.fields))):
        at_most = offer.fields[place].least(dice)
        ordered = sorted({product[place] for product in offer.products})
        if len(ordered) > 1:
            value = dice.choice(ordered[:-1] if at_most else ordered[1:])
            bounds.append(Bound(place, at_most, value))
    return bounds


def _wanted(offer: Offer, bounds: Sequence[Bound], extreme: str, language: str) -> str:
    """The goal in words: `期限不超过12个月且费率最低`."""
    name = offer.fields[0].name
    told = [(offer.fields[b.field], b.at_most, b.value) for b in bounds]
    if language == "zh":
        parts = [f"{f.name}{'不超过' if most else '不低于'}{f.said(v)}" for f, most, v in told]
        return f"{LIST[language].join(parts)}{'且' if parts else ''}{name}最{extreme}"
    parts = [f"{f.name} at {'most' if most else 'least'} {f.said(v)}" for f, most, v in told]
    return f"{extreme} {name}{' with ' if parts else ''}{' and '.join(parts)}"


def _steps(name: str, counted: Sequence[str], best: tuple[str, str], language: str) -> str:
    """What the products that are left have, and which is best."""
    listing = LIST[language].join(counted)
    if language == "zh":
        return f"符合条件的{name}：{listing}，最{best[0]}是{best[1]}"
    return f"left, by {name}: {listing}; {best[0]} is {best[1]}"


def _table(unit: Unit, dice: Random, offer: Offer, hard: int) -> Draft | None:
    """One or two columns of all that is told; the harder, the more is told beside them."""
    language = unit.language
    chosen = sorted(dice.sample(range(len(offer.fields)), dice.choice((1, 2))))
    table = {
        house: {offer.fields[n].name: offer.fields[n].said(product[n]) for n in chosen}
        for house, product in zip(offer.houses, offer.products, strict=True)
    }
    answer = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    if len(answer) > LIMITS[language][2]:
        return None
    parts = [
        f"{house}{_GAP[language]}{offer.told(product, language)}"
        for house, product in zip(offer.houses, offer.products, strict=True)
    ]
    columns = LIST[language].join(offer.fields[n].name for n in chosen)
    rows = LIST[language].join(offer.houses)
    steps = f"行是{rows}，列只取{columns}，值照抄带单位"
    if language == "en":
        steps = f"rows {rows}; columns {columns}; values with their units"
    given = {"name": offer.name, "fields": columns}
    return _drafted(unit, dice, ("table", hard), given, (parts, steps, answer))


def _drafted(
    unit: Unit,
    dice: Random,
    kind: tuple[str, int],
    given: dict[str, str],
    worked: tuple[Sequence[str], str, str],
) -> Draft:
    """The question of a kind and difficulty, from what it gives; and what was worked out."""
    (form, hard), (parts, steps, answer), language = kind, worked, unit.language
    lead, topic = scene(unit, dice, "bare")
    forms = listed("comparing")[f"{form}_{language}"]
    block = quoted(_JOINT[language].join(parts), language)
    question, template = asked(forms, unit, dice, scene=lead, block=block, **given)
    return Draft(
        question=question,
        thinking=reasoned(unit, steps),
        answer=answer,
        quote=topic,
        template=f"comparison_{form}_{language}_{hard}_{template}",
        difficulty=hard,
    )


AGENT: Final = Scribe("product_comparison", "table_or_choice", usable, draw)
