"""Entities: every institution, product, regulator and indicator of a text, as typed spans."""

import json
import re
from functools import cache, lru_cache
from random import Random

from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, core, level
from agentar_assets.synthesis.lexicon import names, person, shared
from agentar_assets.synthesis.units import SHORTEST_PIECE, Piece, Unit
from agentar_assets.synthesis.wording import COMMA, LIST, STOP, quoted, reasoned

TYPES = {
    "zh": ("机构", "产品", "监管机构", "指标"),
    "en": ("institution", "product", "regulator", "indicator"),
}
_ASKS = {
    "zh": (
        "找出实体，类型：{types}。文本：{block}",
        "找出文本中的金融实体，类型：{types}。文本：{block}",
        "标出文本里的金融实体，没有就写[]，类型：{types}。文本：{block}",
        "抽取金融实体，按出现顺序列出，类型：{types}。文本：{block}",
    ),
    "en": (
        "Entities, types: {types}. Text: {block}",
        "Find the financial entities, types: {types}. Text: {block}",
        "List the financial entities in order, [] if none, types: {types}. Text: {block}",
    ),
}
_DAYS = {"zh": "一二三四五", "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")}
_FIELD = re.compile(r"\{(\w+)\}")
_PLAIN = 0.3
"""Share of utterances that name no entity; such a text may hold none at all."""
_NAMED = 0.3
"""Share of easy items on a clause that names an entity itself."""
_NONE = 0.2
"""Share of plain utterances among those of easy items."""
_BRIEF = {"zh": 36, "en": 110}
"""Longest text of an easy item, in characters."""
_ALONE = {"zh": 18, "en": 60}
"""Longest clause of an easy item that has an utterance beside it."""
_CORE = 3
"""Names of a kind, and sentences, that an easy item draws from."""
_MANY = 1
_LONGEST = {"zh": 60, "en": 130}
"""Longest passage of a unit beside an utterance, in characters."""

Span = tuple[int, str, str]
"""Start, type and text of an entity."""


def usable(unit: Unit) -> bool:
    """The scenario names entities, and the unit has a passage short enough."""
    return bool(names(unit.scenario, unit.language)) and bool(_short(unit))


def draw(unit: Unit, dice: Random) -> Draft | None:
    """A passage of the unit, mostly beside an utterance, with the entities of both."""
    hard = level(dice)
    return _easy(unit, dice) if hard == 1 else _rich(unit, dice)


def _easy(unit: Unit, dice: Random) -> Draft | None:
    """A short clause of the unit with one entity, or one without beside a short utterance."""
    offered = _brief(unit, dice.random() < _NAMED) or _brief(unit, named=False)
    if not offered:
        return _rich(unit, dice)
    clause = dice.choice(offered)
    found, text = spans(unit, clause), clause.text
    if not found:
        more = utterance(unit, plain=dice.random() < _NONE, dice=dice, hard=1)
        text, found = joined([(text, found), more], unit.language)
    if len(found) > 1 or len(text) > _BRIEF[unit.language]:
        return None
    return _drafted(unit, (text, found, clause.text), 0, 1)


@lru_cache(maxsize=4096)
def _brief(unit: Unit, named: bool) -> tuple[Piece, ...]:
    """The short clauses of a unit with one entity, or those shorter still without any."""
    most = (_BRIEF if named else _ALONE)[unit.language]
    clauses = (clause for piece in unit.pieces for clause in _clauses(piece, unit.language))
    return tuple(c for c in clauses if len(c.text) <= most and len(spans(unit, c)) == named)


def _clauses(piece: Piece, language: str) -> list[Piece]:
    """The clauses between the commas of a passage."""
    parts, start = [], piece.start
    for text in piece.text.split(COMMA[language]):
        if len(text) >= SHORTEST_PIECE:
            parts.append(Piece(text, start, start + len(text), piece.listed))
        start += len(text) + len(COMMA[language])
    return parts


def _rich(unit: Unit, dice: Random) -> Draft | None:
    """A passage as long as the unit has it, mostly beside an utterance."""
    piece = dice.choice(_short(unit))
    inside = spans(unit, piece)
    parts: list[tuple[str, list[Span]]] = [(piece.text, inside)]
    if not inside or dice.random() < 0.6:  # noqa: PLR2004 - a passage with entities may stand alone
        plain = bool(inside) or dice.random() < _PLAIN
        parts.append(utterance(unit, plain=plain, dice=dice, hard=HARDEST))
    dice.shuffle(parts)
    text, found = joined(parts, unit.language)
    template = dice.randrange(len(_ASKS[unit.language]))
    return _drafted(unit, (text, found, piece.text), template, 2 + (len(found) > _MANY))


