"""Elements of a clause: who must do what, by when, how much; each an exact span of the clause.

The clause is a rule of the unit; its parts are those by which the rule was recognised. An element
that the clause lacks is asked for in the hardest items, and left out of the answer.
"""

import json
import re
from functools import lru_cache
from random import Random
from typing import Final

from agentar_assets.synthesis.clauses import DOER, KINDS
from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, level
from agentar_assets.synthesis.lexicon import person, shared
from agentar_assets.synthesis.rules import Rule, rules
from agentar_assets.synthesis.sentences import room, words
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, customer, quoted, reasoned

_ASKS: Final = {
    "zh": (
        "{frame}照抄原文填要素（JSON）：{fields}。条款：{block}",
        "{frame}从条款中摘出{fields}，用原话，没有的不填，写成JSON。条款：{block}",
        "{frame}条款：{block}要素有{fields}，逐字摘录为JSON，缺的略去。",
        "{frame}按{fields}拆解条款，值须是原文，没写的不填。条款：{block}",
        "{frame}填写条款要素卡（JSON，原文照录）：{fields}。{block}",
    ),
    "en": (
        "{frame}Copy the elements as JSON: {fields}. Clause: {block}",
        "{frame}Take from the clause, word for word: {fields}. JSON; leave out what is not there. "
        "Clause: {block}",
        "{frame}Clause: {block} Elements as JSON, in its own words: {fields}.",
    ),
}
_MODAL: Final = {
    "zh": re.compile(r"应当|必须|须|不得|禁止|严禁"),
    "en": re.compile(r"\b(?:must not|may not|shall not|must|shall)\b"),
}
_FIGURES: Final = {"zh": ("数额", "期限", "比例"), "en": ("amount", "period", "percentage")}
"""What the kinds of figures are called, in the order of `KINDS`."""
_CONDITION: Final = re.compile(r"((?:未|没有|经|因)[^，；]{2,30}|[^，；]{3,30}(?:的|时|后|前))，")
_SOURCE: Final = re.compile(r"(?:根据|依照|按照|依据|对)[^，；]{2,30}，")
_FROM: Final = re.compile(r"自[^，]{2,24}起")
_WHO: Final = re.compile(
    r"(?!设立|变更|撤销|提供|办理|销售|发行|开展|转让|聘任|投资|(?!从事)[^的]*[对向由从])"
    rf"[^，]*(?:{DOER}|证券|信托|人寿|保险)"
)
_ITEM: Final = re.compile(
    r"(?!延长|扣减|每年|每月)[^，]{4,}(?<!最长)(?<!最高)(?<!最低)(?<!累计)(?<!合计)(?<!最少)"
)
_UNREAD: Final = re.compile(
    "应当知道|违反规定，|下列|以下|(?:中|规定|依法)(?:应当|必须|不得)|[的内]$"
)
_ASKING: Final = re.compile(r"(?:Why|How|What|When|Which|Who|Where|Can|May|Must|If|At|On|In)\b")
_BOUND: Final = re.compile(
    r"be (at least|at most|no more than|not more than|no less than|within)\b(?!.*\b(?:at|no) )"
)
_NUMERAL: Final = re.compile(r"\d|[二三四五六七八九十百千万两]")
_SHORT: Final = {"zh": 40, "en": 90}
"""Longest clause of an easy item, in characters."""
_BRIEF: Final = 6
"""Shortest act that another clause may follow: a shorter one is half an act.

Nor is a duty whole that is cut from what stands before it."""
_CUT: Final = {"zh": 12, "en": 30}
"""Characters of an element that a step quotes."""
_FEW: Final = 2
"""Elements that a clause must have."""

Elements = dict[str, str]
"""Span by the name of the element, in the order of the clause."""


