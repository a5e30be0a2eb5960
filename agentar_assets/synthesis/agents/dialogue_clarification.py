"""Clarification: a tool needs some parameters, the customer said a few; ask for the others."""

from random import Random
from typing import Final

from agentar_assets.synthesis.agents.wishes import Parameter, Wish, heard_from, usable, wish, words
from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, level
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, quoted, reasoned

_ASKS: Final = {
    "zh": (
        "{tool}必须有：{needed}。客户：{block}缺什么？问一句，名称加引号。",
        "调用{tool}要填齐{needed}。客户：{block}只用一个问句问清还缺的，名称加引号。",
        "客户：{block}办{tool}须知道{needed}。请把没说到的一次问齐，名称加引号。",
        "必填：{needed}。对话：{block}要{tool}，还差哪几项？写一句追问，项名加引号。",
        "{tool}的必填项是{needed}，客户已说的别再问。客户：{block}写出追问，项名加引号。",
    ),
    "en": (
        "{tool} needs: {needed}. Customer: {block} What is missing? Ask once, names in quotes.",
        "To call {tool}, {needed} must be known. Customer: {block} Ask one question for the rest, "
        "names in quotes.",
        "Customer: {block} For {tool} you need {needed}. Ask for all that was not said, names in "
        "quotes.",
        "Required by {tool}: {needed}. Talk: {block} Write the one question left, names in quotes.",
    ),
}
_TURNS: Final = {
    "zh": (
        "{first}；客服：{name}呢？客户：{value}",
        "{first}；客服：请说一下{name}。客户：{value}",
        "{first}；客服问{name}，客户答{value}",
    ),
    "en": (
        "{first}; clerk: and the {name}? Customer: {value}",
        "{first}; asked for the {name}, the customer says {value}",
    ),
}
_MOST: Final = 3
"""Parameters that one question asks for."""


def draw(unit: Unit, dice: Random) -> Draft | None:
    """What a customer says, what the tool needs, and the question for what is missing."""
    hard, language = level(dice), unit.language
    heard = wish(unit, dice, hard)
    if heard is None:
        return None
    told, known, missing = _turns(heard, unit, hard, dice)
    if not missing:
        return None
    names = [parameter.name for parameter in (*known, *missing)]
    dice.shuffle(names)
    lacking = [parameter.name for parameter in missing]
    lacking.sort(key=names.index)
    template = 0 if hard == 1 else dice.randrange(len(_ASKS[language]))
    return Draft(
        question=_ASKS[language][template].format(
            tool=dice.choice(words("names", language)),
            needed=LIST[language].join(names),
            block=quoted(told, language),
        ),
        thinking=reasoned(unit, _steps(known, lacking, language)),
        answer=asked(lacking, language),
        quote=heard.topic,
        template=f"clarification_{language}_{template}_{len(lacking)}",
        difficulty=hard,
    )


def asked(names: list[str], language: str) -> str:
    """The question: `请问「金额」和「账户」是什么？`."""
    if language == "zh":
        shown = [f"「{name}」" for name in names]
        return f"请问{'、'.join(shown[:-1])}{'和' if shown[1:] else ''}{shown[-1]}是什么？"
    shown = [f"“{name}”" for name in names]
    verb = "are" if shown[1:] else "is"
    return f"What {verb} {', '.join(shown[:-1])}{' and ' if shown[1:] else ''}{shown[-1]}?"


def _turns(
    heard: Wish, unit: Unit, hard: int, dice: Random
) -> tuple[str, list[Parameter], list[Parameter]]:
    """The talk, what of it the tool needs, and what it needs beside; the hardest has two turns."""
    language = unit.language
    silent = dice.sample(heard.silent, len(heard.silent))
    known = list(heard.filled)
    told = heard_from(unit, dice, heard.topic, heard.words, hard)
    if hard == HARDEST and len(silent) > 1:
        late = silent.pop()
        turn = dice.choice(_TURNS[language])
        told = turn.format(first=told, name=late.name, value=late.said)
        known = [*dice.sample(known, len(known) - 1), late]
    return told, known, silent[: dice.randrange(1, min(hard, _MOST - 1) + 2)]


def _steps(known: list[Parameter], lacking: list[str], language: str) -> str:
    heard = LIST[language].join(f"{parameter.name}={parameter.said}" for parameter in known)
    left = LIST[language].join(lacking)
    return f"已知{heard}；缺{left}" if language == "zh" else f"known: {heard}; missing: {left}"


AGENT: Final = Scribe("dialogue_clarification", "question", usable, draw)
