"""Where a text's own provisions stand: what `前款`, `本条` and `第三章` mean at a place."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, Final

from agentar_assets.documents.structure.ordinals import SIGNS, canonical, chinese, value

_DIVISION = re.compile(rf"第([{SIGNS}]{{1,12}})(编|章|节)")
_MARKS = " \t\n\u3000\u2002:：.、—–-"
_DEPTHS: Final = {"编": 1, "章": 2, "节": 3}
Divisions = tuple[tuple[str, str], ...]
"""Number and kind of the divisions from the outer to the inner: `(("三", "章"), ("二", "节"))`."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An article of the text, and where in it a position lies."""

    index: int
    article: str
    paragraph: int
    item: int | None
    divisions: Divisions


class Places:
    """The articles of a text in their order."""

    def __init__(self, sections: Sequence[Mapping[str, Any]]) -> None:
        self._rows = [row for row in sections if row["kind"] == "article"]
        self._starts = [row["start"] for row in self._rows]
        self.names = [canonical(row["section"]) for row in self._rows]
        self.known = frozenset(self.names)
        self.begins = self._starts[0] if self._starts else 0

    def at(self, position: int) -> Spot | None:
        """Where a position lies; null: in no article."""
        index = bisect_right(self._starts, position) - 1
        if index < 0 or position >= self._rows[index]["end"]:
            return None
        row = self._rows[index]
        above = bisect_right(row["parts"], position, key=itemgetter("start"))
        part = row["parts"][above - 1] if above else {}
        return Spot(
            index,
            self.names[index],
            part.get("paragraph") or 1,
            part.get("item"),
            _divisions(row["heading"]),
        )

    def opens(self, text: str, end: int) -> bool:
        """Whether a number that ends here is that of the article that begins behind it."""
        index = bisect_left(self._starts, end)
        return index < len(self._starts) and not text[end : self._starts[index]].strip(_MARKS)

    def before(self, spot: Spot, count: int) -> tuple[str, str] | None:
        """The first and last of the articles before this one; null: there are not so many."""
        if spot.index < count:
            return None
        return self.names[spot.index - count], self.names[spot.index - 1]

    def has(self, name: str, paragraph: int | None, item: int | None = None) -> bool:
        """Whether an article has a paragraph, or an item in it; null: in any of its paragraphs."""
        return any(
            paragraph in {None, part["paragraph"]} and item in {None, part["item"]}
            for part in self._parts(name)
        )

    def listing(self, name: str, item: int, paragraph: int) -> int | None:
        """The paragraph that holds an item: this one, else the nearest above, else one below."""
        holding = {part["paragraph"] for part in self._parts(name) if part["item"] == item}
        above = [one for one in holding if one <= paragraph]
        return max(above, default=min(holding, default=None))

    def lead(self, spot: Spot) -> tuple[int, int] | None:
        """Where the words above the items of a spot's paragraph start and end; null: in no item."""
        parts = self._rows[spot.index]["parts"] if spot.item else ()
        own = [part for part in parts if part["paragraph"] == spot.paragraph]
        items = (part["start"] for part in own if part["item"])
        return (own[0]["start"], min(items)) if own else None

    def articles(self, divisions: Divisions, spot: Spot | None) -> tuple[str, str] | None:
        """The first and last article of a division; where it is not told whole, of the one here.

        Args:
            divisions: What is told of it; `第二节` alone is that of the chapter of the spot.
            spot: Where it is spoken of.
        """
        depth = min(_DEPTHS[kind] for _, kind in divisions)
        outer = tuple(part for part in spot.divisions if _DEPTHS[part[1]] < depth) if spot else ()
        return self._spans.get(outer + divisions) or self._spans.get(divisions)

    def _parts(self, name: str) -> Sequence[Mapping[str, Any]]:
        return self._rows[self._indices[name]]["parts"] if name in self._indices else ()

    @cached_property
    def _indices(self) -> dict[str, int]:
        return {name: index for index, name in reversed(list(enumerate(self.names)))}

    @cached_property
    def _spans(self) -> dict[Divisions, tuple[str, str]]:
        spans: dict[Divisions, tuple[str, str]] = {}
        for row, name in zip(self._rows, self.names, strict=True):
            chain = _divisions(row["heading"])
            for size in range(1, len(chain) + 1):
                first, _ = spans.get(chain[:size], (name, name))
                spans[chain[:size]] = (first, name)
        return spans


def _divisions(heading: str) -> Divisions:
    parts = (_DIVISION.match(part) for part in heading.split(" / "))
    return tuple((chinese(value(part[1])), part[2]) for part in parts if part)
