"""Compliance by search: write what keeping and what breaking each clause looks like, and align."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from agentar_assets.verification.answerers import quantities
from agentar_assets.verification.answerers.quantities import Quantity
from agentar_assets.verification.answerers.question import Question, case, verdict

_MODAL = re.compile(
    r"(?P<ban>不得|禁止|严禁|不可以|不能|must "
    r"not|may not|shall not)|(?P<duty>应当|必须|"
    r"须|must|shall)"
)
_DONE = ("", "已", "已经", "按要求", "仍")
_UNDONE = ("未", "没有", "并未", "没", "did not ", "was not ", "were not ", "not ")
_CEILING = re.compile(
    r"(?:不得|不)(?:超过|高于|多于|大于)|最[高多长](?:不超过|"
    r"为)?|至多|上限|(?:must |may )?not exceed|"
    r"(?:no|not) more than|at most|up to|within|"
    r"limited to"
)
_FLOOR = re.compile(
    r"(?:不得|不)(?:低于|少于|小于|短于)|至少|"
    r"最[低少短]|not (?:be )?(?:below|less than)|"
    r"no less than|at least|minimum"
)
_SPLIT = re.compile(r"[，。；;]|,(?!\d)|\.\s")


def answer(question: Question) -> str | None:
    """Verdict and place of the hypothesis that aligns best with the situation."""
    asked = case(question.text)
    if asked is None or not asked.place:
        return None
    fresh = [one for one in quantities.read(asked.facts) if _fresh(asked.rule, asked.facts, one)]
    made = [*_measured(asked.rule, asked.facts, fresh)] or _modal(asked.rule)
    scored = [(_alignment(text, asked.facts), kept) for text, kept in made]
    if not scored:
        return None
    _, kept = max(scored, key=lambda pair: pair[0])
    return verdict(question, asked.place, compliant=kept)


def _fresh(rule: str, facts: str, fact: Quantity) -> bool:
    """Whether a figure of the facts is their own and no copy from the rule."""
    return facts[max(0, fact.start - 1) : fact.end + 1] not in rule


def _modal(rule: str) -> Iterator[tuple[str, bool]]:
    """Sentences that would show a clause kept (true) or broken (false), one modal word replaced."""
    for modal in _MODAL.finditer(rule):
        start = max(rule.rfind(mark, 0, modal.start()) for mark in "，,。；;：") + 1
        before, after = rule[start : modal.start()], rule[modal.end() :].strip()
        ban = modal.lastgroup == "ban"
        yield from ((before + word + after, not ban) for word in _DONE)
        yield from ((before + word + after, ban) for word in _UNDONE)


def _measured(rule: str, facts: str, fresh: list[Quantity]) -> Iterator[tuple[str, bool]]:
    """Each clause with a figure of the facts in the place of its limit, and how that is judged."""
    for clause in _SPLIT.split(rule):
        ceiling = bool(_CEILING.search(clause)) or bool(re.search(r"(?:以)?内|以下", clause))
        floor = bool(_FLOOR.search(clause)) or bool(re.search(r"以上|提前|满", clause))
        if ceiling == floor:
            continue
        for limit in quantities.read(clause):
            for fact in (one for one in fresh if one.dimension == limit.dimension):
                said = clause[: limit.start] + facts[fact.start : fact.end] + clause[limit.end :]
                kept = fact.value <= limit.value if ceiling else fact.value >= limit.value
                yield _FLOOR.sub("", _CEILING.sub("", said)), kept


def _alignment(hypothesis: str, facts: str) -> float:
    """Likeness of a hypothesis and the end of the facts, where they tell what happened."""
    tail = facts[-len(hypothesis) - 4 :]
    return SequenceMatcher(None, hypothesis, tail, autojunk=False).ratio()
