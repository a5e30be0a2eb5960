"""Code: a formula of the scenario as a Python function; what it prints, or what it lacks.

Formulas and figures are those of numeric_computation. An output is worked out in the numbers of
Python; an expression counts as the gold where both have the same values.
"""

import re
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Any, Final

from agentar_assets.synthesis.arithmetic import worked
from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, level
from agentar_assets.synthesis.formulas import Computable, Formula, computable
from agentar_assets.synthesis.frames import scene, topical
from agentar_assets.synthesis.lexicon import table
from agentar_assets.synthesis.programs import expression, lines, literal, printed, writable
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import COMMA, quoted, reasoned

_LETTERS: Final = "bcdkmnpqrstwxyz"
"""Names of parameters; no article of English is among them."""
_RESULTS: Final = "uvegh"
_GAP: Final = "____"
_FILLED: Final = 0.45
"""Share of the items that lack an expression."""
_WHO: Final = {"zh": "客户", "en": "the client"}
_MARK: Final = {"zh": "代码：", "en": "code: "}
_CONSTANTS: Final = (2, 3, 5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500)
_ROUNDED: Final = 0.5
"""Share of the harder programs that round where the others format."""


def usable(unit: Unit) -> bool:
    """A formula of the scenario fits the unit."""
    return topical(unit) and bool(_offered(unit))


@lru_cache(maxsize=4096)
def _offered(unit: Unit) -> tuple[Computable, ...]:
    return tuple(
        found for found in computable(unit) if not found.own and writable(found.formula.steps)
    )


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One function, as hard as the dice say."""
    hard, language = level(dice), unit.language
    offered = _offered(unit)
    found = dice.choice([one for one in offered if one.formula.difficulty <= hard] or offered)
    ask = _lacking if dice.random() < _FILLED else _printing
    asked = ask(found.formula, language, dice, hard)
    if asked is None:
        return None
    words, steps, answer, kind = asked
    lead, _ = scene(unit, dice, "bare")
    return Draft(
        question=dice.choice(table("reasoning")["code"][f"{kind}_{language}"]).format(
            lead=lead, **words
        ),
        thinking=reasoned(unit, steps),
        answer=answer,
        quote=found.piece.text,
        template=f"code:{kind}:{found.formula.name}:{language}",
        difficulty=max(hard, found.formula.difficulty - 1),
    )


Asked = tuple[dict[str, str], str, str, str]
"""Words of the question, steps, answer and kind."""


def _named(formula: Formula, dice: Random) -> dict[str, str]:
    """New names for the parameters."""
    return dict(zip(formula.ranges, dice.sample(_LETTERS, len(formula.ranges)), strict=True))


def _lacking(formula: Formula, language: str, dice: Random, hard: int) -> Asked | None:
    """A function without its expression, and what it must give in words."""
    names = _named(formula, dice)
    spec = dice.choice(formula.wordings).format(**names, who=_WHO[language], cite="")
    wanted = expression(formula.steps, names)
    if hard > 1 or dice.random() < 0.5:  # noqa: PLR2004 - half of the easy ones are plain
        turn: dict[str, Any] = dice.choice(table("reasoning")["code"]["turns"])
        constant = dice.choice(_CONSTANTS)
        wanted = turn["expression"].format(v=wanted, c=constant)
        spec += turn[language].format(c=constant)
    if language == "en":
        spec = re.sub(" +([,.;]|$)", r"\1", spec)
    name = dice.choice(table("reasoning")["code"]["names"])
    code = f"def {name}({', '.join(names.values())}):\n    return {_GAP}"
    because = formula.basis if hard < HARDEST else wanted
    words = {"block": quoted(code, language), "spec": spec}
    return words, because, f"{_MARK[language]}{wanted}", "gap"


def _printing(formula: Formula, language: str, dice: Random, hard: int) -> Asked | None:
    """A function with figures, and what it prints; two lines for the hardest."""
    names, values = _named(formula, dice), formula.drawn(dice)
    runs = [values]
    if hard == HARDEST:
        first = next(iter(values))
        runs.append(formula.drawn(dice) | {k: v for k, v in values.items() if k != first})
        if runs[1] == values:
            return None
    rounds = hard > 1 and dice.random() < _ROUNDED
    outputs = [_output(formula, run, rounds=rounds) for run in runs]
    if None in outputs:
        return None
    name = dice.choice(table("reasoning")["code"]["names"])
    body = _body(formula, names, name, dice)
    calls = [", ".join(str(literal(value)) for value in run.values()) for run in runs]
    code = "\n".join([*body, *(_print(f"{name}({call})", rounds=rounds) for call in calls)])
    steps = COMMA[language].join(step for run in runs for step in worked(formula.steps, run).steps)
    answer = "\n".join(output for output in outputs if output)
    return {"block": quoted(code, language)}, steps, answer, "output"


def _output(formula: Formula, values: dict[str, Decimal], *, rounds: bool) -> str | None:
    """What is printed; null where the numbers of Python round to something else than decimals."""
    value = printed(formula.steps, values)
    result = worked(formula.steps, values).result
    if f"{value:.2f}" != result or (rounds and Decimal(str(round(value, 2))) != Decimal(result)):
        return None
    return str(round(value, 2)) if rounds else f"{value:.2f}"


def _print(call: str, *, rounds: bool) -> str:
    return f"print(round({call}, 2))" if rounds else f"print('%.2f' % {call})"


def _body(formula: Formula, names: dict[str, str], name: str, dice: Random) -> list[str]:
    """The function: a line a step, the last of which is returned."""
    results = [letter for letter in _RESULTS if letter not in names.values()]
    dice.shuffle(results)
    told = lines(formula.steps, names, results)
    steps = [f"    {result} = {one}" for result, one in zip(results, told[:-1], strict=False)]
    return [f"def {name}({', '.join(names.values())}):", *steps, f"    return {told[-1]}"]


AGENT: Final = Scribe("code_understanding_generation", "code_or_output", usable, draw)
