"""Provisions that English texts speak of: `Article 5(2)`, `paragraph 2 of Article 7`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from agentar_assets.documents.citing.places import Places, Spot
from agentar_assets.documents.citing.pointers import Pointer

_KINDS: Final = "Law|Act|Code|Regulations?|Rules|Measures|Directive|Provisions|Interpretations?"
_ONE = r"\d{1,4}[A-Z]?(?:\s?\(\w{1,4}\)){0,4}"
_JOIN = r"(?:\s*,?\s*(?:and|or|to|through|–|-)\s*|\s*,\s*)"
_WORD = r"[A-Z][\w’'-]*"
_TITLE = rf"(?:{_WORD}\s+(?:(?:{_WORD}|of|on|and|the|for|in|against)\s+){{0,12}}?)?(?:{_KINDS})\b"
_COUNTS: Final = {"two": 2, "three": 3, "four": 4, "five": 5}
_POINTER = re.compile(
    rf"(?:\b(?:[Ii]tems?|[Ss]ubparagraphs?)\s+\(?(?P<item>\d{{1,4}})\)?\s+of\s+)?"
    rf"(?:\b[Pp]aragraphs?\s+\(?(?P<paragraph>\d{{1,4}})\)?(?:{_JOIN}\(?(?P<until>\d{{1,4}})\)?)?\s+of\s+)?"
    rf"(?:\bArticles?\s+(?P<articles>{_ONE}(?:{_JOIN}{_ONE}){{0,40}})"
    rf"(?:\s*,?\s+(?:of|in)\s+(?:(?P<own>this\s+(?:{_KINDS}))|(?:the\s+)?(?P<title>{_TITLE})))?"
    r"|\b[Tt]his\s+(?P<this>Article|paragraph)\b"
    rf"|\b[Tt]he\s+(?:preceding|previous)\s+(?P<count>{'|'.join(_COUNTS)})?\s*(?P<near>Article|paragraph)s?\b)",
)
_NUMBER = re.compile(
    rf"(?P<join>{_JOIN})?(?P<name>\d{{1,4}}[A-Z]?)(?P<deep>(?:\s?\(\w{{1,4}}\)){{0,4}})"
)


def mentions(text: str, sections: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The provisions that an English text speaks of, as `records.MENTION`, in order.

    Args:
        text: The whole text.
        sections: Its parts as `records.SECTION`.
    """
    places = Places(sections)
    return [
        row
        for found in _POINTER.finditer(text)
        if not _heads(found, places)
        for pointer in _pointers(found, places)
        for row in pointer.rows(text)
    ]


def _pointers(found: re.Match[str], places: Places) -> Iterator[Pointer]:
    spot = places.at(found.start())
    if not found["articles"]:
        pointer = _relative(found, places, spot) if spot else None
        if pointer:
            yield pointer
        return
    listed = list(_listed(found, places))
    last = len(listed) - 1
    for at, pointer in enumerate(listed):
        start = found.start() if at == 0 else pointer.start
        end = found.end() if at == last else pointer.end
        yield replace(pointer, start=start, end=end, title=found["title"])


def _listed(found: re.Match[str], places: Places) -> Iterator[Pointer]:
    """A pointer for each number of `5, 6(2) and 8 to 10`."""
    made: Pointer | None = None
    numbers = _NUMBER.finditer(found.string, found.start("articles"), found.end("articles"))
    for number in numbers:
        name = f"Article {number['name']}"
        join = (number["join"] or "").strip(" ,")
        if made and made.articles and join in ("to", "through", "–", "-"):
            made = replace(made, end=number.end(), articles=(made.articles[0], name))
            continue
        if made:
            yield made
        paragraphs, items = _deep(found, number, places, name)
        made = Pointer(
            number.start("name"), number.end(), None, 0, (), (name, name), paragraphs, items
        )
    if made:
        yield made


def _deep(
    found: re.Match[str], number: re.Match[str], places: Places, name: str
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Paragraphs and items that are told of an article, before or behind it."""
    deep = [int(sign) for sign in re.findall(r"\d+", number["deep"])]
    if found["paragraph"]:
        first = int(found["paragraph"])
        item = (int(found["item"]),) if found["item"] else ()
        return tuple(range(first, int(found["until"] or first) + 1)), item
    if found["item"]:
        return (), (int(found["item"]),)
    counts = deep and not found["title"] and not places.has(name, deep[0])
    if counts and places.has(name, None, deep[0]):  # an article that counts its items
        return (), (deep[0],)
    return tuple(deep[:1]), tuple(deep[1:2])


def _relative(found: re.Match[str], places: Places, spot: Spot) -> Pointer | None:
    here = Pointer(found.start(), found.end(), articles=(spot.article, spot.article))
    count = _COUNTS.get(found["count"] or "", 1)
    if found["near"] == "Article":
        articles = places.before(spot, count)
        return replace(here, articles=articles) if articles else None
    if found["near"]:
        earlier = tuple(range(max(1, spot.paragraph - count), spot.paragraph)) or (0,)
        return replace(here, paragraphs=earlier)
    if found["this"] == "paragraph":
        return replace(here, paragraphs=(spot.paragraph,))
    told = (int(found["paragraph"]),) if found["paragraph"] else ()
    return replace(here, paragraphs=told)


def _heads(found: re.Match[str], places: Places) -> bool:
    """Whether a number only opens its article."""
    text, start = found.string, found.start()
    return (start == 0 or text[start - 1] == "\n") and places.opens(text, found.end())
