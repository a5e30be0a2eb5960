"""Tools as questions speak of them: parameters with a type, and what was said turned into it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Final

from agentar_assets.numerals import HAN, whole
from agentar_assets.synthesis.agents.slot_filling import value
from agentar_assets.synthesis.drafts import core
from agentar_assets.synthesis.lexicon import Slots, slots, table
from agentar_assets.synthesis.sentences import FIELD
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import customer, harmless_topic, plainly, said

_CORE: Final = 4
"""Sentences that an easy item draws from."""
_FEW: Final = 2
"""Slots that an easy item says."""
_SCALES: Final = {"": 1, "千": 10**3, "万": 10**4, "亿": 10**8}
_NUMBER: Final = rf"(?P<n>\d[\d,]*(?:\.\d+)?|[{HAN}]+?)"
_YUAN: Final = re.compile(rf"(?P<r>RMB )?{_NUMBER}(?P<s>[千万亿]?)(?P<u>元|块钱?| yuan)?")
_COUNTED: Final = tuple(
    (re.compile(_NUMBER + unit), kind)
    for unit, kind in (
        ("(?:个月| months?)", "months"),
        ("(?:年| years?)", "years"),
        ("(?:天| days?)", "days"),
        ("(?: weeks?)", "weeks"),
        ("(?:份| units?)", "units"),
        ("(?:股| shares?)", "shares"),
        ("(?:手| lots?)", "lots"),
    )
)
_TAIL: Final = re.compile(r"\D*(?:尾号|ending in )(?P<n>\d{4})\D*")
_PRICE: Final = re.compile(r"(?P<n>\d+\.\d+)(?:元| yuan)")
_HALF_A_YEAR: Final = "半年"
_MONTHS: Final = 12
_TERMS: Final = frozenset({"期限", "term"})
"""Slots whose years are counted in months."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a tool, with what somebody said for it."""

    name: str
    kind: str
    """What it holds, in words: `整数，元`."""
    said: str
    value: str | int | float
    """What was said, as the type wants it."""


@dataclass(frozen=True)
class Wish:
    """What a customer says, and what that fills; other slots of the scenario stay open."""

    topic: str
    words: str
    filled: tuple[Parameter, ...]
    silent: tuple[Parameter, ...]


def words(part: str, language: str) -> Any:  # noqa: ANN401 - a table of TOML is as deep as it is
    """A part of the table of tools."""
    return table("tools")[part][language]


def usable(unit: Unit) -> bool:
    """The scenario has a table of slots, and the unit a topic that is no value of one."""
    known = slots(unit.scenario, unit.language)
    return known is not None and harmless_topic(unit, _listed(known), Random(0)) is not None


def wish(unit: Unit, dice: Random, hard: int) -> Wish | None:
    """What a customer of the unit's scenario says; null where the unit has no topic for it."""
    known = slots(unit.scenario, unit.language)
    topic = harmless_topic(unit, _listed(known), dice) if known else None
    if known is None or topic is None:
        return None
    short = [line for line in known.sentences if len(FIELD.findall(line)) <= _FEW]
    sentence = dice.choice(core(short, hard, _CORE) if hard == 1 else known.sentences)
    read = {
        name: typed(name, value(known, name, dice, hard), unit.language) for name in known.names
    }
    filled = FIELD.findall(sentence)
    return Wish(
        topic,
        sentence.format(**{name: read[name].said for name in filled}),
        tuple(read[name] for name in known.names if name in filled),
        tuple(read[name] for name in known.names if name not in filled),
    )


def heard_from(unit: Unit, dice: Random, topic: str, core_: str, hard: int) -> str:
    """What a customer says in so many words; in an easy item plainly, but by somebody."""
    if hard > 1:
        return said(unit, core_, topic, dice)
    who = customer(unit.language, dice)
    joint = "说，" if unit.language == "zh" else ": "
    return f"{who}{joint}{plainly(core_, topic, unit.language)}"


def typed(name: str, told: str, language: str) -> Parameter:
    """What was said for a slot as a number with its unit, or as four digits, or as it is."""
    kind, held = _held(name, told)
    return Parameter(name, words("types", language)[kind], told, held)


def _held(name: str, told: str) -> tuple[str, str | int | float]:
    if told == _HALF_A_YEAR:
        return "months", _MONTHS // 2
    if tail := _TAIL.fullmatch(told):
        return "digits", tail["n"]
    if price := _PRICE.fullmatch(told):
        exact = float(price["n"])
        return "price", int(exact) if exact.is_integer() else exact
    return _counted(name, told) or ("text", told)


def _counted(name: str, told: str) -> tuple[str, int] | None:
    """A whole number of months, units, yuan and the like; null for anything else."""
    for pattern, kind in _COUNTED:
        if counted := pattern.fullmatch(told):
            number = int(_number(counted["n"]))
            years = kind == "years" and name in _TERMS
            return ("months", _MONTHS * number) if years else (kind, number)
    amount = _YUAN.fullmatch(told)
    if amount and (amount["r"] or amount["u"]):
        return "yuan", int(_number(amount["n"]) * _SCALES[amount["s"]])
    return None


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "")) if text[0].isdigit() else Decimal(whole(text))


def _listed(known: Slots) -> tuple[str, ...]:
    return tuple(name for values in known.values.values() for name in values)