def _drafted(
    unit: Unit, text: tuple[str, list[Span], str], template: int, difficulty: int
) -> Draft:
    """The item on a text with its entities; the last part is what the unit says."""
    block, found, quote = text
    return Draft(
        question=_ASKS[unit.language][template].format(
            types=LIST[unit.language].join(TYPES[unit.language]),
            block=quoted(block, unit.language),
        ),
        thinking=thinking(unit, found),
        answer=written(found),
        quote=quote,
        template=f"entities_{unit.language}_{template}_{min(len(found), 3)}",
        difficulty=difficulty,
    )


def spans(unit: Unit, piece: Piece) -> list[Span]:
    """The entities of a passage: those found in the unit, and names of the table."""
    known = [
        (e.start - piece.start, _type(e.type, unit.language), e.text) for e in unit.within(piece)
    ]
    listed = _listed(unit.scenario, unit.language)
    table = names(unit.scenario, unit.language)
    found = [(m.start(), table[m.group()], m.group()) for m in listed.finditer(piece.text)]
    kept: list[Span] = []
    for start, kind, text in sorted([*known, *found], key=lambda span: (span[0], -len(span[2]))):
        if kind and (not kept or start >= kept[-1][0] + len(kept[-1][2])):
            kept.append((start, kind, text))
    return kept


def utterance(unit: Unit, *, plain: bool, dice: Random, hard: int) -> tuple[str, list[Span]]:
    """Something said, with the entities in it."""
    language = unit.language
    sentences = shared("ner", f"plain_{language}" if plain else language)
    if hard == 1 and not plain:
        sentences = tuple(said for said in sentences if len(_kinds(said)) == 1)
    sentence = str(dice.choice(core(sentences, hard, _CORE)))
    table = names(unit.scenario, language)
    who, day = (
        person(language, dice),
        f"{'周' if language == 'zh' else ''}{dice.choice(_DAYS[language])}",
    )
    text, found = "", []
    last = 0
    for field in _FIELD.finditer(sentence):
        text += sentence[last : field.start()]
        last, kind = field.end(), field.group(1)
        filler = {"who": who, "day": day}.get(kind)
        if filler is None:
            known = [name for name, type_ in reversed(table.items()) if type_ == kind]
            filler = dice.choice(core(known, hard, _CORE))
            found.append((len(text), kind, filler))
        text += filler
    return text + sentence[last:], found


def _kinds(sentence: str) -> list[str]:
    """The kinds of entity that a sentence names, one for each name."""
    return [kind for kind in _FIELD.findall(sentence) if kind not in {"who", "day"}]


def joined(parts: list[tuple[str, list[Span]]], language: str) -> tuple[str, list[Span]]:
    """Texts one after the other, and their entities in the order of the whole."""
    text, found = "", []
    for part, inside in parts:
        text += STOP[language] if text else ""
        found += [(start + len(text), kind, name) for start, kind, name in inside]
        text += part
    return text, found


def written(found: list[Span]) -> str:
    """The entities as JSON, in text order; `[]` when there is none."""
    listed = [{"type": kind, "text": text} for _, kind, text in dict.fromkeys(found)]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def thinking(unit: Unit, found: list[Span]) -> str:
    """What each name is, and where the passage is from."""
    if unit.language == "zh":
        named = "，".join(f"“{text}”是{kind}" for _, kind, text in found) or "没有这四类实体"
        return reasoned(unit, named)
    named = ", ".join(f"“{text}”: {kind}" for _, kind, text in found) or "No such entity"
    return reasoned(unit, named)


def _short(unit: Unit) -> list[Piece]:
    return [piece for piece in unit.pieces if len(piece.text) <= _LONGEST[unit.language]]


@cache
def _listed(scenario: str, language: str) -> re.Pattern[str]:
    known = sorted(names(scenario, language), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known)))


def _type(kind: str, language: str) -> str:
    """The type in the language of the unit; empty for a type that is not asked for."""
    for listed in TYPES.values():
        if kind in listed:
            return TYPES[language][listed.index(kind)]
    return ""


AGENT = Scribe("named_entity_recognition", "json_spans", usable, draw)
