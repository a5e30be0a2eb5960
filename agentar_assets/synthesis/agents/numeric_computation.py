"""Numbers: a calculation on the unit's figures, or a formula of the scenario beside the unit.

The thinking writes each step as `a×b=c` (`≈` where the result does not end), as
`agentar_assets.synthesis.arithmetic` works it, so that a verifier can work it again.
"""

from random import Random

from agentar_assets.synthesis.arithmetic import worked
from agentar_assets.synthesis.drafts import LIMITS, Draft, Scribe, level
from agentar_assets.synthesis.formulas import Computable, computable
from agentar_assets.synthesis.lexicon import person
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import reasoned
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
_FEW = 20
"""Values of a parameter that an easy item draws from; the lowest are small and round."""
_OWN = 0.5
"""Share of items on the unit's own figures, where it has some."""


def usable(unit: Unit) -> bool:
    """Something can be computed about the unit."""
    return bool(computable(unit))


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One calculation about the unit, as hard as the dice say if the unit allows it."""
    hard = level(dice)
    offered = computable(unit)
    offered = tuple(c for c in offered if c.formula.difficulty == hard) or offered
    own = tuple(choice for choice in offered if choice.own)
    if own and dice.random() < _OWN:
        offered = own
    return computed(unit, dice.choice(offered), dice, hard=hard)


def formula_of(template: str) -> str:
    """The formula that a template's name names."""
    return template.split(":")[1]


def computed(unit: Unit, choice: Computable, dice: Random, *, hard: int = 2) -> Draft | None:
    """One calculation by a formula, with new parameters."""
    formula, language = choice.formula, unit.language
    plain = hard == formula.difficulty == 1
    values = formula.drawn(dice, most=_FEW if plain else None)
    number = dice.randrange(len(formula.wordings))
    if plain:
        number = min(range(len(formula.wordings)), key=lambda n: len(formula.wordings[n]))
    asked = formula.wordings[number].format(
        **{name: written(value) for name, value in values.items()},
        who=person(language, dice),
        cite=_CITES[choice.own][language].format(unit.cited),
    )
    result = worked(formula.steps, values)
    return Draft(
        question=asked + (_ENDS[language][1] if plain else dice.choice(_ENDS[language])),
        thinking=_thinking(unit, "" if plain else formula.basis, result.steps),
        answer=result.result,
        quote=choice.piece.text,
        template=f"numeric:{formula.name}:{language}_{number}",
        difficulty=max(hard, formula.difficulty),
    )


def _thinking(unit: Unit, basis: str, steps: tuple[str, ...]) -> str:
    """Formula, steps, unit; without the formula where that grows too long."""
    comma, colon = ("，", "：") if unit.language == "zh" else (", ", ": ")
    bare = reasoned(unit, comma.join(steps))
    full = reasoned(unit, f"{basis}{colon}{comma.join(steps)}")
    return full if basis and len(full) <= LIMITS[unit.language][1] else bare


AGENT = Scribe("numeric_computation", "number", usable, draw)
