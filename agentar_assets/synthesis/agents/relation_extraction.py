"""Relations: who stands in which of the offered relations to whom, as triples.

Every sentence is written from a relation between two made-up names, so that the triple is right
by construction; a sentence that a relation is over, or never came about, gives none.
"""

import json
from functools import cache
from random import Random
from typing import Any, Final

from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, core, level
from agentar_assets.synthesis.sentences import Cast, opening, room, usable, words
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, quoted, reasoned

_ASKS: Final = {
    "zh": (
        "抽取三元组head、relation、tail，没有写[]。关系：{options}。文本：{block}",
        "文本里有哪些关系？写成head、relation、tail的列表，已终止或未成立的不算，没有写[]。"
        "可选：{options}。文本：{block}",
        "按“头→尾”找出成立的关系，以JSON列出head、relation、tail，一个也没有就写[]。"
        "关系种类：{options}。文本：{block}",
        "读下面的话，只抽取仍然有效的关系（head、relation、tail），无则[]。{options}。文本：{block}",
        "关系抽取，类型限于{options}；终止的、没谈成的不写，没有就[]，键为head、relation、tail。{block}",
    ),
    "en": (
        "Triples of head, relation, tail, [] if none. Relations: {options}. Text: {block}",
        "Which relations hold in the text? List head, relation, tail; [] if none; leave out what "
        "has ended. Options: {options}. Text: {block}",
        "Extract the relations in force as JSON (head, relation, tail), or []. Kinds: {options}. "
        "Text: {block}",
        "Read the text and list each relation (head, relation, tail) of these kinds: {options}; "
        "[] if there is none. Text: {block}",
    ),
}
_CORE: Final = 3
"""Sentences of a relation that an easy item draws from."""
_NONE: Final = 0.15
"""Share of texts in which no offered relation holds."""
_TWO: Final = 0.4
"""Share of hard texts in which two relations hold, where two can be written down."""

Triple = tuple[str, str, str]
"""Head, relation and tail."""


def draw(unit: Unit, dice: Random) -> Draft | None:
    """A text of one to three sentences, with the relations that hold in it."""
    hard = level(dice)
    cast, language = Cast(unit, dice), unit.language
    offered = dice.sample(relations(), 3 if hard == 1 else dice.choice((3, 4)))
    holding, denied = _planned(offered, hard, dice)
    told = [(relation, *_said(cast, relation, "said", hard)) for relation in holding]
    over = [_said(cast, relation, "not", hard)[0] for relation in denied]
    sentences = [sentence for _, sentence, _ in told] + over
    if hard > 1 and not denied:
        sentences.append(_beside(cast, offered))
    dice.shuffle(sentences)
    found = [triple for _, _, triple in told]
    answer = written(found)
    cast.shun(relation[language] for relation in offered)
    led = cast.text(sentences)
    if led is None or not room(answer, language):
        return None
    template = 0 if hard == 1 else dice.randrange(len(_ASKS[language]))
    options = [_option(relation, language) for relation in dice.sample(offered, len(offered))]
    return Draft(
        question=_ASKS[language][template].format(
            options=LIST[language].join(options), block=quoted(led[0], language)
        ),
        thinking=reasoned(unit, _steps(language, holding, found, over)),
        answer=answer,
        quote=led[1],
        template=f"relations_{language}_{template}_{len(found)}",
        difficulty=hard,
    )


@cache
def relations() -> tuple[dict[str, Any], ...]:
    """Every relation with the sentences that state it, or that deny it."""
    return tuple(words("relations"))


def written(found: list[Triple]) -> str:
    """The triples as JSON; `[]` when there is none."""
    keys = ("head", "relation", "tail")
    listed = [dict(zip(keys, triple, strict=True)) for triple in found]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def _planned(
    offered: list[dict[str, Any]], hard: int, dice: Random
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Which of the offered relations hold in the text, and which are denied there."""
    if dice.random() < _NONE:
        return [], offered[: 1 + (hard == HARDEST)]
    two = hard == HARDEST and dice.random() < _TWO
    return offered[: 1 + two], offered[1 + two : 2 + two] if hard == HARDEST else []


def _said(cast: Cast, relation: dict[str, Any], what: str, hard: int) -> tuple[str, Triple]:
    """A sentence that states or denies a relation between two names, and the triple."""
    language = cast.unit.language
    sentence = cast.dice.choice(core(relation[f"{what}_{language}"], hard, _CORE))
    head, tail = (cast.name(kind) for kind in relation["kinds"])
    return cast.told(sentence, {"h": head, "t": tail}), (head, relation[language], tail)


def _beside(cast: Cast, offered: list[dict[str, Any]]) -> str:
    """A sentence about nothing, or of a relation that is not asked for."""
    if cast.dice.random() < 0.5:  # noqa: PLR2004 - either is as likely
        return cast.aside()
    others = [relation for relation in relations() if relation not in offered]
    return _said(cast, cast.dice.choice(others), "said", HARDEST)[0]


def _option(relation: dict[str, Any], language: str) -> str:
    name, roles = relation[language], relation[f"roles_{language}"]
    return f"{name}（{roles}）" if language == "zh" else f"{name} ({roles})"


def _steps(
    language: str, holding: list[dict[str, Any]], found: list[Triple], over: list[str]
) -> str:
    """Who is what in each relation that holds, and what does not hold."""
    zh = language == "zh"
    steps = []
    for relation, (head, name, tail) in zip(holding, found, strict=True):
        first, second = relation[f"roles_{language}"].split("→")
        said = f"{head}是{first}，{tail}是{second}，属{name}"
        steps.append(said if zh else f"{head} is {first} and {tail} is {second}: {name}")
    for sentence in over:
        start = opening(sentence, language)
        steps.append(f"{start}不成立" if zh else f"{start} does not hold")
    return ("；" if zh else "; ").join(steps)


AGENT: Final = Scribe("relation_extraction", "json_triples", usable, draw)
