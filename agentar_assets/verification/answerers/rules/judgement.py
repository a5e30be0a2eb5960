"""Compliance by rule: bounds on quantities first, then who must and must not do what."""

import operator
import re
from collections.abc import Callable
from decimal import Decimal

from agentar_assets.verification.answerers import quantities
from agentar_assets.verification.answerers.quantities import Quantity
from agentar_assets.verification.answerers.question import Question, case, verdict

_MOST = re.compile(
    r"不得?超过|不得?高于|不得?多于|不得?大于|"
    r"最[高多长]|至多|上限为?|限于|not exceed|"
    r"no more than|not more than|at most|"
    r"up to|maximum|no later than|within|limited to|not be above",
    re.I,
)
_LEAST = re.compile(
    r"不得?低于|不得?少于|不得?小于|不得?短于|"
    r"不足|至少|最[低少短]|起存金额|起点|提前|"
    r"满|年满|at least|no less than|not less "
    r"than|minimum|"
    r"not be below|not below",
    re.I,
)
_MOST_AFTER = re.compile(r"^\s*(?:以内|之内|内|以下|为限)")
_LEAST_AFTER = re.compile(r"^\s*(?:以上|及以上|起)")
_MODAL = re.compile(
    r"(?P<ban>不得|禁止|严禁|不可以|不能|不应|must not|may not|shall not|cannot)"
    r"|(?P<duty>应当|必须|应该|must|shall|is required to)",
    re.I,
)
_UNDONE = re.compile(r"未|没|拒绝|拒不|漏|not\b|n't|without|never|fail|refus", re.I)

Bound = Callable[[Decimal, Decimal], bool]


def answer(question: Question) -> str | None:
    """Verdict and place; null where the provision says nothing about the situation."""
    asked = case(question.text)
    if asked is None or not asked.place:
        return None
    kept = _within_bounds(asked.rule, asked.facts)
    if kept is None:
        kept = _permitted(asked.rule, asked.facts)
    return None if kept is None else verdict(question, asked.place, compliant=kept)


def _within_bounds(rule: str, facts: str) -> bool | None:
    """Whether every quantity of the facts keeps the bound of its dimension; null without one."""
    bounds = [(limit, bound) for limit in quantities.read(rule) if (bound := _bound(rule, limit))]
    verdicts = []
    for fact in quantities.read(facts):
        if facts[max(0, fact.start - 1) : fact.end + 1] in rule:
            continue
        near = [pair for pair in bounds if pair[0].dimension == fact.dimension]
        if near:
            limit, bound = max(near, key=lambda pair: _shared(rule, pair[0], facts, fact))
            verdicts.append(bound(fact.value, limit.value))
    return all(verdicts) if verdicts else None


def _bound(rule: str, limit: Quantity) -> Bound | None:
    before, after = rule[max(0, limit.start - 14) : limit.start], rule[limit.end : limit.end + 5]
    before = re.split(r"[，。；;]|,(?!\d)", before)[-1]
    if _MOST_AFTER.match(after):
        return operator.le
    if _LEAST_AFTER.match(after):
        return operator.ge
    most, least = [*_MOST.finditer(before)], [*_LEAST.finditer(before)]
    if most and (not least or most[-1].end() > least[-1].end()):
        return operator.le
    return operator.ge if least else None


def _shared(rule: str, limit: Quantity, facts: str, fact: Quantity) -> int:
    """Characters that the words before two quantities share."""
    ours, theirs = (
        set(text[max(0, place.start - 16) : place.start])
        for text, place in ((rule, limit), (facts, fact))
    )
    return len(ours & theirs)


def _permitted(rule: str, facts: str) -> bool | None:
    """Whether what was done is allowed: the modal word that the facts replace, and by what."""
    replaced = _replaced(rule, facts)
    if replaced is None:
        return None
    undone = bool(_UNDONE.search(_own_words(rule, facts)))
    return undone if replaced.lastgroup == "ban" else not undone


def _replaced(rule: str, facts: str) -> re.Match[str] | None:
    """The modal word of the rule whose surroundings the facts repeat without it."""
    modals = [*_MODAL.finditer(rule)]
    gone = [
        modal
        for modal in modals
        if rule[modal.start() : modal.end() + 3].lower() not in facts.lower()
    ]
    return max(gone or modals, key=lambda modal: _repeated(rule, modal, facts), default=None)


def _repeated(rule: str, modal: re.Match[str], facts: str) -> int:
    """How many characters after the modal word the facts repeat."""
    rest = rule[modal.end() :].strip()
    return max((size for size in range(2, 14) if rest[:size] in facts), default=0)


def _own_words(rule: str, facts: str) -> str:
    """What the facts say in words of their own: without the runs they share with the rule."""
    rule = _MODAL.sub("|", rule.lower())
    facts = facts.lower()
    own, at = [], 0
    while at < len(facts):
        sizes = range(min(40, len(facts) - at), 5 if facts.isascii() else 2, -1)
        size = next((size for size in sizes if facts[at : at + size] in rule), 0)
        own.append("|" if size else facts[at])
        at += size or 1
    return "".join(own)
