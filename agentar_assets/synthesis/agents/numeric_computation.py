"""Numbers: a calculation on the unit's figures, or a formula of the scenario beside the unit.

The thinking writes each step as `a×b=c` (`≈` where the result does not end), as
`agentar_assets.synthesis.arithmetic` works it, so that a verifier can work it again.
"""

from random import Random

from agentar_assets.synthesis.arithmetic import worked
from agentar_assets.synthesis.drafts import LIMITS, Draft, Scribe
from agentar_assets.synthesis.formulas import Computable, computable
from agentar_assets.synthesis.lexicon import person
from agentar_assets.synthesis.units import Unit
from training.graders import written

_ENDS = {
    "zh": ("，结果保留两位小数。", "，保留两位小数。", "，结果保留两位小数，只写数字。"),
    "en": ("? Round to two decimals.", "? Give two decimals.", "? Two decimals, the number only."),
}
_CITES = {
    True: {"zh": "（依据{}）", "en": "(under {})"},
    False: {"zh": "（参见{}）", "en": "(see {})"},
}
"""By whether a figure of the unit enters the calculation."""
_EASY = 0.5
"""Share of items of the easiest difficulty that the unit allows."""


_OWN = 0.5
"""Share of items on the unit's own figures, where it has some."""


def usable(unit: Unit) -> bool:
    """Something can be computed about the unit."""
    return bool(computable(unit))


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One calculation about the unit; half of them easy."""
    offered = computable(unit)
    own = tuple(choice for choice in offered if choice.own)
    if own and dice.random() < _OWN:
        return computed(unit, dice.choice(own), dice)
    if dice.random() < _EASY:
        easiest = min(choice.formula.difficulty for choice in offered)
        offered = tuple(c for c in offered if c.formula.difficulty == easiest)
    return computed(unit, dice.choice(offered), dice)


def formula_of(template: str) -> str:
    """The formula that a template's name names."""
    return template.split(":")[1]


def computed(unit: Unit, choice: Computable, dice: Random) -> Draft | None:
    """One calculation by a formula, with new parameters."""
    formula, language = choice.formula, unit.language
    values = formula.drawn(dice)
    number = dice.randrange(len(formula.wordings))
    asked = formula.wordings[number].format(
        **{name: written(value) for name, value in values.items()},
        who=person(language, dice),
        cite=_CITES[choice.own][language].format(unit.cited),
    )
    result = worked(formula.steps, values)
    return Draft(
        question=asked + dice.choice(_ENDS[language]),
        thinking=_thinking(unit, formula.basis, result.steps),
        answer=result.result,
        quote=choice.piece.text,
        template=f"numeric:{formula.name}:{language}_{number}",
        difficulty=formula.difficulty,
    )


def _thinking(unit: Unit, basis: str, steps: tuple[str, ...]) -> str:
    """Unit, formula, steps; without the formula where that grows too long."""
    if unit.language == "zh":
        full = f"{unit.cited}。{basis}：{'，'.join(steps)}。"
        return full if len(full) <= LIMITS["zh"][1] else f"{unit.cited}。{'，'.join(steps)}。"
    full = f"{unit.cited}. {basis}: {', '.join(steps)}."
    return full if len(full) <= LIMITS["en"][1] else f"{unit.cited}. {', '.join(steps)}."


AGENT = Scribe("numeric_computation", "number", usable, draw)
