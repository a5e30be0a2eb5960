"""Fraud and laundering: what an account or a claim shows, with its label and reasons.

A story is made of observations. Each shows one sign, or only looks like it; the question offers
the signs, and any of them makes the story suspicious.
"""

from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, level
from agentar_assets.synthesis.frames import scene, topical
from agentar_assets.synthesis.lexicon import table
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, quoted, reasoned

_JOINT: Final = {"zh": "；", "en": "; "}
_NORMAL: Final = 0.35
"""Share of the stories that show no sign."""
_OBSERVED: Final = {1: (1, 2), 2: (2, 2), 3: (2, 3)}
"""Least and most observations by difficulty."""
_LARGE: Final = (12, 20, 35, 48, 60, 80, 96, 120, 150, 260, 300)
_CASH: Final = (6, 8, 9, 12, 15, 18, 22)
"""Sums in ten thousands of yuan; cash above the line from which it is reported."""
_OFFERED: Final = {"zh": 5, "en": 4}


@dataclass(frozen=True)
class Sign:
    """One sign in one language."""

    name: str
    there: tuple[str, ...]
    alike: tuple[str, ...]


def usable(unit: Unit) -> bool:
    """The unit has a topic that a story may touch on."""
    return topical(unit)


@cache
def _signs(family: str, language: str) -> tuple[Sign, ...]:
    return tuple(
        Sign(sign[language], tuple(sign[f"there_{language}"]), tuple(sign[f"alike_{language}"]))
        for sign in table("safety")["fraud"]["signs"]
        if sign["family"] == family
    )


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One story; none, some or all of its observations show a sign."""
    language, hard = unit.language, level(dice)
    words = table("safety")["fraud"]
    families = words["families"]
    family = dice.choice([*families["always"], *families.get(unit.scenario, [])])
    signs = _signs(family, language)
    offered = dice.sample(signs, min(_OFFERED[language], len(signs)))
    seen = dice.sample(offered, dice.randint(*_OBSERVED[hard]))
    shown = _shown(seen, dice, hard)
    story = [_told(sign, dice, there=sign in shown) for sign in seen]
    lead, topic = scene(unit, dice, "short")
    suspicious, normal = words["labels"][language]
    reasons = [sign.name for sign in seen if sign in shown]
    colon = "：" if language == "zh" else ": "
    return Draft(
        question=dice.choice(words["asks"][language]).format(
            lead=lead,
            block=quoted(_JOINT[language].join(story), language),
            signs=LIST[language].join(sign.name for sign in offered),
        ),
        thinking=reasoned(unit, _because(seen, shown, language)),
        answer=f"{suspicious}{colon}{_JOINT[language].join(reasons)}" if reasons else normal,
        quote=topic,
        template=f"fraud:{family}_{len(reasons)}:{language}",
        difficulty=hard,
    )


def _shown(seen: list[Sign], dice: Random, hard: int) -> list[Sign]:
    """The signs that are there: none for about a third, else any number of them."""
    if dice.random() < _NORMAL:
        return []
    most = len(seen) if hard < HARDEST else len(seen) - 1
    return dice.sample(seen, dice.randint(1, most))


def _told(sign: Sign, dice: Random, *, there: bool) -> str:
    """One observation in words."""
    large, cash, few = dice.choice(_LARGE), dice.choice(_CASH), dice.randrange(2, 6)
    return dice.choice(sign.there if there else sign.alike).format(
        a=large,
        b=cash,
        k=few,
        n=dice.randrange(6, 31),
        ya=f"{large * 10_000:,}",
        yb=f"{cash * 10_000:,}",
        yk=f"{few * 10_000:,}",
    )


def _because(seen: list[Sign], shown: list[Sign], language: str) -> str:
    """Which signs are there, and which are only looked like."""
    there = LIST[language].join(sign.name for sign in seen if sign in shown)
    alike = LIST[language].join(sign.name for sign in seen if sign not in shown)
    if language == "zh":
        told = [f"有{there}" if there else "", f"没有{alike}" if alike else ""]
        return "，".join(filter(None, told))
    told = [f"there: {there}" if there else "", f"not there: {alike}" if alike else ""]
    return "; ".join(filter(None, told))


AGENT: Final = Scribe("fraud_aml_detection", "label_with_reasons", usable, draw)
