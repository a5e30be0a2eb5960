"""What words that do not say of which law or article they speak lean on: what was read before."""

from dataclasses import replace

from agentar_assets.documents.citing.locators import ARTICLE, ITEM, PARAGRAPH, Token
from agentar_assets.documents.citing.places import Places, Spot
from agentar_assets.documents.citing.pointers import Pointer, narrowed, relative

_LONGEST_LINE = 2_000
_FARTHEST_BACK = 40
_BROKEN = ("违反", "有", "有前述", "实施")


class Context:
    """The provisions that a text has spoken of so far, and its own."""

    def __init__(self, text: str, places: Places) -> None:
        self.found: list[Pointer] = []
        self._text, self._places = text, places

    def law(self, token: Token) -> str | None:
        """The title of the law last spoken of: in this line, or in a text that has no articles."""
        last = self.found[-1] if self.found else None
        near = last and (not self._places.known or self._in_line(last, token))
        return last.title if last and near else None

    def within(self, token: Token) -> Pointer | None:
        """A paragraph or an item without its article; null: of none that is spoken of."""
        spot = self._places.at(token.start)
        lead = self._lead(spot, token) if spot else None
        recent = self._recent(token)
        if lead and not (recent and recent.start > lead.start):
            return lead
        if token.level == PARAGRAPH:
            return self._paragraph(token, spot, recent)
        return self._item(token, spot, recent) if token.level == ITEM else None

    def related(self, token: Token) -> Pointer | None:
        """What `前款`, `本条` or `该条` means; null: nothing that is there."""
        if token.word[0] in "该同":
            return self._same(token)
        spot = self._places.at(token.start)
        return relative(token, self._places, spot) if spot else None

    def nearest(self, pointer: Pointer) -> Pointer:
        """An item of `前款` that is not in it stands in a paragraph before: that one is meant."""
        spot = self._places.at(pointer.start)
        if spot is None or pointer.title or pointer.articles != (spot.article, spot.article):
            return pointer
        if pointer.level != ITEM or len(pointer.paragraphs) != 1:
            return pointer
        told = (pointer.paragraphs[0], pointer.items[0])
        if self._places.has(spot.article, *told):
            return pointer
        paragraph = self._places.listing(spot.article, told[1], told[0])
        return replace(pointer, paragraphs=(paragraph,)) if paragraph else pointer

    def _paragraph(self, token: Token, spot: Spot | None, recent: Pointer | None) -> Pointer | None:
        if spot and (recent is None or self._places.has(spot.article, token.number)):
            return narrowed(_of(spot, token), token)
        return _after(recent, token) if recent else None

    def _item(self, token: Token, spot: Spot | None, recent: Pointer | None) -> Pointer | None:
        if recent and recent.items:
            return _after(recent, token)
        if spot:
            paragraph = self._places.listing(spot.article, token.number, spot.paragraph)
            if paragraph:
                return narrowed(replace(_of(spot, token), paragraphs=(paragraph,)), token)
        return _after(recent, token) if recent else None

    def _lead(self, spot: Spot, token: Token) -> Pointer | None:
        """The same part of the one article that the words above a list of items speak of.

        `违反本法第九条规定的，依照下列规定处罚：（一）违反第三项的，…` means an item of the ninth.
        """
        span = self._places.lead(spot)
        if span is None or not self._text.endswith(_BROKEN, 0, token.start):
            return None
        above = [
            pointer
            for pointer in self.found[-_FARTHEST_BACK:]
            if span[0] <= pointer.start and pointer.end <= span[1]
        ]
        if not above or len({(pointer.title, pointer.articles) for pointer in above}) > 1:
            return None
        made = _after(above[-1], token)
        name, _ = made.articles or ("", "")
        paragraph = made.paragraphs[0] if made.paragraphs else None
        there = self._places.has(name, paragraph, made.items[0] if made.items else None)
        return made if there and not made.title and name != spot.article else None

    def _same(self, token: Token) -> Pointer | None:
        """What `该条` or `同款` repeats."""
        recent = self._recent(token)
        if recent is None or recent.level < token.level:
            return None
        return replace(
            recent,
            start=token.start,
            end=token.end,
            level=token.level,
            paragraphs=recent.paragraphs if token.level > ARTICLE else (),
            items=recent.items if token.level > PARAGRAPH else (),
        )

    def _recent(self, token: Token) -> Pointer | None:
        """The article last spoken of in this line."""
        last = self.found[-1] if self.found else None
        return last if last and last.articles and self._in_line(last, token) else None

    def _in_line(self, last: Pointer, token: Token) -> bool:
        far = token.start - last.end > _LONGEST_LINE
        return not far and self._text.find("\n", last.end, token.start) < 0


def _of(spot: Spot, token: Token) -> Pointer:
    return Pointer(token.start, token.end, articles=(spot.article, spot.article))


def _after(before: Pointer, token: Token) -> Pointer:
    """A further number: what stands above it is as in the one before."""
    return narrowed(replace(before, start=token.start), token)
