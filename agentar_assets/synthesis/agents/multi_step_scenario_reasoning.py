"""Stories: a formula of several steps of the scenario, and what follows from its result.

The options are right by construction. A wrong one is what somebody gets who slips in a known
way: a step left out, a year of 360 days for one of 365, compound for simple interest, the wrong
sign, a day too many, a share taken for a number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from random import Random
from typing import Final

from agentar_assets.synthesis.arithmetic import Worked, worked
from agentar_assets.synthesis.drafts import HARDEST, LIMITS, Draft, Scribe, level
from agentar_assets.synthesis.formulas import Computable, computable
from agentar_assets.synthesis.frames import lettered, scene, topical
from agentar_assets.synthesis.lexicon import person, table
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import COMMA, reasoned
from training.graders import written

_CHAIN: Final = 2
"""Least difficulty of a formula that takes more than one thought."""
_ENOUGH: Final = 4
"""Slips of a case: more are not needed."""
_OPEN: Final = 0.4
"""Share of the hard items that offer no options."""
_MOST_TIMES: Final = 200
"""A wrong result that is further off tempts nobody."""
_UNIT: Final = {
    "zh": re.compile(r"多少(\S{1,3}?)(?:（[^）]*）)?$"),
    "en": re.compile(r"in (10,000 yuan|yuan|percent)\b[^,;.]*$|(?:How many|how many) (yuan)\b"),
}
_SHARE: Final = re.compile("百分之几")
_SWAPPED: Final = {"+": "-", "-": "+"}
_YEARS: Final = {"360": "365", "365": "360"}
_INTEREST: Final = re.compile(r"([a-z]) × ([a-z])% × ([a-z])")


@dataclass(frozen=True)
class Case:
    """A calculation in words, with what somebody may get wrong."""

    told: str
    unit: str
    """What the result counts; empty where the question does not say."""
    right: Worked
    slips: tuple[tuple[str, str], ...]
    """Kind of the slip and its result, no two alike."""


def usable(unit: Unit) -> bool:
    """A formula of several steps fits the unit."""
    return topical(unit) and bool(_chains(unit))


@lru_cache(maxsize=4096)
def _chains(unit: Unit) -> tuple[Computable, ...]:
    return tuple(found for found in computable(unit) if found.formula.difficulty >= _CHAIN)


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One story, as hard as the dice say."""
    hard, chains = level(dice), _chains(unit)
    chosen = [found for found in chains if found.formula.difficulty <= max(hard, _CHAIN)]
    found = dice.choice(chosen or chains)
    case = _case(unit, found, dice)
    if case is None:
        return None
    lead, _ = scene(unit, dice, "bare")
    if hard == 1:
        asked = _valued(case, unit.language, dice)
    else:
        asked = _decided(case, unit.language, dice, offered=hard < HARDEST or dice.random() > _OPEN)
    if asked is None:
        return None
    ask, because, answer, kind = asked
    comma = COMMA[unit.language]
    thinking = reasoned(unit, comma.join((*case.right.steps, *because)))
    if len(thinking) > LIMITS[unit.language][1]:
        thinking = reasoned(unit, comma.join(case.right.steps))
    return Draft(
        question=f"{lead}{case.told}{ask}",
        thinking=thinking,
        answer=answer,
        quote=found.piece.text,
        template=f"story:{kind}:{found.formula.name}:{unit.language}",
        difficulty=hard,
    )


def _case(unit: Unit, found: Computable, dice: Random) -> Case | None:
    formula, language = found.formula, unit.language
    values = formula.drawn(dice)
    asked = dice.choice(formula.wordings)
    right = worked(formula.steps, values)
    if Decimal(right.result) <= 0:
        return None
    kinds: dict[str, str] = {}
    for kind, result in _slips(formula.steps, values, asked):
        if result not in {right.result, *kinds} and _tempting(result, right.result):
            kinds[result] = kind
        if len(kinds) == _ENOUGH:
            break
    told = asked.format(
        **{name: written(value) for name, value in values.items()},
        who=person(language, dice),
        cite="",
    )
    if language == "en":
        told = re.sub(" +([,.;]|$)", r"\1", told)
    slips = tuple((kind, result) for result, kind in kinds.items())
    return Case(told, _counted(asked, language), right, slips) if slips else None


def _counted(asked: str, language: str) -> str:
    if language == "zh" and _SHARE.search(asked):
        return "%"
    found = _UNIT[language].search(asked)
    unit = next(filter(None, found.groups()), "") if found else ""
    if language == "zh":
        return unit
    return {"": "", "percent": "%", "10,000 yuan": " (10,000 yuan)"}.get(unit, f" {unit}")


