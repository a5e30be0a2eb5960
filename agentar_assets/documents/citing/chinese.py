"""Provisions that Chinese texts speak of: `本法第三条`, `前款第二项`, `《X》第五条至第八条`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agentar_assets.documents.citing.context import Context
from agentar_assets.documents.citing.lawnames import Names, legal
from agentar_assets.documents.citing.locators import ARTICLE, LAW, Token, tokens
from agentar_assets.documents.citing.places import Places
from agentar_assets.documents.citing.pointers import Pointer, booked, narrowed, reaching, settled
from agentar_assets.documents.dates import states_a_day

_PAREN = r"(?:[（(][^（）()\n]{0,40}[）)])?"
_GAP = re.compile(
    rf"(?P<part>{_PAREN}(?:的|中的?|所列)?)|(?P<range>\s*{_PAREN}(?:至|到|[—－\-～~]+)\s*)"
    rf"|(?P<list>(?:的?规定)?{_PAREN}(?:[、，,]|[、，]?(?:和|与|及|以及|或者?|并|连同))\s*)"
)
_LONGEST_GAP = 45
_LONGEST_LINE = 500
_WIDER = re.compile(r"修改[《〈](.+?)[》〉].*决定|(.+?)修正案|(.*法典)[\s·]")
_BLANK = re.compile(r"[\s:：.【\[]|$")


def mentions(text: str, sections: Sequence[Mapping[str, Any]], title: str) -> list[dict[str, Any]]:
    """The provisions that a Chinese text speaks of, as `records.MENTION`, in order.

    Words of relation (`前款`, `本条`, `本章`) are resolved to the articles of the text; a range of
    paragraphs or items is one mention for each of them, all with the same span. What stands in
    quotation marks is another text's wording, and none.

    Args:
        text: The whole text.
        sections: Its parts as `records.SECTION`.
        title: What it is called.
    """
    reader = _Reader(text, Places(sections), title)
    for token in tokens(text):
        reader.read(token)
    return [row for pointer in reader.closed() for row in pointer.rows(text)]


class _Reader:
    """Goes through the words that point; those that belong together make one pointer."""

    def __init__(self, text: str, places: Places, title: str) -> None:
        self._text, self._places, self._names = text, places, Names(text, title)
        self._context = Context(text, places)
        self._open: Pointer | None = None
        told = _WIDER.search(title)
        self._wider = (told[1] or told[2] or told[3]) if told else None

    def read(self, token: Token) -> None:
        """Take the next word."""
        before, joint = self._open, self._joint(token)
        if before and joint == "part" and token.level > before.level:
            self._open = self._deeper(before, token)
        elif before and joint == "range":
            self._open = reaching(before, token, self._places)
        else:
            self.closed()
            if token.level == LAW:
                self._open = self._law(token)
            elif before and joint == "list":
                self._open = narrowed(replace(before, start=token.start), token)
            else:
                self._open = self._alone(token)

    def closed(self) -> list[Pointer]:
        """What was found, when there is nothing more to read."""
        pointer, self._open = self._open, None
        if pointer:
            pointer = settled(pointer, self._places, self._places.at(pointer.start))
            if self._wider and not pointer.title and not self._holds(pointer):
                pointer = replace(pointer, title=self._wider)
            if pointer.title or pointer.level > LAW:
                self._context.found.append(booked(pointer))
        return self._context.found

    def _joint(self, token: Token) -> str | None:
        """How a word hangs on what was read before it: part, list, range or not at all."""
        before = self._open
        if before is None or token.start - before.end > _LONGEST_GAP:
            return None
        found = _GAP.fullmatch(self._text, before.end, token.start)
        joint = found.lastgroup if found else None
        further = token.kind == "number" and before.level > LAW
        return joint if joint == "part" or further else None

    def _deeper(self, before: Pointer, token: Token) -> Pointer:
        if token.kind == "number":
            return self._context.nearest(narrowed(before, token))
        if token.word[0] in "前上" and before.level >= ARTICLE:  # of 第三条前两款: the first two
            first = narrowed(before, token._replace(number=1))
            return reaching(first, token, self._places) if token.number > 1 else first
        near = self._context.related(token)
        return replace(near, start=before.start) if near else before

    def _alone(self, token: Token) -> Pointer | None:
        """What a word means that hangs on nothing before it; null: nothing."""
        if token.kind == "near":
            return self._context.related(token)
        if token.level > ARTICLE:
            return self._context.within(token)
        if self._heads(token):
            return None
        here = narrowed(Pointer(token.start, token.end), token)
        if token.level < ARTICLE:
            here = settled(here, self._places, self._places.at(token.start))
            return here if here.articles else None
        if self._holds(here):
            return here
        law = self._context.law(token) or self._wider
        return replace(here, title=law) if law or self._places.known else None

    def _holds(self, pointer: Pointer) -> bool:
        return pointer.articles is not None and self._places.known.issuperset(pointer.articles)

    def _heads(self, token: Token) -> bool:
        """Whether a number only opens an article or a chapter, and cites none."""
        opens = token.start == 0 or self._text[token.start - 1].isspace()
        blank = _BLANK.match(self._text, token.end) is not None
        blank = blank or self._places.opens(self._text, token.end)
        return (opens and blank) or (token.level < ARTICLE and (opens or blank))

    def _law(self, token: Token) -> Pointer | None:
        """The law that a word names; null: it names none."""
        start, end = token.start, token.end
        if token.kind == "title":
            return self._bracketed(token)
        if token.kind == "name":
            return self._bare(token)
        if token.kind == "that":
            return Pointer(start, end, self._context.law(token) or self._text[start:end])
        return Pointer(start, end) if token.kind == "own" else None

    def _bracketed(self, token: Token) -> Pointer | None:
        defined = self._text.endswith(("称", "称为", "称："), 0, token.start)
        followed = self._text[token.end - 1] != "》"
        if defined or not (followed or (legal(token.word) and not self._revises(token))):
            return None
        return Pointer(token.start, token.end, self._names.title(token.word))

    def _revises(self, token: Token) -> bool:
        """Whether a line of the head tells that a decision revised this law."""
        if token.start > self._places.begins:
            return False
        above = max(0, token.start - _LONGEST_LINE)
        line = self._text[self._text.rfind("\n", above, token.start) + 1 : token.start]
        return states_a_day(line) and ("修" in token.word or line.endswith("修改"))

    def _bare(self, token: Token) -> Pointer | None:
        """A law named without brackets; the word only ends its name."""
        end = token.start + 1
        if self._text.endswith(("法分则", "法总则", "典总则"), 0, end):
            end -= 2
        named = self._names.before(self._text, end)
        if named is None and self._text.startswith("第", token.end):
            named = self._names.guessed(self._text, end)
        found = self._context.found
        taken = found[-1].end if found else 0
        return Pointer(named[0], token.end, named[1]) if named and named[0] >= taken else None
