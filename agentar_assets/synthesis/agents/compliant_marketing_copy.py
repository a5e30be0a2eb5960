"""Marketing copy: a draft with claims that a stated rule bans; the copy without, with its notice.

Every claim, fact and notice has a figure or a denial in it: a grader of texts tells a copy that
keeps a claim or loses a fact by those.
"""

from random import Random
from typing import Any, Final

from agentar_assets.synthesis.drafts import HARDEST, LIMITS, Draft, Scribe, level
from agentar_assets.synthesis.extracts import asked, words
from agentar_assets.synthesis.frames import topical
from agentar_assets.synthesis.lexicon import topics
from agentar_assets.synthesis.offers import houses, listed, offered
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import COMMA, quoted, reasoned

_CLEAN: Final = 0.08
"""Share of the harder drafts that break no rule."""
_SUMS: Final = {"zh": (1, 10, 20, 50, 100, 200), "en": (10, 50, 100, 500, 1000)}
_MONTHS: Final = (3, 6, 9, 12, 18, 24, 36)
_YEARS: Final = (3, 5, 7, 10)


def usable(unit: Unit) -> bool:
    """The unit has a topic and its scenario offers something that is advertised."""
    return topical(unit) and bool(_advertised(unit))


def _advertised(unit: Unit) -> list[tuple[str, str]]:
    known = listed("copy")[unit.language]
    return [(name, kind) for name, kind in offered(unit.scenario, unit.language) if kind in known]


def draw(unit: Unit, dice: Random) -> Draft | None:
    """A draft with one banned claim; a harder one has two, none, or what only looks banned."""
    language, hard = unit.language, level(dice)
    name, kind = dice.choice(_advertised(unit))
    parts = listed("copy")[language][kind]
    banned = dice.sample(parts["claims"], _count(dice, hard))
    facts = _facts(parts, dice, language, hard)
    banned, facts = ([_filled(text, dice, language) for text in texts] for texts in (banned, facts))
    dice.shuffle(facts)
    draft = list(facts)
    for claim in banned:
        draft.insert(dice.randrange(len(draft) + 1), claim)
    notice, title = dice.choice(parts["notices"]), _title(unit, name, dice)
    answer = f"{_copy(title, facts, language)}{notice}"
    if len(answer) > LIMITS[language][2]:
        return None
    question, template = asked(
        words("copying")[f"asks_{language}"],
        unit,
        dice,
        block=quoted(_copy(title, draft, language).rstrip(), language),
        rule=dice.choice(words("copying")[f"rules_{language}"][kind]),
        notice=notice,
    )
    return Draft(
        question=question,
        thinking=reasoned(unit, _because(banned, language)),
        answer=answer,
        quote=dice.choice(topics(unit)),
        template=f"copy_{language}_{kind}_{len(banned)}_{template}",
        difficulty=hard,
    )


def _count(dice: Random, hard: int) -> int:
    """How many claims a draft makes that the rule bans."""
    if hard == 1:
        return 1
    return 0 if dice.random() < _CLEAN else dice.choice((1, 2, 2))


def _facts(parts: dict[str, list[str]], dice: Random, language: str, hard: int) -> list[str]:
    """What stays: two facts, and in a hard draft a warning among them."""
    if hard < HARDEST:
        return dice.sample(parts["facts"], 2)
    facts = dice.sample(parts["facts"], 2 if language == "zh" else 1)
    return [*facts, dice.choice(parts["kept"])]


def _filled(text: str, dice: Random, language: str) -> str:
    """The text with its months, years, sum and digit drawn."""
    return text.format(
        m=dice.choice(_MONTHS),
        y=dice.choice(_YEARS),
        k=dice.choice(_SUMS[language]),
        d=dice.randrange(2, 9),
    )


def _title(unit: Unit, name: str, dice: Random) -> str:
    house = houses(unit, dice, 1)[0]
    return f"{house}{name}" if unit.language == "zh" else f"{house} {name}"


def _copy(title: str, texts: list[str], language: str) -> str:
    body = COMMA[language].join(texts)
    return f"{title}：{body}。" if language == "zh" else f"{title}: {body}. "


def _because(banned: list[str], language: str) -> str:
    forms: dict[str, Any] = words("copying")[f"broken_{language}"]
    form: str = forms[("none", "one", "two")[len(banned)]]
    return form.format(**dict(zip("ab", banned, strict=False)))


AGENT: Final = Scribe("compliant_marketing_copy", "text", usable, draw)
