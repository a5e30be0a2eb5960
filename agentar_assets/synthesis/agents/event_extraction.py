"""Events: what happened, of the offered types, with the roles that the text fills.

Every sentence is written from an event whose roles are made up, so that the gold is right by
construction; a sentence that it did not happen gives none.
"""

import json
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, core, level
from agentar_assets.synthesis.sentences import FIELD, Cast, opening, room, usable, words
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, quoted, reasoned

_ASKS: Final = {
    "zh": (
        "抽取事件type和arguments，没有写[]。类型：{options}。文本：{block}",
        "文本里发生了什么？用JSON列出type、arguments，没说的角色不写，没发生写[]。"
        "类型：{options}。文本：{block}",
        "按类型找事件，键为type和arguments，只填说到的角色，没有就[]。{options}。文本：{block}",
        "读文本，列出确已发生的事件（type、arguments），无则[]。可选：{options}。文本：{block}",
        "事件抽取，限于{options}；未发生的不写，一个也没有就[]，键为type、arguments。{block}",
    ),
    "en": (
        "Events as type and arguments, [] if none. Types: {options}. Text: {block}",
        "What happened? List type and arguments as JSON, only the roles that are said, [] if "
        "nothing did. Types: {options}. Text: {block}",
        "Extract the events (type, arguments) of these types: {options}; [] if there is none. "
        "Text: {block}",
        "Read the text and list what did happen (type, arguments), or []. Types: {options}. "
        "Text: {block}",
    ),
}
_CORE: Final = 3
"""Sentences of an event that an easy item draws from."""
_NONE: Final = 0.15
"""Share of texts in which no offered event happened."""


@dataclass(frozen=True)
class Kind:
    """A type of event: its roles with what fills each, and what is said of it."""

    name: str
    roles: dict[str, str]
    said: tuple[str, ...]
    denied: tuple[str, ...]


Event = dict[str, str]
"""What fills each role."""


def draw(unit: Unit, dice: Random) -> Draft | None:
    """A text of one or two sentences, with the event that happened in it."""
    hard = level(dice)
    cast, language = Cast(unit, dice), unit.language
    offered = dice.sample(kinds(language), 3 if hard == HARDEST else 2)
    happened = dice.random() >= _NONE
    what, event = _told(cast, offered[0], "said", hard) if happened else ("", {})
    other = "" if happened and hard < HARDEST else _told(cast, offered[1], "denied", hard)[0]
    beside = _beside(cast, offered) if hard == HARDEST - 1 else ""
    roles = {kind.name: _asked(kind, hard, dice) for kind in offered}
    roles[offered[0].name] = kept = _short(offered[0], event, roles[offered[0].name], language)
    found = {role: event[role] for role in kept if role in event}
    parts = [part for part in (what, other, beside) if part]
    cast.shun(roles)
    led = cast.text(dice.sample(parts, len(parts)))
    if led is None or (happened and not found):
        return None
    template = 0 if hard == 1 else dice.randrange(len(_ASKS[language]))
    name = offered[0].name if happened else ""
    options = [_option(kind.name, roles[kind.name], language) for kind in offered]
    dice.shuffle(options)
    return Draft(
        question=_ASKS[language][template].format(
            options=LIST[language].join(options), block=quoted(led[0], language)
        ),
        thinking=reasoned(unit, _steps(language, name, found, other)),
        answer=written(name, found),
        quote=led[1],
        template=f"events_{language}_{template}_{name or 'none'}",
        difficulty=hard,
    )


@cache
def kinds(language: str) -> tuple[Kind, ...]:
    """Every type of event."""
    return tuple(
        Kind(
            entry[language],
            entry[f"kinds_{language}"],
            tuple(entry[f"said_{language}"]),
            tuple(entry[f"not_{language}"]),
        )
        for entry in words("events")
    )


def written(name: str, found: Event) -> str:
    """The event as JSON; `[]` where there is none."""
    listed = [{"type": name, "arguments": found}] if name else []
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def _told(cast: Cast, kind: Kind, how: str, hard: int) -> tuple[str, Event]:
    """A sentence that the event happened, or that it did not, and who and what it names."""
    sentence = cast.dice.choice(core(kind.said if how == "said" else kind.denied, hard, _CORE))
    event = {role: cast.name(kind.roles[role]) for role in FIELD.findall(sentence)}
    return sentence.format(**event), event


def _asked(kind: Kind, hard: int, dice: Random) -> list[str]:
    """The roles that the question asks for: all, or two in an easy one."""
    roles = list(kind.roles)
    kept = set(dice.sample(roles, 2 if hard == 1 else len(roles)))
    return [role for role in roles if role in kept]


def _short(kind: Kind, event: Event, roles: list[str], language: str) -> list[str]:
    """As many of the roles as the answer has room for."""
    while roles and not room(
        written(kind.name, {role: event[role] for role in roles if role in event}), language
    ):
        roles = roles[:-1]
    return roles


def _beside(cast: Cast, offered: list[Kind]) -> str:
    """A sentence about nothing, or of a type that is not asked for."""
    if cast.dice.random() < 0.5:  # noqa: PLR2004 - either is as likely
        return cast.aside()
    others = [kind for kind in kinds(cast.unit.language) if kind not in offered]
    return _told(cast, cast.dice.choice(others), "said", HARDEST)[0]


def _option(name: str, roles: list[str], language: str) -> str:
    listed = LIST[language].join(roles)
    return f"{name}（{listed}）" if language == "zh" else f"{name} ({listed})"


def _steps(language: str, name: str, found: Event, other: str) -> str:
    """What happened with which roles, and what did not happen."""
    zh = language == "zh"
    steps = []
    if name:
        filled = LIST[language].join(f"{role}={said}" for role, said in found.items())
        steps.append(f"发生{name}，{filled}" if zh else f"{name} happened, {filled}")
    if other:
        start = opening(other, language)
        steps.append(f"{start}没有发生" if zh else f"{start} did not happen")
    return ("；" if zh else "; ").join(steps)


AGENT: Final = Scribe("event_extraction", "json_events", usable, draw)
