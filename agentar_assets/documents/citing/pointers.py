"""What words that point mean together: `第三条`, then `第二款`, then `至第四款`."""

from dataclasses import dataclass, replace
from typing import Any, Final

from agentar_assets.documents.citing.locators import (
    ARTICLE,
    ITEM,
    LAW,
    PARAGRAPH,
    UNITS,
    Token,
)
from agentar_assets.documents.citing.places import Divisions, Places, Spot
from agentar_assets.documents.structure.ordinals import article, chinese

BOOKS: Final = dict(
    zip(
        "一二三四五六七",
        ("总则", "物权编", "合同编", "人格权编", "婚姻家庭编", "继承编", "侵权责任编"),
        strict=True,
    )
)
"""The books of the Civil Code by their numbers."""
_WIDEST: Final = 50
"""Paragraphs or items of one range at most; of a wider one only its ends count."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A provision, or a range of them, and the words that point at it."""

    start: int
    end: int
    title: str | None = None
    """Of another law; null: this one."""
    level: int = LAW
    divisions: Divisions = ()
    articles: tuple[str, str] | None = None
    paragraphs: tuple[int, ...] = ()
    items: tuple[int, ...] = ()

    def rows(self, text: str) -> list[dict[str, Any]]:
        """The pointer as `records.MENTION`, once for each paragraph or item that it spans."""
        first, last = self.articles or (None, None)
        return [
            {
                "text": text[self.start : self.end],
                "start": self.start,
                "end": self.end,
                "relation": "cites",
                "title": self.title,
                "first": first,
                "last": last,
                "paragraph": paragraph,
                "item": item,
            }
            for paragraph in self.paragraphs or (None,)
            for item in self.items or (None,)
        ]


def narrowed(pointer: Pointer, token: Token) -> Pointer:
    """The pointer with one more number behind it; what was deeper than that number is gone.

    Of a range of articles no paragraph is told: `第五条第二款至第七条第三款` is articles 5 to 7.
    """
    level, number = token.level, token.number
    pointer = replace(pointer, end=token.end, level=level)
    if level > ARTICLE and pointer.articles and pointer.articles[0] != pointer.articles[1]:
        return pointer
    if level == ITEM:
        return replace(pointer, items=(number,))
    if level == PARAGRAPH:
        return replace(pointer, paragraphs=(number,), items=())
    if level == ARTICLE:
        name = article(number, token.added)
        return replace(pointer, articles=(name, name), paragraphs=(), items=())
    if level < ARTICLE:
        outer = tuple(part for part in pointer.divisions if UNITS.index(part[1]) < level)
        return replace(pointer, divisions=(*outer, (chinese(number), UNITS[level])))
    return pointer


def reaching(pointer: Pointer, token: Token, places: Places) -> Pointer:
    """The pointer made a range that ends with this number."""
    level, number = token.level, token.number
    ended = replace(pointer, end=token.end, level=level)
    if level == ITEM and pointer.items:
        return replace(ended, items=_range(pointer.items[0], number))
    if level == PARAGRAPH and pointer.paragraphs:
        return replace(ended, paragraphs=_range(pointer.paragraphs[0], number), items=())
    last = narrowed(pointer, token)
    if level == ARTICLE and pointer.articles and last.articles:
        return replace(last, articles=(pointer.articles[0], last.articles[1]))
    first, final = (settled(end, places, None).articles for end in (pointer, last))
    return replace(ended, articles=(first[0], final[1]) if first and final else None)


def settled(pointer: Pointer, places: Places, spot: Spot | None) -> Pointer:
    """The pointer with the articles of its chapters, where they are this law's."""
    if pointer.articles or pointer.title or not pointer.divisions:
        return pointer
    return replace(pointer, articles=places.articles(pointer.divisions, spot))


def booked(pointer: Pointer) -> Pointer:
    """The pointer with the book of the Civil Code in its title, where one is told by number."""
    if pointer.divisions and pointer.divisions[0][1] == "编" and not pointer.articles:
        book = BOOKS.get(pointer.divisions[0][0])
        if book and pointer.title and pointer.title.endswith("民法典"):
            return replace(pointer, title=f"{pointer.title} {book}")
    return pointer


def relative(token: Token, places: Places, spot: Spot) -> Pointer | None:
    """What `前款`, `本条` or `本章` means at a spot; null: nothing that is there.

    A paragraph before the first one is numbered 0, so that the mention is kept and fails.
    """
    here = Pointer(token.start, token.end, None, token.level)
    if token.level < ARTICLE:
        size = next((at for at, part in enumerate(spot.divisions, 1) if part[1] in token.word), 0)
        if token.word.endswith("编") and not size:  # a book of a code that is a text of its own
            return replace(here, articles=(places.names[0], places.names[-1]))
        articles = places.articles(spot.divisions[:size], None) if size else None
        return replace(here, articles=articles) if articles else None
    back = token.word[0] in "前上"
    if token.level == ARTICLE:
        articles = places.before(spot, token.number) if back else (spot.article, spot.article)
        return replace(here, articles=articles) if articles else None
    here = replace(here, articles=(spot.article, spot.article), paragraphs=(spot.paragraph,))
    if token.level == PARAGRAPH:
        earlier = _before(spot.paragraph, token.number) or (0,)
        return replace(here, paragraphs=earlier) if back else here
    if spot.item:
        items = _before(spot.item, token.number) if back else (spot.item,)
        return replace(here, items=items)
    return None


def _range(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1)) if first < last < first + _WIDEST else (first, last)


def _before(number: int, count: int) -> tuple[int, ...]:
    return tuple(range(max(1, number - count), number))