def usable(unit: Unit) -> bool:
    """Some clause of the unit has two elements or more."""
    return bool(clauses(unit))


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One clause of the unit, and the elements that are asked for."""
    hard, language = level(dice), unit.language
    known = clauses(unit)
    short = [entry for entry in known if len(entry[0]) <= _SHORT[language]]
    text, elements = dice.choice(short if hard == 1 and short else known)
    most = min(len(elements), hard + 1)
    asked = dice.sample(list(elements), most)
    while asked and not room(written({name: elements[name] for name in asked}), language):
        asked.remove(dice.choice(asked))
    if not asked:
        return None
    missing = _missing(text, elements, language) if hard == HARDEST else []
    fields = [*asked, *dice.sample(missing, min(len(missing), 1))]
    dice.shuffle(fields)
    found = {name: elements[name] for name in fields if name in elements}
    template = dice.randrange(len(_ASKS[language]))
    return Draft(
        question=_ASKS[language][template].format(
            frame=_frame(language, dice),
            fields=LIST[language].join(_field(name, language) for name in fields),
            block=quoted(text, language),
        ),
        thinking=reasoned(unit, _steps(found, fields, language)),
        answer=written(found),
        quote=text,
        template=f"elements_{language}_{template}_{len(found)}",
        difficulty=hard,
    )


@lru_cache(maxsize=4096)
def clauses(unit: Unit) -> tuple[tuple[str, Elements], ...]:
    """The clauses of the unit that have two elements or more."""
    read = (_read(rule, unit.language) for rule in rules(unit))
    return tuple(entry for entry in read if len(entry[1]) >= _FEW)


def written(found: Elements) -> str:
    """The elements as JSON."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _read(rule: Rule, language: str) -> tuple[str, Elements]:
    """The clause, with its condition before it, up to its last word; and its elements."""
    if _UNREAD.search(rule.text):
        return "", {}
    read = _read_zh if language == "zh" else _read_en
    text, elements = read(rule)
    elements = elements | _figures(text, rule, language) if elements else {}
    return text, {name: span for name, span in elements.items() if span}


def _read_zh(rule: Rule) -> tuple[str, Elements]:
    place = 0 if rule.kind == "deadline" else rule.text.find(rule.before)
    last = rule.figure if rule.kind == "limit" else rule.after
    end = rule.text.find(last, place + (rule.kind != "deadline") * len(rule.before)) + len(last)
    condition = _CONDITION.fullmatch(rule.text[:place])
    whole = condition or _SOURCE.fullmatch(rule.text[:place])
    start = 0 if whole else place
    elements = {"条件": condition[1]} if condition else {}
    if rule.kind == "limit":
        item = _FROM.sub("", rule.before)
        limited = {"事项": item, "限定": rule.after}
        return rule.text[start:end], elements | limited if _ITEM.fullmatch(item) else {}
    modal = _MODAL["zh"].search(rule.text, place)
    halved = (start > 0 and not whole) or (end < len(rule.text) and len(last) < _BRIEF)
    if modal is None or halved:
        return "", {}
    head = rule.text[place : modal.start()].strip("，")
    if head.endswith("的"):
        elements["条件"] = head
    elif _WHO.fullmatch(head):
        elements["主体"] = head
    elements |= {"要求": modal.group(), "行为": rule.text[modal.end() : end]}
    return rule.text[start:end], elements


def _read_en(rule: Rule) -> tuple[str, Elements]:
    modal = _MODAL["en"].search(rule.text)
    if modal is None or _ASKING.match(rule.text):
        return "", {}
    head, act = rule.text[: modal.start()].strip(), rule.text[modal.end() :].strip()
    if limit := _BOUND.match(act):
        return rule.text, {"item": head, "bound": limit[1]}
    return rule.text, {"subject": head, "modal": modal.group(), "act": act}


def _figures(text: str, rule: Rule, language: str) -> Elements:
    """The figures of a clause, where there is one of a kind, and from when a period runs."""
    found = {}
    for name, (pattern, _) in zip(_FIGURES[language], KINDS[language], strict=True):
        spans = [match.group() for match in re.finditer(pattern, text)]
        found[name] = spans[0] if len(spans) == 1 else ""
    if language == "en":
        return found
    if rule.kind == "limit" and not any(found.values()):
        found["数额"] = rule.figure
    starts = _FROM.findall(text)
    return found | {"起算": starts[0] if len(starts) == 1 else ""}


def _missing(text: str, elements: Elements, language: str) -> list[str]:
    """The kinds of figures, where the clause has no figure at all."""
    if _NUMERAL.search(text):
        return []
    return [name for name in _FIGURES[language] if name not in elements]


def _frame(language: str, dice: Random) -> str:
    """Who asks for the elements; it says nothing about the clause."""
    who = person if language == "zh" else customer
    return str(dice.choice(words("elements")[f"frames_{language}"])).format(
        who=who(language, dice),
        city=dice.choice(shared("people", f"cities_{language}")),
        month=dice.randrange(1, 13),
        day=dice.randrange(1, 29),
    )


def _field(name: str, language: str) -> str:
    meant = words("elements")[language][name]
    return f"{name}（{meant}）" if language == "zh" else f"{name} ({meant})"


def _steps(found: Elements, fields: list[str], language: str) -> str:
    """Each element as it stands in the clause, cut short, and what the clause lacks."""
    stop = _CUT[language]
    steps = [f"{name}={span[:stop]}{'…' * (len(span) > stop)}" for name, span in found.items()]
    absent = "没写" if language == "zh" else " is not there"
    steps += [f"{name}{absent}" for name in fields if name not in found]
    return LIST[language].join(steps)


AGENT: Final = Scribe("clause_element_extraction", "json_fields", usable, draw)
