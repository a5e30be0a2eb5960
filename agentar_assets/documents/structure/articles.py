"""Where an article starts: `第五条`, `第 一 百 条`, `第１２条`, `第一百二十条之一`, `Article 5`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from agentar_assets.documents.structure import ordinals

_SIGN = ordinals.SIGNS
_SPREAD = rf"[{_SIGN}](?:[ \u3000]?[{_SIGN}]){{0,11}}"
_MARK: Final = r"(?:(?:[-*+•·▪●■◆]|\d{1,3}[.、])\s+)?[【\[［]?\s?"
"""Of a list, or a bracket, before the number."""
_CLOSING: Final = "】]］"
_CHINESE = re.compile(
    rf"{_MARK}[第笫]\s{{0,3}}({_SPREAD})\s{{0,3}}条(?:\s?之\s?([{_SIGN}]{{1,4}}))?(?:\s?[{re.escape(_CLOSING)}])?"
)
_FOREIGN = re.compile(r"(?:Article|ARTICLE|Art\.)\s{1,3}(\d{1,4})([A-Z]?)(?![\w.]*\d)")
_PARTED = re.compile(r"[\s\u3000:：.、—–-]+|(?=[【\[（(])|$")
_BLANKS = re.compile(r"\s")
_WIDEST_GAP: Final = 30
"""Articles that may be missing between two of a text; a farther one is quoted from elsewhere."""
_LONGEST_ENTRY: Final = 60
"""Characters of a line of a list of contents."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The number that a block opens with, as if it began an article."""

    name: str
    """In its one form: `第五条`, `第一百二十条之一`, `Article 5A`."""
    number: int
    added: int
    """Of an article added later (`之一` is 1); 0: it was there from the start."""
    end: int
    """First position of the block after the number."""
    marked: bool
    """Whether a blank or a sign parts the number from what follows."""
    entry: bool = False
    """Whether the block may be a line of a list of contents: it holds no sentence."""


def opening(text: str) -> Opening | None:
    """The number of an article that a block opens with; null: it opens with none."""
    if found := _CHINESE.match(text):
        number = ordinals.value(_BLANKS.sub("", found[1]))
        added = ordinals.value(found[2]) if found[2] else 0
        name = ordinals.article(number, added)
    elif found := _FOREIGN.match(text):
        number, added = int(found[1]), ord(found[2]) - ord("A") + 1 if found[2] else 0
        name = f"Article {found[1]}{found[2]}"
    else:
        return None
    parted = _PARTED.match(text, found.end())
    entry = len(text) <= _LONGEST_ENTRY and "。" not in text
    end = parted.end() if parted else found.end()
    marked = parted is not None or found[0][-1] in _CLOSING
    return Opening(name, number, added, end, marked, entry)


def counted(openings: Iterable[Opening | None]) -> list[bool]:
    """Which of the openings begin an article of the text, by their order.

    The next number always does. An article that is only cited at the start of a paragraph does
    not: it goes back, leaps ahead, or stands there although its predecessor comes later. Nor do
    the lines of a list of contents in front of them.

    Args:
        openings: One for each block, in order; null where a block opens with no number.
    """
    given = _without_contents(list(openings))
    later: dict[int, int] = {
        one.number: place for place, one in enumerate(given) if one and one.marked
    }
    held: list[bool] = []
    last: Opening | None = None
    for place, one in enumerate(given):
        takes = one is not None and _follows(last, one, later, place)
        held.append(takes)
        last = one if takes else last
    return held


def _without_contents(given: list[Opening | None]) -> list[Opening | None]:
    """The openings but for those of a list of contents: line upon line, and then one again."""
    firsts = [at for at, one in enumerate(given) if one and one.number == 1 and not one.added]
    if len(firsts) < 2:  # noqa: PLR2004 - the list and the text
        return given
    start, stop = firsts[:2]
    if not _are_entries(given[start:stop]) or _are_entries(given[stop:]):
        return given
    return [None] * stop + given[stop:]


def _are_entries(given: list[Opening | None]) -> bool:
    """Whether openings stand line upon line, with few other blocks between and no sentence."""
    lines = [one for one in given if one]
    return 1 < len(lines) > len(given) / 2 and all(one.entry for one in lines)


def _follows(last: Opening | None, one: Opening, later: dict[int, int], place: int) -> bool:
    """Whether an opening goes on after the last article.

    Args:
        last: The last one that was taken.
        one: The opening.
        later: Place of the last block that opens with each number.
        place: Of the opening.
    """
    if one.number == 1 and not one.added and (last is None or last.number > 1):
        return one.marked or last is None
    if last is None:
        return one.marked
    if one.added:
        return one.number == last.number and one.added > last.added and one.marked
    leap = one.number - last.number
    if leap == 1:
        return True
    return one.marked and 1 < leap <= _WIDEST_GAP and later.get(last.number + 1, -1) < place
