"""Consulting answers by alignment: question and material side by side, the gap between."""

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from agentar_assets.verification.answerers import quantities
from agentar_assets.verification.answerers.material import asked
from agentar_assets.verification.answerers.question import Question

_GIVES = "give|stated"
_KINDS = (
    ("期限|period", ("day", "month", "year")),
    ("比例|percentage", ("ratio",)),
    ("金额|数额|amount", ("money", "share", "count", "times")),
)
_COMPARES = re.compile(
    r"(?:不得?|最|至|at least|at most|no more than|no less than|not exceed).{0,4}(?:人民币)?$"
)


def answer(question: Question) -> str | None:
    """The gap that fits best; null where question and material share nothing to align."""
    found = asked(question.text)
    if found is None:
        return None
    for word, dimensions in _KINDS:
        only = (
            rf"(?:规定|资料里写|涉及|given?|stated|material).*(?:{word})|(?:{word}).*(?:{_GIVES})"
        )
        if re.search(only, found.text):
            return next(_quantities(found.material, dimensions), None)
    anchor = _anchor(found.material, found.text)
    if anchor is None:
        return None
    picks = next((picks for asks, picks in _GAPS if re.search(asks, found.text, re.I)), _rest)
    return picks(found.material, *anchor)


def _anchor(material: str, text: str) -> tuple[int, int] | None:
    """The longest stretch of the material that the question repeats."""
    match = SequenceMatcher(
        None, material.lower(), text.lower(), autojunk=False
    ).find_longest_match()
    return (match.a, match.a + match.size) if match.size > 1 else None


def _subject(material: str, start: int, _end: int) -> str | None:
    words = re.split(r"[，,。；;：]\s*|由", material[:start])[-1]
    return words.strip() or None


def _quantities(material: str, dimensions: tuple[str, ...]) -> Iterator[str]:
    for one in quantities.read(material):
        if one.dimension in dimensions:
            yield material[one.start : one.end]


def _nearest_period(material: str, start: int, end: int) -> str | None:
    """The period nearest to the anchor, with the word that makes it a term."""
    found = [one for one in quantities.read(material) if one.dimension in ("day", "month", "year")]
    if not found:
        return None
    near = min(found, key=lambda one: min(abs(start - one.end), abs(one.start - end)))
    tail = re.match(r"以内|之内|内", material[near.end :])
    lead = re.search(r"within $", material[: near.start])
    return (
        (lead.group() if lead else "")
        + material[near.start : near.end]
        + (tail.group() if tail else "")
    )


def _first_figure(material: str, _start: int, end: int) -> str | None:
    """The first figure behind the anchor."""
    rest = material[end:]
    found = quantities.read(rest)
    if found:
        return rest[found[0].start : found[0].end]
    bare = re.search(r"-?\d[\d,.]*", rest)
    return bare.group() if bare else None


def _bound(material: str, _start: int, end: int) -> str | None:
    """The first figure behind the anchor, with the comparison before it."""
    rest = material[end:]
    for one in quantities.read(rest):
        compared = _COMPARES.search(rest[: one.start])
        if compared:
            return rest[compared.start() : one.end].strip()
    return None


def _undone(material: str, start: int, end: int) -> str | None:
    """What stands behind the anchor and its ban."""
    ban = re.match(r"\s*(?:不得|不能)", material[end:])
    return _rest(material, start, end + (ban.end() if ban else 0))


def _rest(material: str, _start: int, end: int) -> str | None:
    """What stands behind the anchor, to the end of the sentence, without the modal word."""
    rest = re.sub(r"^\s*(?:应当|必须|是指|指的是|是|指|must not |must )", "", material[end:])
    return rest.split("。")[0].strip() or None


_GAPS: tuple[tuple[str, Callable[[str, int, int], str | None]], ...] = (
    (r"谁|哪一方|哪个单位|^who|which party", _subject),
    (r"多长时间|多久|时限|time limit|how soon", _nearest_period),
    (r"(?:不得|不能)做|must not do", _undone),
    (r"是多少|how much|figure", _first_figure),
    (r"限额|数额|数量限制|limit|bound", _bound),
)
"""What is asked, and the gap that answers it."""
