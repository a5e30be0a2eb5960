"""Risk: indicators with their limits, a stated rule by count, the level and what is beyond.

An indicator at its limit is within it. The level is drawn first, so that all are as likely.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Final

from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, level
from agentar_assets.synthesis.extracts import asked
from agentar_assets.synthesis.frames import scene, topical
from agentar_assets.synthesis.offers import listed
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, quoted, reasoned
from training.graders import written

LEVELS: Final = {"zh": ("低风险", "中风险", "高风险"), "en": ("low", "medium", "high")}
_NONE: Final = {"zh": "无", "en": "none"}
_JOINT: Final = {"zh": "；", "en": "; "}
_COUNTS: Final = {1: 3, 2: 4, HARDEST: 5}
"""Indicators by difficulty."""
_FARTHEST: Final = 5


@dataclass(frozen=True)
class Reading:
    """An indicator: what it is called, its limit and its value, both with their unit."""

    name: str
    limit: str
    value: str
    beyond: bool

    def told(self, language: str) -> str:
        """The indicator with its value, and its limit in brackets."""
        if language == "zh":
            return f"{self.name}{self.value}（{self.limit}）"
        return f"{self.name} {self.value} ({self.limit})"


def usable(unit: Unit) -> bool:
    """The unit has a topic, and its scenario has indicators."""
    return topical(unit) and unit.scenario in listed("risk")["scenarios"]


def draw(unit: Unit, dice: Random) -> Draft | None:
    """Three to five indicators; in a hard item one of them decides alone."""
    language, hard = unit.language, level(dice)
    family = listed("risk")["families"][listed("risk")["scenarios"][unit.scenario]]
    chosen = dice.sample(family, min(_COUNTS[hard], len(family)))
    middle = dice.choice((1, 2)) if hard > 1 else 1
    beyond = _beyond(dice, len(chosen), middle)
    readings = [
        _reading(entry, language, dice, beyond=n in beyond) for n, entry in enumerate(chosen)
    ]
    key = readings[0].name if hard == HARDEST else ""
    dice.shuffle(readings)
    broken = [reading.name for reading in readings if reading.beyond]
    risk = LEVELS[language][_risk(broken, middle, key)]
    lead, topic = scene(unit, dice, "bare")
    question, template = asked(
        listed("risk")["asks"][language],
        unit,
        dice,
        scene=lead,
        block=quoted(_JOINT[language].join(r.told(language) for r in readings), language),
        rules=_rules(language, middle, key),
    )
    return Draft(
        question=question,
        thinking=reasoned(unit, _because(broken, key, risk, language)),
        answer=_answer(risk, broken, language),
        quote=topic,
        template=f"risk_{language}_{hard}_{template}",
        difficulty=hard,
    )


def _beyond(dice: Random, count: int, middle: int) -> set[int]:
    """Which indicators are beyond their limits, every level as likely."""
    ranges = ((0, 0), (1, middle), (middle + 1, count))
    return set(dice.sample(range(count), dice.randint(*dice.choice(ranges))))


def _risk(broken: Sequence[str], middle: int, key: str) -> int:
    """0 low, 1 medium, 2 high: by how many are beyond, or by the one that decides."""
    if key in broken or len(broken) > middle:
        return 2
    return 1 if broken else 0


def _reading(entry: list[Any], language: str, dice: Random, *, beyond: bool) -> Reading:
    name, english, unit, least, limits, step = entry
    limit, width = Decimal(str(dice.choice(limits))), Decimal(str(step))
    away = width * (dice.randint(1, _FARTHEST) if beyond else dice.randint(0, _FARTHEST))
    value = max(limit + (away if beyond != least else -away), min(width, limit))
    shown = unit if language == "zh" else listed("risk")["units_en"].get(unit, unit)
    sign = "≥" if least else "≤"
    told_name = name if language == "zh" else english
    return Reading(told_name, f"{sign}{written(limit)}{shown}", f"{written(value)}{shown}", beyond)


def _rules(language: str, middle: int, key: str) -> str:
    if language == "zh":
        some = "1项" if middle == 1 else f"1至{middle}项"
        rule = f"无超限为低风险，{some}为中风险，{middle + 1}项及以上为高风险"
        return f"{rule}，但{key}超限即高风险" if key else rule
    some = "1" if middle == 1 else f"1-{middle}"
    rule = f"none beyond low, {some} medium, {middle + 1} or more high"
    return f"{rule}; {key} beyond: high" if key else rule


def _because(broken: Sequence[str], key: str, risk: str, language: str) -> str:
    found = LIST[language].join(broken)
    if language == "zh":
        counted = f"超限{len(broken)}项（{found}）" if broken else "没有超限"
        return f"{counted}，含{key}，所以{risk}" if key in broken else f"{counted}，所以{risk}"
    counted = f"{len(broken)} beyond ({found})" if broken else "none is beyond"
    return f"{counted}, with {key}, so {risk}" if key in broken else f"{counted}, so {risk}"


def _answer(risk: str, broken: Sequence[str], language: str) -> str:
    reasons = _JOINT[language].join(broken) or _NONE[language]
    return f"{risk}：{reasons}" if language == "zh" else f"{risk}: {reasons}"


AGENT: Final = Scribe("risk_assessment", "label_with_reasons", usable, draw)
