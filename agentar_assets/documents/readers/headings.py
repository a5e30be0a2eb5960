"""Headings that only their numbers and their looks tell from the text."""

import re
from dataclasses import replace
from typing import Final

from agentar_assets.documents.blocks import Block

LONGEST: Final = 40
"""Characters of a heading that nothing marks as one but its number or its weight."""

_LEVELS: Final = (
    (re.compile(r"[一二三四五六七八九十]+、\s*\S"), 2),
    (re.compile(r"[(（][一二三四五六七八九十]+[)）]\s*\S"), 3),
    (re.compile(r"\d+\.\d+\.\d+\s+\S"), 4),
    (re.compile(r"\d+\.\d+\s+\S"), 3),
    (re.compile(r"\d+[.、]?\s+\S|\d+、\S"), 2),
    (re.compile(r"(?=.*[A-Z]{3})[A-Z0-9 &'()/,-]+$"), 2),
)
_ENDS = "。；！：，、.;!:,|"
_DIVISION = re.compile(r"第[零〇一二三四五六七八九十百千\d]+(?:分?编|部分|章|节)(?=[\s\u3000]|$)")


def numbered(text: str) -> int:
    """Level that the number of a short line names, 2 the highest; 0: it has none."""
    return next((level for pattern, level in _LEVELS if pattern.match(text)), 0)


def is_short(text: str) -> bool:
    """Whether a line could be a heading by its length and its end."""
    return 0 < len(text) <= LONGEST and text[-1] not in _ENDS


def division(text: str) -> bool:
    """Whether a line names a book, chapter or section of a statute."""
    return is_short(text) and _DIVISION.match(text) is not None


def entitled(blocks: list[Block]) -> list[Block]:
    """Blocks in which level 1 is the title's: the first heading's, where no other is like it.

    Args:
        blocks: Their headings begin with level 2, or with 1 where a title is known already.
    """
    marked = [block for block in blocks if block.level]
    if not marked or marked[0].level == 1:
        return blocks
    top = [block for block in marked if block.level <= marked[0].level]
    if [block for block in top if not (division(block.text) or numbered(block.text))] != top[:1]:
        return blocks
    lift = marked[0].level - 1
    others = 0 if len(top) > 1 else lift  # chapters as large as the title stand under it
    lifts = {id(block): lift if block is marked[0] else others for block in marked}
    return [replace(b, level=b.level - lifts[id(b)]) if b.level else b for b in blocks]
