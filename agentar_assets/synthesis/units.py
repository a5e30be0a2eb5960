"""A knowledge unit as an agent reads it: whose text may be quoted, and in which pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from agentar_assets.tags.taxonomy import scenario_of

LONGEST_PIECE = {"zh": 90, "en": 190}
"""Characters of a passage that a question may quote, by language."""
SHORTEST_PIECE = 8

_SENTENCE = {"zh": re.compile(r"[^。；;！？!?\n]+"), "en": re.compile(r"(?:[^.;!?\n]|[.](?=\S))+")}
_COMMA = {"zh": "，", "en": ", "}
_MARKER = re.compile(
    r"[\s#>*\-•|]*(?:第[零〇一二三四五六七八九十百千\d]+[条章节]\s*"
    r"|Article\s+\d+[.:]?\s*|[（(][一二三四五六七八九十\d]+[)）]\s*|\d+[.、．)]\s*|[QA问答]\s?[:：]\s*)*"
)
_LISTED = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]+[)）]|[*\-•|]|\d+[.、．)]\s)")
_ARTICLE = re.compile(
    r"第[零〇一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十]+)?|Article \d+"
)


@dataclass(frozen=True)
class Entity:
    """A name in the unit; `unit.text[start:end] == text`."""

    text: str
    type: str
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A passage of the unit without list marks; `unit.text[start:end] == text`."""

    text: str
    start: int
    end: int
    listed: bool = False
    """Whether it is an entry of a list, and no sentence by itself."""


@dataclass(frozen=True, eq=False)
class Unit:
    """One knowledge unit of one tag."""

    unit_id: str
    scenario: str
    title: str
    section: str
    heading: str
    leaf: str
    language: str
    text: str
    entities: tuple[Entity, ...] = ()

    @cached_property
    def place(self) -> str:
        """The article (`第五条`), or the section's name where there are no articles."""
        article = _ARTICLE.match(self.section)
        return article.group() if article else (self.section or self.heading).strip(" #")

    @cached_property
    def cited(self) -> str:
        """Title and place: `《存款保险条例》第五条`."""
        if self.language == "zh":
            return f"《{self.title.strip('《》')}》{self.place}"
        return f"{self.title}, {self.place}"

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Sentences; those too long to be quoted, cut at commas."""
        return tuple(self._pieces())

    def _pieces(self) -> Iterator[Piece]:
        longest = LONGEST_PIECE[self.language]
        for sentence in _SENTENCE[self.language].finditer(self.text):
            for piece in self._parts(sentence.start(), sentence.end(), longest):
                if len(piece.text) >= SHORTEST_PIECE and not piece.text.endswith(("：", ":")):
                    yield piece

    def _parts(self, start: int, end: int, longest: int) -> Iterator[Piece]:
        """The sentence whole, or as few runs of its clauses as fit."""
        listed = _LISTED.match(self.text, start, end) is not None
        head = _MARKER.match(self.text, start, end)
        start = head.end() if head else start
        comma = _COMMA[self.language]
        while end - start > longest:
            cut = self.text.rfind(comma, start, start + longest)
            if cut <= start:
                return
            yield self._piece(start, cut, listed=listed)
            start = cut + len(comma)
        yield self._piece(start, end, listed=listed)

    def _piece(self, start: int, end: int, *, listed: bool) -> Piece:
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        bare = text.strip().rstrip("|。.").rstrip()
        return Piece(bare, start, start + len(bare), listed)

    def within(self, piece: Piece) -> tuple[Entity, ...]:
        """The entities that lie in a piece, in text order."""
        inside = (e for e in self.entities if piece.start <= e.start and e.end <= piece.end)
        return tuple(sorted(inside, key=lambda entity: (entity.start, -entity.end)))


def read(frame: pl.DataFrame) -> list[Unit]:
    """The units of a frame of `records.UNITS`, in the order of leaf and unit id."""
    rows = frame.sort("leaf", "unit_id", nulls_last=True).to_dicts()
    return [_unit(row) for row in rows]


def _unit(row: dict[str, Any]) -> Unit:
    entities: list[Any] = row["entities"] or []
    names = ("title", "section", "heading", "leaf", "text")
    return Unit(
        unit_id=str(row["unit_id"]),
        scenario=scenario_of(str(row["tag"])),
        language="en" if row["language"] == "en" else "zh",
        entities=tuple(
            Entity(entry["text"], entry["type"], entry["start"], entry["end"]) for entry in entities
        ),
        **{name: str(row[name] or "") for name in names},
    )
