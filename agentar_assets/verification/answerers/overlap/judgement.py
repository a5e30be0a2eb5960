"""Compliance by likeness: the likest clause of the provision, and whether both say no alike."""

import re
from difflib import SequenceMatcher
from fractions import Fraction

from agentar_assets.verification.answerers.likeness import clauses, cosine, grams
from agentar_assets.verification.answerers.question import Question, case, verdict

_NOES = (
    "不",
    "未",
    "没",
    "无",
    "禁",
    "拒",
    "勿",
    "not",
    "never",
    "without",
    "refus",
    "fail",
    "n't",
)
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SCALES = {"万": 10_000, "亿": 100_000_000}
_RISING = (
    "超过",
    "高于",
    "多于",
    "最高",
    "最多",
    "至多",
    "内",
    "以下",
    "上限",
    "exceed",
    "most",
    "more than",
    "within",
    "up to",
    "above",
)
_FALLING = (
    "低于",
    "少于",
    "至少",
    "最低",
    "最少",
    "以上",
    "起",
    "满",
    "提前",
    "不足",
    "least",
    "less than",
    "minimum",
    "below",
)


def answer(question: Question) -> str | None:
    """Verdict and place; null where no clause is like the situation."""
    asked = case(question.text)
    if asked is None or not asked.place:
        return None
    facts = grams(asked.facts, 1, 2)
    ranked = sorted(clauses(asked.rule), key=lambda part: -cosine(grams(part, 1, 2), facts))
    for clause in ranked:
        kept = _figures_agree(clause, asked.facts)
        if kept is not None:
            return verdict(question, asked.place, compliant=kept)
    if not ranked or cosine(grams(ranked[0], 1, 2), facts) < 0.1:  # noqa: PLR2004  (strangers)
        return None
    return verdict(
        question, asked.place, compliant=_parity(ranked[0], _last_like(ranked[0], asked.facts))
    )


def _noes(text: str) -> int:
    return sum(text.lower().count(no) for no in _NOES)


def _last_like(clause: str, facts: str) -> str:
    """The clause of the facts that is likest to a clause."""
    bag = grams(clause, 1, 2)
    return max(clauses(facts), key=lambda part: cosine(grams(part, 1, 2), bag))


def _parity(clause: str, facts: str) -> bool:
    """Whether clause and facts deny equally often, of what the clause says."""
    return _noes(clause) % 2 == _noes(facts) % 2


def _figures_agree(clause: str, facts: str) -> bool | None:
    """Whether the one figure of the facts lies on the side of the clause's figure that it names."""
    ours = _figures(clause)
    theirs = _figures(_unsaid(clause, facts))
    shared = [(limit, fact) for limit, unit in ours for fact, other in theirs if unit == other]
    if not shared:
        return None
    limit, fact = shared[0]
    low = clause.lower()
    if any(word in low for word in _RISING):
        return fact <= limit
    return fact >= limit if any(word in low for word in _FALLING) else None


def _unsaid(clause: str, facts: str) -> str:
    """The facts without the longest run of characters that they copy from the clause."""
    match = SequenceMatcher(None, clause, facts, autojunk=False).find_longest_match()
    end = match.b + match.size
    while end > match.b and (facts[end - 1].isdigit() or facts[end - 1] in ",."):
        end -= 1
    return facts[: match.b] + "|" + facts[end:]


def _figures(text: str) -> list[tuple[Fraction, str]]:
    """Figures as fractions, each with the character that follows it and its scale."""
    found = []
    for match in _FIGURE.finditer(text):
        value, rest = Fraction(match.group().replace(",", "")), text[match.end() :].lstrip()
        if rest[:1] in _SCALES:
            value, rest = value * _SCALES[rest[0]], rest[1:]
        unit = rest.removeprefix("个")[:1]
        found.append((value, unit if unit.isalnum() or unit == "%" else ""))
    return found
