"""Suitability: products with level, least sum and term, a client, stated rules; which ones fit.

The unit gives the topic, the scenario the names. The answer is worked out from the rules that
the question states, so that nothing has to be known but them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, level
from agentar_assets.synthesis.frames import scene, topical
from agentar_assets.synthesis.lexicon import names, person, table
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import COMMA, LIST, quoted, reasoned

NONE: Final = {"zh": "无", "en": "none"}
_PRODUCT: Final = {"zh": "产品", "en": "product"}
_JOINT: Final = {"zh": "；", "en": "; "}
_LEVELS: Final = 5
_OLD: Final = 65
_MOST_FOR_OLD: Final = 2
"""Highest level that the rule for the old allows, where it is stated."""
_SUMS: Final = {"zh": (1, 5, 10, 20, 30, 50, 100), "en": (10, 50, 100, 200, 300, 500, 1000)}
"""Least sums: ten thousands of yuan, or thousands."""
_TERMS: Final = (1, 3, 6, 9, 12, 18, 24, 36)
_NONE_AGAIN: Final = 0.5
"""Share of the draws where nothing fits that are kept."""


@dataclass(frozen=True)
class Product:
    """What is offered."""

    name: str
    risk: int
    least: int
    months: int


@dataclass(frozen=True)
class Client:
    """Who asks."""

    bears: int
    holds: int
    months: int
    age: int


def usable(unit: Unit) -> bool:
    """The unit has a topic and its scenario names products."""
    return topical(unit) and len(_products(unit)) > HARDEST - 1


def _products(unit: Unit) -> list[str]:
    kind = _PRODUCT[unit.language]
    own = table(unit.scenario).get("entities", {}).get(unit.language, {}).get(kind, [])
    return [name for name in own if names(unit.scenario, unit.language)[name] == kind]


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One client before three or four products; harder with more conditions."""
    language, hard = unit.language, level(dice)
    offered = _offered(unit, dice, hard)
    client = Client(
        bears=max(1, dice.choice([product.risk for product in offered]) - dice.choice((0, 0, 1))),
        holds=dice.choice(_SUMS[language][1:]) + dice.choice((0, 0, 1, 2)),
        months=dice.choice(_TERMS[1:]),
        age=dice.choice((*range(28, _OLD, 6), 66, 68, 72, 75)),
    )
    against = [_against(product, client, hard) for product in offered]
    fitting = [p.name for p, reason in zip(offered, against, strict=True) if not reason]
    if not fitting and dice.random() < _NONE_AGAIN:
        return None
    lead, topic = scene(unit, dice, "bare")
    ask = dice.choice(table("reasoning")["suitability"][f"asks_{language}"])
    listed = [_told(product, language, hard) for product in offered]
    return Draft(
        question=ask.format(
            scene=lead,
            client=_described(client, language, hard, dice),
            rules=_RULES[language][hard],
            block=quoted(_JOINT[language].join(listed), language),
            none=NONE[language],
        ),
        thinking=reasoned(unit, _because(offered, against, language)),
        answer=_JOINT[language].join(fitting) or NONE[language],
        quote=topic,
        template=f"suitability:{hard}:{language}",
        difficulty=hard,
    )


def _offered(unit: Unit, dice: Random, hard: int) -> list[Product]:
    listed = _products(unit)
    count = min(len(listed), dice.choice((3, 4)) if hard < HARDEST else 3)
    return [
        Product(
            name,
            dice.randint(*_levels(name)),
            dice.choice(_SUMS[unit.language]),
            dice.choice(_TERMS),
        )
        for name in dice.sample(listed, count)
    ]


@cache
def _levels(name: str) -> tuple[int, int]:
    """The lowest and the highest level that a product of this name may have."""
    for pattern, low, high in table("reasoning")["suitability"]["levels"]:
        if re.search(pattern, name):
            return low, high
    return 1, _LEVELS


def _against(product: Product, client: Client, hard: int) -> str:
    """The first rule that the product breaks; empty where it fits."""
    if product.risk > client.bears:
        return "risk"
    if hard > 1 and product.least > client.holds:
        return "sum"
    if hard < HARDEST:
        return ""
    if product.months > client.months:
        return "term"
    return "age" if client.age >= _OLD and product.risk > _MOST_FOR_OLD else ""


_RULES: Final = {
    "zh": {
        1: "产品R级不高于客户C级",
        2: "R级不高于C级，起购不超过资金",
        3: f"R级不高于C级，起购不超过资金，期限不超过可投期，满{_OLD}岁限R{_MOST_FOR_OLD}及以下",
    },
    "en": {
        1: "a product's R level is at most the client's C level",
        2: "R level at most C level, minimum at most the sum",
        3: f"R at most C, minimum at most the sum, term at most the horizon, from age {_OLD}"
        f" at most R{_MOST_FOR_OLD}",
    },
}
_WHY: Final = {
    "zh": {"risk": "级别高", "sum": "起购高", "term": "期限长", "age": "年龄限制", "": "合适"},
    "en": {
        **{"risk": "level too high", "sum": "minimum too high", "term": "too long"},
        **{"age": "age limit", "": "fits"},
    },
}


def _told(product: Product, language: str, hard: int) -> str:
    if language == "zh":
        parts = [f"R{product.risk}", f"{product.least}万起", f"{product.months}个月"]
        return f"{product.name}（{LIST[language].join(parts[:hard])}）"
    parts = [f"R{product.risk}", f"from {product.least}k", f"{product.months} mo"]
    return f"{product.name} ({COMMA[language].join(parts[: max(2, hard)])})"


def _described(client: Client, language: str, hard: int, dice: Random) -> str:
    who = person(language, dice)
    if language == "zh":
        parts = [f"C{client.bears}", f"资金{client.holds}万元", f"可投{client.months}个月"]
        return f"{who}（{LIST[language].join([*parts[:hard], f'{client.age}岁'])}）"
    parts = [f"C{client.bears}", f"sum {client.holds}k", f"horizon {client.months} mo"]
    return f"{who} ({COMMA[language].join([*parts[: max(2, hard)], f'age {client.age}'])})"


def _because(offered: Sequence[Product], against: Sequence[str], language: str) -> str:
    """Why each product fits or not."""
    gap = "" if language == "zh" else ": "
    return COMMA[language].join(
        f"{product.name}{gap}{_WHY[language][reason]}"
        for product, reason in zip(offered, against, strict=True)
    )


AGENT: Final = Scribe("suitability_matching", "label_set", usable, draw)
