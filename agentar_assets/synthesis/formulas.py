"""What can be computed about a unit: its own figures first, then formulas of the scenario."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from random import Random
from typing import Any

from agentar_assets.synthesis.lexicon import table
from agentar_assets.synthesis.units import Piece, Unit
from training.graders import plain_numerals, tidy

Range = tuple[Decimal, Decimal, Decimal]
"""Lowest and highest value, and the step between two."""
Ranges = dict[str, Range]


@dataclass(frozen=True)
class Formula:
    """A calculation with its wordings and the ranges of its parameters."""

    name: str
    difficulty: int
    wordings: tuple[str, ...]
    ranges: Ranges
    steps: tuple[str, ...]
    basis: str

    def drawn(self, dice: Random, *, most: int | None = None) -> dict[str, Decimal]:
        """A value for each parameter, of its `most` lowest or of all."""
        sizes = {
            name: int((high - low) / step) + 1 for name, (low, high, step) in self.ranges.items()
        }
        return {
            name: low + step * dice.randrange(min(sizes[name], most or sizes[name]))
            for name, (low, _, step) in self.ranges.items()
        }


@dataclass(frozen=True)
class Computable:
    """A formula that fits a passage of a unit."""

    formula: Formula
    piece: Piece
    own: bool
    """Whether a figure of the passage enters the calculation."""


@lru_cache(maxsize=4096)
def computable(unit: Unit) -> tuple[Computable, ...]:
    """Everything that can be computed about the unit."""
    own = tuple(found for piece in unit.pieces for found in _own(unit.language, piece))
    return (*own, *_topical(unit))


def _topical(unit: Unit) -> Iterator[Computable]:
    """Formulas of the scenario, beside the passage that speaks of their terms."""
    for formula, terms in scenario_formulas(unit.scenario, unit.language):
        for piece in unit.pieces:
            if any(term in piece.text for term in terms):
                yield Computable(formula, piece, own=False)
                break


@cache
def scenario_formulas(scenario: str, language: str) -> tuple[tuple[Formula, tuple[str, ...]], ...]:
    """The scenario's formulas, else those that all share, each with the terms that it is about."""
    listed = table(scenario).get("formulas") or table("common")["formulas"]
    return tuple(
        (_formula(entry, language, _ranges(entry["ranges"])), tuple(entry[f"terms_{language}"]))
        for entry in listed
    )


def _formula(entry: Mapping[str, Any], language: str, ranges: Ranges) -> Formula:
    return Formula(
        name=entry["name"],
        difficulty=entry["difficulty"],
        wordings=tuple(entry[language]),
        ranges=ranges,
        steps=tuple(entry["steps"]),
        basis=entry[f"basis_{language}"],
    )


def _ranges(written: Mapping[str, list[float]]) -> Ranges:
    return {name: _range(*(Decimal(str(x)) for x in limits)) for name, limits in written.items()}


def _range(low: Decimal, high: Decimal, step: Decimal) -> Range:
    return low, high, step


def _own(language: str, piece: Piece) -> Iterator[Computable]:
    """Formulas made of a figure of a passage that names one figure of the kind."""
    for name, pattern, ranges in _OWN[language]:
        found = [*re.finditer(pattern, piece.text)]
        if len(found) != 1 or (value := _figure(found[0]["q"])) <= 0:
            continue
        limits = ranges(value, piece.text)
        if limits is not None:
            unit = found[0].groupdict().get("u") or ""
            yield Computable(_on(name, language, unit, value, limits), piece, own=True)


def _on(name: str, language: str, unit: str, value: Decimal, limits: Ranges) -> Formula:
    """The formula of the shared table, on a figure of a unit."""
    entry: dict[str, Any] = table("common")["own"][name]
    worded = [wording.replace("<unit>", unit) for wording in entry[language]]
    fixed = {"q": (value, value, Decimal(1))}
    return _formula(entry | {"name": name, language: worded}, language, fixed | limits)


def _figure(text: str) -> Decimal:
    number = re.match(r"[\d.]+", plain_numerals(tidy(text)))
    return Decimal(number.group()) if number else Decimal(0)


def _whole(low: int, high: int, step: int) -> Range:
    return Decimal(low), Decimal(high), Decimal(step)


def _multiples(value: Decimal, low: str, high: str) -> Range:
    """Round numbers between two multiples of a value."""
    step = max(Decimal(1), Decimal(10) ** (value.adjusted() - 1))
    least = (value * Decimal(low) // step + 1) * step
    return least, max(least, value * Decimal(high) // step * step), step


_RATE = re.compile("利率|收益率|费率|a year|跌|涨")
_FEE = re.compile("fee|cost|费")


def _above(value: Decimal, _: str) -> Ranges:
    return {"p": _multiples(value, "1", "2"), "i": _whole(1000, 30000, 1000)}


def _passed(value: Decimal, _: str) -> Ranges | None:
    few = 5
    return {"d": _whole(1, int(value) - 1, 1)} if value >= few else None


def _base(value: Decimal, text: str) -> Ranges | None:
    whole = 100
    proper = value < whole and not _RATE.search(text)
    return {"b": _whole(100, 5000, 100)} if proper else None


def _gains(_: Decimal, __: str) -> Ranges:
    return {"b": _whole(5, 400, 5)}


def _below(value: Decimal, _: str) -> Ranges:
    return {"b": _multiples(value, "0.1", "0.9")}


def _deposit(value: Decimal, text: str) -> Ranges | None:
    highest = 25
    proper = value < highest and not _FEE.search(text)
    return {"p": _whole(1000, 50000, 1000), "n": _whole(1, 5, 1)} if proper else None


_ZH = r"[\d零一二两三四五六七八九十百千.,]+"
_Fit = tuple[str, str, Callable[[Decimal, str], Ranges | None]]
_OWN: dict[str, tuple[_Fit, ...]] = {
    "zh": (
        ("payout_above_cap", rf"(?:偿付|赔付)限额为(?:人民币)?(?P<q>{_ZH}万?)元", _above),
        ("days_left", rf"(?P<q>{_ZH})(?P<u>日|天|个工作日|个交易日)(?:以?内|之内)", _passed),
        ("stated_rate_interest", rf"年利率[^，。；\d]{{0,8}}(?P<q>{_ZH}[%％])", _deposit),
        ("share_of", r"(?P<q>百分之[零一二三四五六七八九十]+|\d+(?:\.\d+)?[%％])", _base),
        ("fine_multiple", rf"(?:一|1)倍以上(?P<q>{_ZH})倍以下", _gains),
        (
            "gap_to_minimum",
            r"(?:不低于|不得低于|不少于|不得少于|起存金额为|起购金额为|最低为)(?:人民币)?"
            rf"(?P<q>{_ZH}万?)元",
            _below,
        ),
    ),
    "en": (
        ("days_left", r"within (?P<q>\d+) (?P<u>(?:working |trading |calendar )?days)\b", _passed),
        ("stated_rate_interest", r"(?P<q>\d+(?:\.\d+)?)% a year", _deposit),
        ("share_of", r"(?P<q>\d+(?:\.\d+)?)%", _base),
        (
            "gap_to_minimum",
            r"(?:at least|minimum \w+ ?\w* is) (?:RMB|CNY) (?P<q>[\d,]*\d)(?! million|\d)",
            _below,
        ),
    ),
}
