"""The paragraphs (款), items (项) and their parts (目) of an article, each with its exact place."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from agentar_assets.documents.structure import ordinals

_NUMERALS: Final = "零〇一二三四五六七八九十百"
_MARKS: Final = {
    "han": re.compile(rf"[（(]([{_NUMERALS}]{{1,5}})[)）]"),
    "bracketed": re.compile(r"[（(](\d{1,3})[)）]"),
    "letter": re.compile(r"[（(]?([a-z])[)）.]\s?"),
    "plain": re.compile(r"(\d{1,3})\s?(?:[．、)）]|\.(?!\d))"),
    "circled": re.compile(r"([①-⑳])"),
    "dotted": re.compile(r"([⒈-⒛])"),
    "listed": re.compile(rf"([{_NUMERALS}]{{1,4}})、(?![{_NUMERALS}])"),
}
_FIRST: Final = {"letter": "a", "circled": "①", "dotted": "⒈"}
"""The first sign of each row of signs that are no numerals."""
_INLINE = re.compile(rf"(?<=[：:；;。])\s?(?=[（(](?:[{_NUMERALS}]{{1,5}}|\d{{1,3}})[)）])")


class Part(NamedTuple):
    """A paragraph, or an item of it, or a part of that; each holds what stands under it."""

    paragraph: int
    item: int | None
    subitem: int | None
    start: int
    end: int

    def row(self) -> dict[str, Any]:
        """The part as `records.PART`."""
        return self._asdict()


class _Line(NamedTuple):
    """A stretch of an article that is a paragraph or an item."""

    kind: str
    """Of the mark that it opens with; empty: it is a paragraph."""
    number: int
    start: int
    end: int


def parts(stretches: Iterable[tuple[str, int]]) -> list[Part]:
    """The parts of an article, in the order of their starts.

    Items belong to the paragraph above them, also where they follow it on its own line. Marks of a
    second kind under an item number its parts. A line without a mark begins a paragraph, but for
    one between an item and the next: that goes on with the item.

    Args:
        stretches: The text and the place of each paragraph and line of the article's body.
    """
    found: list[Part] = []
    lines = list(_lines(stretches))
    kinds: list[str] = []  # of the marks that are open: of items, then of their parts
    for (kind, number, start, end), following in zip(lines, _marked(lines), strict=True):
        if not kind and found and _goes_on(kinds, found[-1], following):
            found[-1] = found[-1]._replace(end=end)
            continue
        paragraph = found[-1].paragraph if found else 0
        if not kind or not paragraph:
            paragraph, kinds = paragraph + 1, [kind] if kind else []
            found.append(Part(paragraph, None, None, start, end))
            if not kind:
                continue
        kinds = kinds[: kinds.index(kind) + 1] if kind in kinds else [*kinds[:1], kind]
        item = number if len(kinds) == 1 else found[-1].item
        found.append(Part(paragraph, item, number if len(kinds) > 1 else None, start, end))
    return _wrapped(found)


def _marked(lines: Sequence[_Line]) -> list[_Line | None]:
    """For each line the next one after it that opens with a mark; null where none does."""
    found: list[_Line | None] = []
    following: _Line | None = None
    for line in reversed(lines):
        found.append(following)
        following = line if line.kind else following
    return found[::-1]


def _goes_on(kinds: list[str], last: Part, following: _Line | None) -> bool:
    """Whether a line without a mark belongs to the last item: the next mark counts on from it.

    Args:
        kinds: Of the marks that are open.
        last: The last part.
        following: The next line with a mark.
    """
    if following is None or following.kind not in kinds:
        return False
    counted = last.item if following.kind == kinds[0] else last.subitem
    return counted is not None and following.number == counted + 1


def _lines(stretches: Iterable[tuple[str, int]]) -> Iterator[_Line]:
    for text, place in stretches:
        cuts = [0, *_cuts(text), len(text)]
        for start, stop in pairwise(cuts):
            kind, number = _mark(text, start)
            yield _Line(kind, number, place + start, place + len(text[:stop].rstrip()))


def _cuts(text: str) -> Iterator[int]:
    """Where items that follow a paragraph on its own line start; they count from one."""
    awaited = 1
    for gap in _INLINE.finditer(text):
        if _mark(text, gap.end())[1] in {awaited, 1}:
            awaited = _mark(text, gap.end())[1] + 1
            yield gap.end()


def _mark(text: str, start: int) -> tuple[str, int]:
    """Kind and number of the mark that an item opens with; no kind: it is none."""
    for kind, shape in _MARKS.items():
        if found := shape.match(text, start):
            return kind, _number(kind, found[1])
    return "", 0


def _number(kind: str, sign: str) -> int:
    first = _FIRST.get(kind)
    return ord(sign) - ord(first) + 1 if first else ordinals.value(sign)


def _wrapped(found: list[Part]) -> list[Part]:
    """The parts with those that stand under them inside."""
    ends: dict[tuple[int, int | None], int] = {}
    for part in found:
        ends[part.paragraph, None] = part.end
        ends[part.paragraph, part.item] = part.end
    return [
        part if part.subitem else part._replace(end=ends[part.paragraph, part.item])
        for part in found
    ]
