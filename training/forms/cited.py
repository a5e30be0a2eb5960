"""Free text that names its grounds: articles of statutes, or numbered sources."""

import re

from training.forms.reading import plain
from training.forms.texts import overlap, same_statement
from training.numerals import plain_numerals

LEAST_OVERLAP_OF_A_CLAIM = 0.5
"""Least character-bigram F1 of what two texts say before one citation."""

_NUMERAL = r"[\d零〇一二两三四五六七八九十百千]{1,12}"
_TITLE = r"《([^《》]{1,80})》|[“\"]([^“”\"]{1,120})[”\"]"
_PARTS = rf"(?:之{_NUMERAL})?(?:第\s?{_NUMERAL}\s?款)?(?:第\s?\(?{_NUMERAL}\)?\s?项)?"
_ARTICLE = rf"第\s?({_NUMERAL})\s?条({_PARTS})|\barticle\s?(\d{{1,6}})"
_REFERENCE = re.compile(
    rf"(?:(?:{_TITLE})[\s,]{{0,3}})?(?:{_ARTICLE})(?:\s(?:of|in)\s(?:the\s)?(?:{_TITLE}))?"
)
_HEADED = re.compile(rf"\(\s?(?:{_TITLE})[\s,]{{0,3}}([^()《》“”\"]{{0,60}})\)")
_STATE = "中华人民共和国"
_CITATION = re.compile(r"[\[【]\s?(\d{1,3}(?:\s?[,、]\s?\d{1,3}){0,20})\s?[\]】]")
_SAID = re.compile(r"\w")

Reference = tuple[str, str]
"""Title and article; no title where the text names none."""


def text_with_articles(text: str) -> str | None:
    """The text, where it says something and names an article (or a titled heading) for it."""
    said = plain(text)
    named, rest = _referenced(said)
    return said if named and _SAID.search(rest) else None


def same_with_articles(gold: str, answer: str) -> bool:
    """Same set of (title, article), and the same statement beside it."""
    named, rest = _referenced(gold)
    other, said = _referenced(answer)
    return named == other and same_statement(rest, said)


def text_with_citations(text: str) -> str | None:
    """The text with its citations as `[1][3]`, where it says something and cites for it."""
    said = _CITATION.sub(lambda match: _bracketed(match[1]), plain(text))
    rest = _CITATION.sub(" ", said)
    return said if rest != said and _SAID.search(rest) else None


def same_with_citations(gold: str, answer: str) -> bool:
    """Same set of citations, each for the same claim, and the same statement beside them."""
    wanted, said = _claims(gold), _claims(answer)
    if wanted.keys() != said.keys():
        return False
    if not same_statement(_CITATION.sub(" ", gold), _CITATION.sub(" ", answer)):
        return False
    return all(overlap(wanted[n], said[n]) >= LEAST_OVERLAP_OF_A_CLAIM for n in wanted)


def _referenced(text: str) -> tuple[set[Reference], str]:
    """The references of a text, and the text without them; a bare article has the last title."""
    named: set[Reference] = set()
    title = ""
    for match in _REFERENCE.finditer(text):
        before, quoted, article, parts, english, after, behind = match.groups()
        title = after or behind or before or quoted or title
        named.add((_titled(title), plain_numerals(f"{article or english}{parts or ''}")))
    rest = _REFERENCE.sub(" ", text)
    named |= {(_titled(a or b), heading.strip()) for a, b, heading in _HEADED.findall(rest)}
    return named, _HEADED.sub(" ", rest)


def _titled(title: str) -> str:
    return title.strip().removeprefix(_STATE).removeprefix("the ")


def _bracketed(numbers: str) -> str:
    return "".join(f"[{int(number)}]" for number in re.split("[,、]", numbers))


def _claims(text: str) -> dict[str, str]:
    """What stands before each citation since the one before it, by number."""
    claims: dict[str, str] = {}
    claim, last = "", 0
    for match in _CITATION.finditer(text):
        claim = text[last : match.start()].strip() or claim
        last = match.end()
        claims[match[1]] = f"{claims.get(match[1], '')}{claim}"
    return claims
