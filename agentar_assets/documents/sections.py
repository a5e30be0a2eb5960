"""Blocks to sections: an article, a question with its answer, or what stands under a heading."""

import re
from dataclasses import dataclass, replace
from typing import Final

from agentar_assets.documents.blocks import HAN, NUMERALS, Placed
from agentar_assets.documents.dates import states_a_day

LONGEST: Final = 600
"""Characters at which a section that is no article is split, at a paragraph."""

_ARTICLE = re.compile(
    rf"(第[{NUMERALS}]+条(?:之[{NUMERALS}]+)?|Article\s\d+[A-Z]?)(?:[\s\u3000:：.]+|(?=[【\[])|$)"
)
_DIVISION = re.compile(rf"第[{NUMERALS}\d]+(分?编|部分|章|节)(?=[\s\u3000]|$)|附\s*则$")
_DIVISION_LENGTH = 40
_RANKS = {"编": 1, "部分": 1, "分编": 2, "章": 3, "节": 4, None: 3}
_QUESTION = re.compile(
    r"(?:Q|问)\s*\d*\s*[:：.、]\s*(.{2,100}?(?:[？?]|$))|(?:\d+[.、)]\s*)?(.{2,100}[？?])$"
)
_NAME_LENGTH = 80
_PREAMBLE = "序言"
_NUMBER = re.compile(
    r"(?:\d+(?:\.\d+)*[.、]?\s+|\d+、|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）])\s*"
)
_SPACED = re.compile(rf"(?<=[{HAN}])[ \u3000]+(?=[{HAN}])")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document; `text[start:end]` is its body."""

    section: str
    heading: str
    start: int
    end: int
    article: bool = False

    def row(self) -> dict[str, str | int]:
        """The part as `records.SECTION`."""
        return {
            "section": self.section,
            "heading": self.heading,
            "start": self.start,
            "end": self.end,
        }


def sections(placed: list[Placed], title: str) -> list[Section]:
    """The sections of a document, in order; none overlap.

    The body of an article starts after its number. An answer keeps its question. A section named
    by a heading is split between paragraphs where it grows longer than `LONGEST`.

    Args:
        placed: The blocks of the text.
        title: What the document is called; a heading that only repeats it names nothing.
    """
    reader = _Reader(title)
    for block in placed:
        reader.read(block)
    return [section for section in reader.found if section.end > section.start]


class _Reader:
    """Goes through the blocks and opens, extends and closes sections."""

    def __init__(self, title: str) -> None:
        self.found: list[Section] = []
        self._title = title
        self._headings: list[tuple[int, str]] = []
        self._articles: list[str] = []
        self._entitled = ""  # title of the open article, which is its body until a paragraph comes
        self._open = False

    def read(self, placed: Placed) -> None:
        """Take the next block."""
        block = placed.block
        number = _ARTICLE.match(block.text)
        if number and self._counts(number[1]):
            self._article(placed, number)
        elif level := _level(block.text, block.level):
            self._head(level, block.text, placed)
        elif not self._in_article() and (asked := _question(block.text)):
            self._start(asked, placed.start, placed.end)
        elif self.found or not states_a_day(block.text):
            self._extend(placed)

    def _article(self, placed: Placed, number: re.Match[str]) -> None:
        self._start(number[1], placed.start + number.end(), placed.end, article=True)
        self._entitled = placed.block.text[number.end() :] if placed.block.level else ""

    def _counts(self, number: str) -> bool:
        """Whether this is an article of its own, and not one cited at the start of a line."""
        first = not self._articles or number == self._articles[0]
        if first or number not in self._articles:
            self._articles = [number] if first else [*self._articles, number]
            return True
        return False

    def _head(self, level: int, text: str, placed: Placed) -> None:
        self._headings = [kept for kept in self._headings if kept[0] < level]
        self._open = False
        if text != self._title and text not in self._title.split(" "):
            self._headings.append((level, _tidy(text)))
        if asked := _question(text):
            self._start(asked, placed.start, placed.end)

    def _start(self, name: str, start: int, end: int, *, article: bool = False) -> None:
        path = " / ".join(text for _, text in self._headings)
        self.found.append(Section(name[:_NAME_LENGTH], path, start, end, article))
        self._open = True
        self._entitled = ""

    def _extend(self, placed: Placed) -> None:
        last = self.found[-1] if self.found and self._open else None
        if last is None:
            self._start(self._name(), placed.start, placed.end)
        elif self._entitled:
            heading = " / ".join(part for part in (last.heading, self._entitled) if part)
            self.found[-1] = replace(last, heading=heading, start=placed.start, end=placed.end)
            self._entitled = ""
        elif not last.article and placed.end - last.start > LONGEST:
            self._start(last.section, placed.start, placed.end)
        else:
            self.found[-1] = replace(last, end=placed.end)

    def _in_article(self) -> bool:
        return self._open and bool(self.found) and self.found[-1].article

    def _name(self) -> str:
        if self._headings:
            return self._headings[-1][1]
        return self._title or _PREAMBLE


def _level(text: str, marked: int) -> int:
    """Level of a heading: of a book, chapter or section by its word, else as it is marked."""
    division = _DIVISION.match(text)
    if division and (marked or (len(text) <= _DIVISION_LENGTH and text[-1] not in "。；，：")):
        return _RANKS[division[1]]
    return marked + len(_RANKS) if marked else 0


def _question(text: str) -> str | None:
    """The question that a block asks, without its mark; null: it asks none."""
    found = _QUESTION.match(text)
    return (found[1] or found[2]).strip() if found else None


def _tidy(text: str) -> str:
    """A heading without its number and the spaces that only spread it: `第一章 总则`."""
    division = _DIVISION.match(text)
    at = division.end() if division and division[1] else 0
    named = _SPACED.sub("", text[at:].strip())
    return f"{text[:at]} {named}".strip() if at else _NUMBER.sub("", named, count=1) or named
