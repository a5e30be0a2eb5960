"""Plain text to blocks: lines, blank lines between paragraphs, numbered headings."""

import re
from collections.abc import Iterator
from itertools import takewhile

from agentar_assets.documents.blocks import Block, Page, normalised, starts_line, unwrapped
from agentar_assets.documents.readers import front
from agentar_assets.documents.readers.decoding import decoded
from agentar_assets.documents.readers.headings import LONGEST, numbered

_TITLE_LENGTH = 60
_WRAPPED = 30  # a shorter line ends where its writer ended it
_ENDS = "。；！？：，、.;:!?,|"
_UNDERLINE = re.compile(r"\s*(={3,}|-{3,}|\*{3,})\s*$")


def page(data: bytes) -> Page:
    """The blocks of a plain text.

    A short first line is its title; lines of `Date: …` or `发布机构：…` right under it are told
    apart from the text, as front matter is.

    Raises:
        ValueError: The bytes are no text.
    """
    said, text = front.parted(normalised(decoded(data)))
    lines = text.strip().split("\n")
    meta = front.lines(takewhile(str.strip, lines[1:]))
    found = list(_blocks([lines[0], "", *lines[1 + len(meta) :]] if meta else lines))
    meta = front.named(meta) | said
    if found and len(found[0].text) <= _TITLE_LENGTH and found[0].text[-1:] not in _ENDS:
        return Page([Block(found[0].text, level=1), *found[1:]], title=found[0].text, meta=meta)
    return Page(found, meta=meta)


def _blocks(lines: list[str]) -> Iterator[Block]:
    group: list[str] = []
    for line in [*lines, ""]:
        if line.strip() and not _UNDERLINE.match(line):
            group.append(line.strip())
            continue
        yield from _group(group, underlined=bool(line.strip()))
        group = []


def _group(lines: list[str], *, underlined: bool) -> Iterator[Block]:
    if underlined and len(lines) == 1:
        yield Block(lines[0], level=2)
        return
    level = _level(lines)
    if level:
        yield Block(unwrapped(lines[0]), level=level)
    joined = _joined(lines[1:] if level else lines)
    yield from (Block(line, tight=place > 0) for place, line in enumerate(joined))


def _level(lines: list[str]) -> int:
    """Level of the numbered heading that a group of lines opens with; 0: none."""
    if not lines or len(lines[0]) > LONGEST or lines[0][-1] in _ENDS:
        return 0
    if len(lines) > 1 and starts_line(lines[1]):
        return 0
    return numbered(lines[0])


def _joined(lines: list[str]) -> Iterator[str]:
    held = ""
    for line in lines:
        wrapped = len(held) >= _WRAPPED and held[-1] not in _ENDS and not starts_line(line)
        if held and not wrapped:
            yield unwrapped(held)
            held = ""
        held = f"{held}\n{line}" if held else line
    if held:
        yield unwrapped(held)
