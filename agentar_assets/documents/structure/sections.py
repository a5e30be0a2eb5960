"""Blocks to sections: an article, a question with its answer, a table, or text under a heading."""

import math
import re
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Final, Literal

from agentar_assets.documents.blocks import HAN, NUMERALS, Placed
from agentar_assets.documents.dates import is_of_its_making, states_a_day
from agentar_assets.documents.structure.articles import Opening, counted, opening
from agentar_assets.documents.structure.parts import Part, parts

LONGEST: Final = 600
"""Characters at which a section that is no article is split, at a paragraph or a row."""

PAIR: Final = 2_000
"""Characters up to which an answer is kept whole with its question."""

_DIVISION = re.compile(rf"第\s?[{NUMERALS}\d]+\s?(分?编|部分|章|节)(?=[\s\u3000]|$)|附\s*则$")
_MARKED = re.compile(rf"第\s?[{NUMERALS}\d]+\s?(分?编|部分|章|节)|附\s*则$")
_ANNEX = re.compile(rf"附[件表录][{NUMERALS}\d]{{0,3}}(?:[\s:：.、].{{0,40}})?$")
_DIVISION_LENGTH = 40
_RANKS = {"编": 1, "部分": 1, "分编": 2, "章": 3, "节": 4, None: 3}
_ANNEX_RANK = 1
_QUESTION = re.compile(
    r"(?:Q|问)\s*\d*\s*[:：.、]\s*(.{2,100}?(?:[？?]|$))|(?:\d+[.、)]\s*)?(.{2,100}[？?])$"
)
_TITLE = re.compile(
    r"(?!.*(?:应当|必须|不得|可以|有权|负责|适用于|达到))[^\W\d][^。；：，、？！….;:?!|（(]{1,30}"
)
_BRACKETED = re.compile(r"[【\[]([^】\]]{2,40})[】\]]")
_NAME_LENGTH = 80
_PREAMBLE = "序言"
_NUMBER = re.compile(
    r"(?:\d+(?:\.\d+)*[.、]?\s+|\d+、|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）])\s*"
)
_SPACED = re.compile(rf"(?<=[{HAN}])[ \u3000]+(?=[{HAN}])")

