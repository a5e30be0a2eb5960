"""The lines of a PDF to headings, paragraphs and tables, over the ends of columns and pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise, takewhile
from operator import eq
from statistics import median
from typing import Final

from agentar_assets.documents.blocks import Block, starts_line, unwrapped
from agentar_assets.documents.readers import headings, tables
from agentar_assets.documents.readers.aligned import rows_found
from agentar_assets.documents.readers.edges import Element
from agentar_assets.documents.readers.glyphs import is_wide
from agentar_assets.documents.readers.order import Line
from agentar_assets.documents.readers.ruled import Table

LARGER: Final = 1.1
"""How much larger than the text's a heading's letters are."""
_INDENT = 1.2  # of all lengths here: in font sizes
_SLACK = 1.6  # what a full line may leave free, so that no punctuation begins the next
_LATIN = 0.55  # width of a Latin letter
_EXTRA = 0.5  # more between two paragraphs than between two lines
_FEWEST = 0.1
_WIDE = 0.35  # of the page, that lines of full length take
_SAME_TABLE = 6.0  # points by which the edges of a table may move from page to page
_HEAD = 3  # rows that a table's head may have, and repeat on each page
_TITLE_LENGTH = 80
_BULLETS = re.compile(r"[•●○■□▪◆◇➢➤✓·\ue000-\uf8ff]\s*")
_STOPS = "。；：！？.;:!?"
_SENTENCE = "。；，：,;:"
_HAN_NUMBERS = "一二三四五六七八九十（("


def blocks(elements: Sequence[Element]) -> list[Block]:
    """The blocks that the lines and tables of a document form."""
    lines = [element for element in elements if isinstance(element, Line)]
    writer = _Writer(_Measures.of(lines))
    for element in rows_found(elements):
        if isinstance(element, Table):
            writer.table(element)
        else:
            writer.line(element)
    writer.flush()
    return headings.entitled(writer.blocks)


@dataclass(frozen=True, slots=True)
class _Measures:
    """What is usual in a document."""

    size: float = 0.0
    bold: bool = False
    gap: float = 0.0
    margins: dict[str, tuple[float, float]] = field(default_factory=dict)
    ranks: dict[float, int] = field(default_factory=dict)
    """Levels of the sizes that headings have."""

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Measures":
        if not lines:
            return cls()
        sizes: Counter[float] = Counter()
        columns: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            sizes[_rounded(line.size)] += len(line.text)
            columns[line.column].append(line)
        size = sizes.most_common(1)[0][0]
        gaps = [
            after.top - before.bottom
            for before, after in pairwise(lines)
            if before.column == after.column and 0 <= after.top - before.bottom < 2 * size
        ]
        heavy = sum(len(line.text) for line in lines if line.bold)
        larger = {_rounded(line.size) for line in lines if _may_head(line, size)}
        return cls(
            size=size,
            bold=heavy > sizes.total() / 2,
            gap=median(gaps) if gaps else 0.0,
            margins={name: _margins(held) for name, held in columns.items()},
            ranks=_ranked(larger),
        )

    def room(self, line: Line) -> float:
        """What a line leaves free at its end."""
        return self.margins[line.column][1] - line.right

    def inset(self, line: Line) -> float:
        """How far a line is indented."""
        return line.left - self.margins[line.column][0]


class _Writer:
    """Takes lines and tables in the order of reading, and writes down blocks."""

    def __init__(self, usual: _Measures) -> None:
        self.blocks: list[Block] = []
        self._usual = usual
        self._held: list[Line] = []
        self._headed: Line | None = None  # the line of the heading that stands last
        self._table: Table | None = None
        self._listed = False

    def line(self, line: Line) -> None:
        """Take the next line."""
        self._table = None
        if level := self._level(line):
            self.flush()
            self._heading(line, level)
            return
        self._headed = None
        if self._held and not self._continues(self._held[-1], line):
            self.flush()
        self._held.append(line)

    def table(self, table: Table) -> None:
        """Take a table; one that goes on from the page before takes up where that ended."""
        self.flush()
        last, self._table, self._headed = self._table, table, None
        if last is None or not _goes_on(last, table):
            self.blocks += tables.blocks(table.rows, page=table.page)
            return
        same = map(eq, last.rows[:_HEAD], table.rows)
        again = sum(1 for _ in takewhile(bool, same))
        self._table = replace(table, rows=[*last.rows[:_HEAD], *table.rows[again:]])
        further = tables.blocks(table.rows[again:], head=False, page=table.page)
        self.blocks += [replace(block, tight=True) for block in further]

    def flush(self) -> None:
        """End the paragraph that is being read."""
        if not self._held:
            return
        text = joined(line.text for line in self._held)
        mark = _BULLETS.match(text)
        text = f"- {text[mark.end() :]}" if mark else text
        item = mark is not None or starts_line(text)
        block = Block(text, tight=item and self._listed, page=self._held[0].page)
        self.blocks.append(block)
        self._listed = mark is not None
        self._held = []

    def _heading(self, line: Line, level: int) -> None:
        last = self._headed
        self._headed, self._listed = line, False
        if last and self._same_heading(last, line) and self.blocks[-1].level == level:
            text = joined([self.blocks[-1].text, line.text])
            self.blocks[-1] = replace(self.blocks[-1], text=text)
        else:
            self.blocks.append(Block(unwrapped(line.text), level=level, page=line.page))

    def _same_heading(self, last: Line, line: Line) -> bool:
        near = last.page == line.page and 0 <= line.top - last.bottom < line.size
        return near and _rounded(line.size) in self._usual.ranks and not starts_line(line.text)

    def _level(self, line: Line) -> int:
        """Level of the heading that a line is, or a part of; 0: none."""
        usual, text = self._usual, line.text
        if _may_head(line, usual.size):
            return usual.ranks[_rounded(line.size)]
        if not headings.is_short(text) or usual.room(line) < _SLACK * line.size:
            return 0
        deepest = len(usual.ranks) + 2
        if headings.division(text):
            return deepest
        if line.bold and not usual.bold:
            return max(headings.numbered(text), deepest)
        return headings.numbered(text) if text[0] in _HAN_NUMBERS and text[1:2] == "、" else 0

    def _continues(self, last: Line, line: Line) -> bool:
        """Whether a line goes on with the paragraph of the one before."""
        size = line.size
        if abs(last.size - size) > size / 6 or last.bold != line.bold:
            return False
        if (last.page, last.column) == (line.page, line.column):
            apart = line.top - last.bottom
            if not -size < apart < self._usual.gap + _EXTRA * size:
                return False
        if not self._hangs(line) and self._usual.inset(line) > _INDENT * size:
            return False
        if (starts_line(line.text) or _BULLETS.match(line.text)) and last.text[-1] in _STOPS:
            return False
        return not self._ends_short(last, line)

    def _hangs(self, line: Line) -> bool:
        """Whether a line stands deeper than the item that it goes on with, as its lines do."""
        first, others = self._held[0], self._held[1:2]
        item = starts_line(first.text) or _BULLETS.match(first.text) is not None
        deeper = line.left > first.left + line.size / 2
        return item and deeper and all(abs(o.left - line.left) < line.size / 2 for o in others)

    def _ends_short(self, last: Line, line: Line) -> bool:
        """Whether the next line's first word would still have stood on the line before."""
        word = re.match(r"[\x21-\x7e]+", line.text)
        first = _LATIN * len(word[0]) if word else 1
        return self._usual.room(last) > (first + _SLACK) * line.size