def _tempting(result: str, right: str) -> bool:
    wrong = Decimal(result)
    return 0 < wrong < Decimal(right) * _MOST_TIMES and wrong > Decimal(right) / _MOST_TIMES


def _slips(
    steps: Sequence[str], values: Mapping[str, Decimal], asked: str
) -> Iterator[tuple[str, str]]:
    """Kinds of slips that these steps allow, with what comes of each; the likeliest first."""
    for kind, other in _slipped(steps, values):
        with suppress(ArithmeticError):
            yield kind, worked(other, values).result
    counted = re.search(r"\{([a-z])\}(?:个?工作日|天|日| days)", asked)
    if counted and counted[1] in values:
        yield "day", worked(steps, {**values, counted[1]: values[counted[1]] + 1}).result
    for name in sorted(values):
        nearby = values[name] + max(Decimal(1), values[name] // 10)
        with suppress(ArithmeticError):
            yield "misread", worked(steps, {**values, name: nearby}).result


def _slipped(
    steps: Sequence[str], values: Mapping[str, Decimal]
) -> Iterator[tuple[str, list[str]]]:
    """Kinds of slips with the steps that they make."""
    yield from (("year", other) for other in _other_years(steps))
    if simple := _INTEREST.fullmatch(steps[0]):
        yield "compound", [_compound(simple, values), *steps[1:]]
    for place, step in enumerate(steps):
        for sign, other in _SWAPPED.items():
            if f" {sign} " in step:
                swapped = step.replace(f" {sign} ", f" {other} ", 1)
                yield "sign", [*steps[:place], swapped, *steps[place + 1 :]]
    if len(steps) > 1:
        yield "left_out", [*steps[:-1]]
    last = steps[-1].split()
    if len(last) > 3:  # noqa: PLR2004 - an operand behind the first pair
        yield "left_out", [*steps[:-1], " ".join(last[:-2])]


def _other_years(steps: Sequence[str]) -> Iterator[list[str]]:
    for days, other in _YEARS.items():
        if any(days in step.split() for step in steps):
            yield [
                " ".join(other if token == days else token for token in step.split())
                for step in steps
            ]


def _compound(simple: re.Match[str], values: Mapping[str, Decimal]) -> str:
    """The first step, with interest upon interest for whole years, as a number."""
    sum_, rate, years = (values[name] for name in simple.groups())
    grown = sum_ * (1 + rate / 100) ** int(years) - sum_
    return written(grown.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _valued(
    case: Case, language: str, dice: Random
) -> tuple[str, tuple[str, ...], str, str] | None:
    """Which of three or four results is right."""
    wrong = [result for _, result in case.slips][:3]
    if len(wrong) < 2:  # noqa: PLR2004 - two options are a coin
        return None
    options, letter = lettered(case.right.result, wrong, dice, language)
    ask = f"？{options}" if language == "zh" else f"? {options}"
    return ask, (), letter, f"value_{case.slips[0][0]}"


def _decided(
    case: Case, language: str, dice: Random, *, offered: bool
) -> tuple[str, tuple[str, ...], str, str] | None:
    """What to do by the result: a right and a wrong result, each with both ways to go on."""
    kind, slip = case.slips[0] if dice.random() < 0.6 else dice.choice(case.slips)  # noqa: PLR2004
    bound = _bound(Decimal(case.right.result), dice)
    beyond, within = dice.choice(table("reasoning")["decisions"][language])
    does = beyond if Decimal(case.right.result) > bound else within
    other = within if does == beyond else beyond
    limit = f"{written(bound)}{case.unit}"
    sign = ">" if does == beyond else "<"
    because = (f"{case.right.result}{sign}{written(bound)}",)
    comma = COMMA[language]
    right = f"{case.right.result}{comma}{does}"
    wrong = [f"{case.right.result}{comma}{other}", f"{slip}{comma}{does}", f"{slip}{comma}{other}"]
    if language == "zh":
        rule = f"？超过{limit}就{beyond}，否则{within}。"
        open_ask = f"{rule}写出结果（两位小数）和做法。"
    else:
        rule = f"? Beyond {limit.strip()} {beyond}, else {within}. "
        open_ask = f"{rule}Give the result (two decimals) and what to do."
    if not offered:
        return open_ask, because, right, "open"
    options, letter = lettered(right, wrong, dice, language)
    return f"{rule}{options}", because, letter, f"decision_{kind}"


def _bound(result: Decimal, dice: Random) -> Decimal:
    """A round threshold near the result, on either side, that is not the result."""
    way = Decimal(dice.choice((70, 80, 90, 110, 120, 135))) / 100
    near = result * way
    step = Decimal(10) ** (near.adjusted() - 1)
    bound = (near / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    return bound if bound != result else bound + step


AGENT: Final = Scribe("multi_step_scenario_reasoning", "choice_or_text", usable, draw)
