"""Reports: figures of two periods and a form with blanks; the report, every figure worked out.

The form fixes the words, so that a report has one right text; its blanks stand for the figures
given, the way and the share of a change, and in a hard item a verdict by a stated bound.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random
from typing import Final

from agentar_assets.synthesis.arithmetic import PLACES, rounded
from agentar_assets.synthesis.drafts import HARDEST, LIMITS, Draft, Scribe, level
from agentar_assets.synthesis.extracts import asked, words
from agentar_assets.synthesis.frames import scene, topical
from agentar_assets.synthesis.lexicon import table
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import quoted, reasoned
from training.graders import written

_JOINT: Final = {"zh": "；", "en": "; "}
_BOUNDS: Final = (5, 10, 15, 20)
_GIVEN: Final = ("item", "ratio", "new", "old")
_BLANK: Final = "__"


@dataclass(frozen=True)
class Change:
    """Figures of two periods, as a report has them."""

    filled: Mapping[str, str]
    rate: Decimal
    data: str
    steps: str


def usable(unit: Unit) -> bool:
    """The unit has a topic and its scenario has statements."""
    return topical(unit) and bool(table(unit.scenario).get("statements"))


def draw(unit: Unit, dice: Random) -> Draft | None:
    """A change; a harder report has a ratio too, and the hardest a verdict."""
    language, hard = unit.language, level(dice)
    old, new = _periods(language, dice)
    ways: list[str] = dice.choice(words("report")[f"ways_{language}"])
    change = _change(unit, dice, (old, new), ways)
    forms = words("report")[f"change_{language}"]
    sentences = [dice.choice(forms) if hard == 1 else forms[0]]
    filled, data, steps = dict(change.filled), [change.data], [change.steps]
    if hard > 1:
        ratio = _ratio(unit, dice)
        filled |= ratio.filled
        sentences.append(dice.choice(words("report")[f"ratio_{language}"]))
        data.append(ratio.data)
        steps.append(ratio.steps)
    rule, verdict = _verdict(change.rate, language, dice) if hard == HARDEST else ("", "")
    answer = _report(sentences, filled, verdict, language)
    if len(answer) > LIMITS[language][2]:
        return None
    form = _report(sentences, _blanks(filled, ways, language), rule, language)
    lead, topic = scene(unit, dice, "bare")
    question, template = asked(
        words("report")[f"asks_{language}"],
        unit,
        dice,
        scene=lead,
        block=quoted(_JOINT[language].join(data), language),
        form=form,
    )
    return Draft(
        question=question,
        thinking=reasoned(unit, _JOINT[language].join(steps)),
        answer=answer,
        quote=topic,
        template=f"report_{language}_{hard}_{template}",
        difficulty=hard,
    )


def _periods(language: str, dice: Random) -> tuple[str, str]:
    """Two periods, one behind the other."""
    row: list[str] = dice.choice(table("reasoning")["periods"][language])
    first = dice.randrange(len(row) - 1)
    return row[first], row[first + 1]


def _blanks(filled: Mapping[str, str], ways: Sequence[str], language: str) -> dict[str, str]:
    """What a form shows of a report: names and periods; which way it went is a choice of two."""
    turns: list[str] = words("report")[f"turns_{language}"]
    either = {"way": f"({'/'.join(ways)})", "turn": f"({'/'.join(turns)})"}
    given = {name: filled[name] for name in _GIVEN if name in filled}
    return dict.fromkeys(filled, _BLANK) | either | given


def _change(unit: Unit, dice: Random, periods: tuple[str, str], ways: Sequence[str]) -> Change:
    """An item of the statements with its growth in percent."""
    (old, new), language = periods, unit.language
    item = dice.choice(table(unit.scenario)["statements"][language])
    before = Decimal(dice.randrange(40, 400) * 5)
    gap = _percent(dice, 24, 40) * before // 1 or Decimal(5)
    after, rate = before + gap, abs(gap) * 100 / before
    filled = {"item": item, "a": written(before), "b": written(after), "gap": written(abs(gap))}
    filled |= {"old": old, "new": new, "rate": rounded(rate), "way": ways[gap < 0]}
    data = f"{item}{old}{before}万元、{new}{after}万元"
    if language == "en":
        data = f"{item} {before} in {old}, {after} in {new}"
    sign = "=" if rate == Decimal(rounded(rate)) else "≈"
    steps = f"({after}-{before})÷{before}{sign}{'-' if gap < 0 else ''}{rounded(rate)}%"
    return Change(filled, rate, data, steps)


def _percent(dice: Random, down: int, up: int) -> Decimal:
    """A share between two percentages, and never none."""
    return Decimal(dice.choice([n for n in range(-down, up + 1) if n])).scaleb(-2)


def _ratio(unit: Unit, dice: Random) -> Change:
    """A ratio of the scenario with its turn in percentage points."""
    language = unit.language
    name: str = dice.choice(table(unit.scenario)["statements"][f"shares_{language}"])
    low, high = _usual(name)
    before = Decimal(dice.randrange(low * 100, high * 100)).scaleb(-2)
    turns: list[str] = words("report")[f"turns_{language}"]
    gap = (before * _percent(dice, 4, 6)).quantize(PLACES) or PLACES
    was, after = rounded(before), rounded(before + gap)
    filled = {"ratio": name, "d": after, "points": rounded(abs(gap)), "turn": turns[gap < 0]}
    data = f"{name}{was}%→{after}%" if language == "zh" else f"{name} {was}% to {after}%"
    return Change(filled, abs(gap), data, f"{after}-{was}={rounded(gap)}")


@cache
def _usual(name: str) -> tuple[int, int]:
    """Where a ratio of this name usually stands, in percent."""
    rows: list[tuple[str, int, int]] = words("report")["usual"]
    return next((low, high) for pattern, low, high in rows if re.search(pattern, name))


def _verdict(rate: Decimal, language: str, dice: Random) -> tuple[str, str]:
    """The rule for the last words of a report, and those words."""
    clear = [bound for bound in _BOUNDS if rate == bound or abs(rate - bound) > PLACES]
    bound = dice.choice(clear)
    beyond, within = dice.choice(words("report")[f"verdict_{language}"])
    if language == "zh":
        rule = f"变动超{bound}%写“{beyond}”，否则写“{within}”"
    else:
        rule = f"if it changed by over {bound}%: {beyond}, else: {within}"
    return rule, beyond if rate > bound else within


def _report(sentences: list[str], filled: Mapping[str, str], last: str, language: str) -> str:
    stop = "。" if language == "zh" else ". "
    parts = [sentence.format(**filled) for sentence in sentences]
    return (stop.join([*parts, *([last] if last else [])]) + stop).rstrip()


AGENT: Final = Scribe("report_writing", "text", usable, draw)
