"""Summaries: a notice that wraps a rule of the unit; the rule alone, in its own words.

What goes: greeting, dates, contacts around it, what a clause cites as its ground, and brackets.
What stays: who, under which condition, must do or leave what, until when or up to how much.
"""

import re
from functools import lru_cache
from random import Random
from typing import Final

from agentar_assets.synthesis.drafts import HARDEST, LIMITS, Draft, Scribe, level
from agentar_assets.synthesis.extracts import shown, told, whole, words
from agentar_assets.synthesis.frames import topical
from agentar_assets.synthesis.lexicon import topics
from agentar_assets.synthesis.rules import Rule, rules
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import STOP, quoted, reasoned

_GROUND: Final = re.compile(
    r"^(?:(?:但是?|同时|其中|此外)，?)?(?:(?:根据|依照|依据|按照|为了?|遵照)[^，。；的]{2,24}，)"
    r"|^(?:Under|In line with|According to) [^,]{3,60}, "
)
_BRACKET: Final = re.compile(r"[（(][^（）()]*[）)]")
_UNCLEAR: Final = re.compile(r"^(?:前款|其|该|但|并|同时)|前款|下列|前条|上述|：")

_DEMAND: Final = re.compile(
    "应当|必须|不得|禁止|不能|需要|不超过|不低于|不少于|须|可以|有权"
    r"|\b(?:must|shall|may|not|only|least|most|than|need\w*)\b"
)
_SHORT: Final = {"zh": 40, "en": 90}


def usable(unit: Unit) -> bool:
    """The unit has a topic and a rule that is short enough to be a summary."""
    return topical(unit) and bool(_points(unit))


@lru_cache(maxsize=4096)
def _points(unit: Unit) -> tuple[tuple[Rule, str], ...]:
    """The rules that stand in whole, each with its summary."""
    ends = {piece.text for piece in unit.pieces if whole(unit, piece)}
    found = ((rule, condensed(rule.text)) for rule in rules(unit) if rule.text in ends)
    most = LIMITS[unit.language][2]
    clear = {
        rule.text: (rule, point)
        for rule, point in found
        if len(point) <= most and not _UNCLEAR.search(point)
    }
    return tuple(clear.values())


def condensed(text: str) -> str:
    """The rule without the ground it cites and without brackets."""
    bare = _GROUND.sub("", _BRACKET.sub("", text)).strip()
    return bare if bare[:1].isupper() or not bare.isascii() else bare[:1].upper() + bare[1:]


def draw(unit: Unit, dice: Random) -> Draft | None:
    """A notice around a rule; the hardest holds two rules, or background beside the one."""
    language, hard = unit.language, level(dice)
    points = _points(unit)
    wanted = dice.sample(points, min(len(points), 2 if hard == HARDEST else 1))
    wanted.sort(key=lambda entry: unit.text.find(entry[0].text))
    summary = STOP[language].join(point for _, point in wanted)
    if len(summary) > LIMITS[language][2]:
        return None
    beside = _background(unit) if hard == HARDEST and len(wanted) == 1 else ()
    texts = [*dice.sample(beside, min(1, len(beside))), *(rule.text for rule, _ in wanted)]
    hard = hard if len(texts) > 1 else min(hard, HARDEST - 1)
    kind = "strict" if beside else "asks"
    form = told(dice.choice(words("summary")[f"{kind}_{language}"]), unit, dice, block="{block}")
    return Draft(
        question=form.format(block=quoted(_notice(unit, texts, dice, hard), language)),
        thinking=_thinking(unit, wanted),
        answer=summary,
        quote=texts[-1],
        template=f"summary_{language}_{kind}_{len(wanted)}",
        difficulty=hard,
    )


@lru_cache(maxsize=4096)
def _background(unit: Unit) -> tuple[str, ...]:
    """Short sentences of the unit that demand nothing."""
    return tuple(
        piece.text
        for piece in unit.pieces
        if not piece.listed
        and len(piece.text) <= _SHORT[unit.language]
        and whole(unit, piece)
        and not _DEMAND.search(piece.text)
    )


def _notice(unit: Unit, texts: list[str], dice: Random, hard: int) -> str:
    """The sentences within words about nothing: before them and behind them."""
    language, listed = unit.language, words("summary")
    topic = dice.choice(topics(unit))
    before = told(dice.choice(listed[f"before_{language}"]), unit, dice, x=topic)
    behind = dice.sample(listed[f"after_{language}"], min(hard, HARDEST - 1))
    after = [told(form, unit, dice, x=topic) for form in behind]
    stop = "。" if language == "zh" else "."
    return f"{before}{STOP[language].join(texts)}{stop}{''.join(after)}"


def _thinking(unit: Unit, wanted: tuple[tuple[Rule, str], ...] | list[tuple[Rule, str]]) -> str:
    who = "”“".join(shown(rule.before, unit.language) for rule, _ in wanted)
    if unit.language == "zh":
        return reasoned(unit, f"略去通知事项，留下关于“{who}”的要求")
    return reasoned(unit, f"the arrangements go, what is said of “{who}” stays")


AGENT: Final = Scribe("summarization", "text", usable, draw)
