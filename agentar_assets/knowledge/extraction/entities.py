"""Names of institutions, regulators, products, instruments, indicators, indices and people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import rjieba

from agentar_assets.knowledge.extraction import gazetteer, institutions, people

INSTITUTION: Final = "机构"
INSTRUMENT: Final = "金融工具"
PERSON: Final = "人员"

_TITLE = re.compile(r"《[^《》]*》")
_LISTED = re.compile(r"(?<![A-Za-z\d.])\d{5,6}\.(?:SH|SZ|BJ|HK|OF|IB|SS)(?![A-Za-z\d])")
_CODED = re.compile(
    r"(?:证券|基金|股票|债券|转债|ETF|交易)(?:代码|简码|代号)(?:为|是)?[：:|\s]{0,3}(\d{6})(?!\d)"
)
_SHORT = 2
_BESIDE = 3


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that a document gives to an entity for itself."""

    name: str
    entity_id: str
    type: str


class _Span(NamedTuple):
    start: int
    end: int
    type: str
    """Empty where the words only look like a name."""
    entity_id: str


def entities(text: str, aliases: tuple[Alias, ...] = ()) -> list[dict[str, Any]]:
    """The entities of a text as `records.ENTITY`: leftmost and longest names, none overlapping.

    Names inside `《…》` belong to the title of a document and are none.

    Args:
        text: What is read.
        aliases: Names that the document defines, as `aliases.defined`.
    """
    masked = _TITLE.sub(lambda found: "\0" * len(found[0]), text) if "《" in text else text
    known = [*_aliased(masked, aliases), *_known(masked)]
    proper = [span for span in known if not institutions.is_kind(text[span.start : span.end])]
    found = known + [span for span in _unknown(masked) if not _holds_any(span, proper)]
    rows: list[dict[str, Any]] = []
    taken = 0
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if span.start < taken:
            continue
        taken = span.end
        if span.type:
            rows.append(
                {
                    "text": text[span.start : span.end],
                    "type": span.type,
                    "entity_id": span.entity_id,
                    "start": span.start,
                    "end": span.end,
                }
            )
    return rows


def _aliased(text: str, aliases: tuple[Alias, ...]) -> Iterator[_Span]:
    if aliases:
        pattern, known = _names(aliases)
        for found in pattern.finditer(text):
            if not (_runs_on(text, found.start()) or _runs_on(text, found.end())):
                yield _Span(*found.span(), known[found[0]].type, known[found[0]].entity_id)


def _known(text: str) -> Iterator[_Span]:
    """Names of the gazetteer, and words that only look like one."""
    for match in gazetteer.current().matches(text):
        name, start, end = match.name, match.start, match.end
        acronym = name.isascii() and name.isupper()
        if (acronym and text[start:end] != name) or _runs_on(text, start) or _runs_on(text, end):
            continue
        if match.entity is None:
            yield _Span(start, end, "", "")
        elif len(name) > _SHORT or name.isascii() or _is_word(text, start, end):
            if match.entity.type == INSTITUTION:
                end = institutions.formal_end(text, end)
            yield _Span(start, end, match.entity.type, match.entity.entity_id)


def _unknown(text: str) -> Iterator[_Span]:
    """Institutions and people by the form of their names, and codes of what is traded."""
    for start, end in institutions.named(text):
        yield _Span(start, end, INSTITUTION, institutions.entity_id(text[start:end]))
    for start, end in people.named(text):
        yield _Span(start, end, PERSON, people.entity_id(text[start:end]))
    if "." in text:
        for found in _LISTED.finditer(text):
            yield _Span(*found.span(), INSTRUMENT, f"code:{found[0]}")
    if "代" in text:
        for found in _CODED.finditer(text):
            yield _Span(*found.span(1), INSTRUMENT, f"code:{found[1]}")


@lru_cache(maxsize=256)
def _names(aliases: tuple[Alias, ...]) -> tuple[re.Pattern[str], dict[str, Alias]]:
    known = {alias.name: alias for alias in aliases}
    longest = sorted(known, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))), known


def _holds_any(span: _Span, known: list[_Span]) -> bool:
    return any(span.start <= other.start and other.end <= span.end for other in known)


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether a short name is cut from no longer words: `中行` is none in `交易中行使权利`."""
    left = max(0, start - _BESIDE)
    return _cut(text[left : end + _BESIDE], start - left, end - left)


@lru_cache(maxsize=65536)
def _cut(words: str, start: int, end: int) -> bool:
    parts = ((begin, stop) for _, begin, stop in rjieba.tokenize(words))
    return not any(
        begin < start < stop < end or start < begin < end < stop for begin, stop in parts
    )


def _runs_on(text: str, at: int) -> bool:
    """Whether an English word runs on across a position; a plural `s` ends one."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    plural = right == "s" and not _letter(text[at + 1 : at + 2])
    return _letter(left) and _letter(right) and not plural


def _letter(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