Kind = Literal["article", "faq", "table", "text"]
_MOST: Final[dict[Kind, float]] = {"text": LONGEST, "faq": PAIR, "article": math.inf}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document; `text[start:end]` is its body."""

    section: str
    heading: str
    kind: Kind
    page: int | None
    start: int
    end: int
    parts: tuple[Part, ...] = ()

    def row(self) -> dict[str, Any]:
        """The part as `records.SECTION`."""
        return {
            "section": self.section,
            "heading": self.heading,
            "kind": self.kind,
            "page": self.page,
            "start": self.start,
            "end": self.end,
            "parts": [part.row() for part in self.parts],
        }


def sections(placed: list[Placed], title: str) -> list[Section]:
    """The sections of a document, in order; none overlap.

    Lines at the very end that only tell when the text was made are in none, as those of its head.
    The body of an article starts after its number and holds the tables in it. An answer keeps its
    question. A section named by a heading is split between paragraphs where it grows longer than
    `LONGEST`, a table between rows; the head row of a table ends its heading.

    Args:
        placed: The blocks of the text.
        title: What the document is called; a heading that only repeats it names nothing.
    """
    reader = _Reader(title)
    placed = placed[: len(placed) - _foot(placed)]
    openings = [None if one.block.row else opening(one.block.text) for one in placed]
    for one, number, counts in zip(placed, openings, counted(openings), strict=True):
        reader.read(one, number if counts else None)
    reader.close()
    return [section for section in reader.found if section.end > section.start]


def _foot(placed: list[Placed]) -> int:
    """How many blocks at the end only tell when the text was made."""
    told = takewhile(
        lambda one: not one.block.row and is_of_its_making(one.block.text), reversed(placed)
    )
    return sum(1 for _ in told)


class _Reader:
    """Goes through the blocks and opens, extends and closes sections."""

    def __init__(self, title: str) -> None:
        self.found: list[Section] = []
        self._title = title
        self._titles = frozenset((title, *title.split(" ")))
        self._headings: list[tuple[int, str]] = []
        self._columns = ""  # the head row of the open table
        self._entitled = ""  # title of the open article, which is its body until a paragraph comes
        self._stretches: list[tuple[str, int]] = []  # of the open article
        self._open: Kind | None = None

    def read(self, placed: Placed, number: Opening | None) -> None:
        """Take the next block; `number`: of the article that it begins."""
        block = placed.block
        if number:
            self._article(placed, number)
        elif block.row:
            self._row(placed)
        elif level := _level(block.text, block.level):
            self._head(level, placed)
        elif self._open != "article" and (asked := _question(block.text)):
            self._start("faq", asked, placed)
        elif self.found or not states_a_day(block.text):
            self._extend(placed)

    def close(self) -> None:
        """End the open section: an article gets its parts, and the title that it opens with."""
        if self._open == "article" and self._stretches:
            last = self.found[-1]
            title, body = _titled(self._stretches)
            path = " / ".join(name for name in (last.heading, title) if name)
            self.found[-1] = replace(last, heading=path, parts=tuple(parts(body)))
        self._open, self._columns, self._entitled, self._stretches = None, "", "", []

    def _article(self, placed: Placed, number: Opening) -> None:
        self._start("article", number.name, placed, number.end)
        body = placed.block.text[number.end :]
        self._entitled = body if placed.block.level else ""
        self._stretches = [(body, placed.start + number.end)] if body else []

    def _row(self, placed: Placed) -> None:
        block = placed.block
        goes_on = self._open == "table" and block.tight and block.row == "body"
        in_article = self._open == "article" and not self._entitled
        if in_article or (goes_on and placed.end - self.found[-1].start <= LONGEST):
            self.found[-1] = replace(self.found[-1], end=placed.end)
        else:
            columns = self._columns if goes_on else block.text if block.row == "head" else ""
            self._start("table", self._name(), placed)
            self.found[-1] = replace(self.found[-1], heading=self._path(columns))
            self._columns = columns

    def _head(self, level: int, placed: Placed) -> None:
        self.close()
        text = placed.block.text
        self._headings = [kept for kept in self._headings if kept[0] < level]
        if text not in self._titles:
            self._headings.append((level, _tidy(text)))
        if asked := _question(text):
            self._start("faq", asked, placed)

    def _start(self, kind: Kind, name: str, placed: Placed, skipped: int = 0) -> None:
        self.close()
        start, page = placed.start + skipped, placed.block.page
        section = Section(name[:_NAME_LENGTH], self._path(), kind, page, start, placed.end)
        self.found.append(section)
        self._open = kind

    def _extend(self, placed: Placed) -> None:
        if self._open in (None, "table"):
            self._start("text", self._name(), placed)
            return
        last = self.found[-1]
        self._stretches.append((placed.block.text, placed.start))
        if self._entitled:
            heading, self._entitled = self._path(self._entitled), ""
            self.found[-1] = replace(last, heading=heading, start=placed.start, end=placed.end)
            self._stretches = self._stretches[-1:]
        elif placed.end - last.start > _MOST[last.kind]:
            self._start("text", last.section, placed)
        else:
            self.found[-1] = replace(last, end=placed.end)

    def _path(self, *inner: str) -> str:
        names = [*(text for _, text in self._headings), *inner]
        return " / ".join(name for name in names if name)

    def _name(self) -> str:
        if self._headings:
            return self._headings[-1][1]
        return self._title or _PREAMBLE


def _titled(stretches: list[tuple[str, int]]) -> tuple[str, list[tuple[str, int]]]:
    """The title of an article, where its first line or a bracket in it is one, and the rest."""
    first = stretches[0][0]
    if bracketed := _BRACKETED.match(first):
        return bracketed[1], stretches
    if len(stretches) > 1 and _TITLE.fullmatch(first):
        return first, stretches[1:]
    return "", stretches


def _level(text: str, marked: int) -> int:
    """Level of a heading: of a book, chapter or section by its word, else as it is marked."""
    division = (_MARKED if marked else _DIVISION).match(text)
    if division and (marked or (len(text) <= _DIVISION_LENGTH and text[-1] not in "。；，：")):
        return _RANKS[division[1]]
    if _ANNEX.match(text):
        return _ANNEX_RANK
    return marked + len(_RANKS) if marked else 0


def _question(text: str) -> str | None:
    """The question that a block asks, without its mark; null: it asks none."""
    found = _QUESTION.match(text)
    return (found[1] or found[2]).strip() if found else None


def _tidy(text: str) -> str:
    """A heading without its number and the spaces that only spread it: `第一章 总则`."""
    division = _MARKED.match(text)
    at = division.end() if division and division[1] else 0
    named = _SPACED.sub("", text[at:].strip())
    return f"{text[:at]} {named}".strip() if at else _NUMBER.sub("", named, count=1) or named