def joined(parts: Iterable[str]) -> str:
    """Lines made one: a hyphen at an end goes, and no space comes beside a Han character."""
    text = ""
    for part in map(unwrapped, parts):
        if re.search(r"[A-Za-z]-$", text) and part[:1].islower():
            text = text[:-1] + part
        elif not text or not part or is_wide(text[-1]) or is_wide(part[0]):
            text += part
        else:
            text += f" {part}"
    return text


def _may_head(line: Line, usual: float) -> bool:
    larger = _rounded(line.size) >= LARGER * usual
    return larger and len(line.text) <= _TITLE_LENGTH and line.text[-1] not in _SENTENCE


def _goes_on(last: Table, table: Table) -> bool:
    edges = abs(last.box[0] - table.box[0]) + abs(last.box[2] - table.box[2])
    same = len(last.rows[0]) == len(table.rows[0]) and edges < 2 * _SAME_TABLE
    return same and table.page == last.page + 1


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Left and right margin of a column: where a tenth and nine tenths of its text have their edge.

    What is a list of short lines alone has the margin that its page leaves free on the left.
    """
    left = _edge([(line.left, len(line.text)) for line in lines], share=_FEWEST)
    right = _edge([(line.right, len(line.text)) for line in lines], share=1 - _FEWEST)
    width, _, columns = lines[0].column.partition("/")
    lone = columns == "1" and right - left < _WIDE * float(width)
    return left, max(right, float(width) - left) if lone else right


def _edge(edges: Iterable[tuple[float, int]], *, share: float) -> float:
    """The place up to which a share of the text has its edge."""
    ends = sorted(edges)
    reached = accumulate(length for _, length in ends)
    total = sum(length for _, length in ends)
    return next(
        end for (end, _), sofar in zip(ends, reached, strict=True) if sofar >= share * total
    )


def _ranked(sizes: Iterable[float]) -> dict[float, int]:
    """Levels by size, 2 that of the largest; sizes that a person would not tell apart share one."""
    ranks: dict[float, int] = {}
    rank, largest = 1, 0.0
    for size in sorted(sizes, reverse=True):
        if size * LARGER > largest > 0:
            ranks[size] = rank
            continue
        rank, largest = rank + 1, size
        ranks[size] = rank
    return ranks


def _rounded(size: float) -> float:
    return round(2 * size) / 2
