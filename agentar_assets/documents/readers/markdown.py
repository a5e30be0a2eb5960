"""Markdown to blocks: headings, paragraphs, lists and tables, without the marks."""

import re
from collections.abc import Iterator

from agentar_assets.documents.blocks import Block, Page, normalised, paragraphs, unwrapped
from agentar_assets.documents.readers import front, tables
from agentar_assets.documents.readers.decoding import decoded

# Every repeat is bounded or stops at its own opening: files are not to be trusted with the clock.
_DROPPED = re.compile(
    r"<!--(?:(?!<!--).)*?-->|<(script|style)\b(?:(?!<\1\b).)*?</\1\s{0,9}>",
    re.DOTALL | re.IGNORECASE,
)
_ATX = re.compile(r" {0,3}(#{1,6})[ \t\u3000]+(.*?)[ \t#\u3000]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*$")
_RULE = re.compile(r" {0,3}([-*_])(\s*\1){2,}\s*$")
_SEPARATOR = re.compile(r"\s*\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?)?\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_QUOTED = re.compile(r"^\s*(>\s?)+")
_MARK = re.compile(r"[\[<*_~`\\]")
"""What every mark inside a line holds: most lines have none."""
_INLINE = (
    (re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,500}\)"), r"\1"),
    (re.compile(r"<br\s{0,9}/?>", re.IGNORECASE), "\n"),
    (re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>]{0,500})?/?>"), ""),
    (re.compile(r"\*\*([^*\n]{1,500})\*\*"), r"\1"),
    (re.compile(r"__([^_\n]{1,500})__"), r"\1"),
    (re.compile(r"~~([^~\n]{1,500})~~"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,500})(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"), r"\1"),
)


def page(data: bytes) -> Page:
    """The blocks of a Markdown text and its front matter; comments and scripts are left out.

    Raises:
        ValueError: The bytes are no text.
    """
    meta, text = front.parted(normalised(decoded(data)))
    return Page(list(_blocks(_DROPPED.sub("", text).split("\n"))), meta=meta)


def _blocks(lines: list[str]) -> Iterator[Block]:
    held: list[str] = []
    for line in _unfenced(lines):
        stripped = _QUOTED.sub("", line) if ">" in line else line
        heading = _heading(stripped, held)
        if heading is None and stripped.strip() and not _RULE.match(stripped):
            held.append(stripped)
            continue
        if heading is not None and heading.level and _UNDERLINE.match(stripped):
            held = []
        yield from _paragraph(held)
        held = []
        if heading is not None:
            yield heading
    yield from _paragraph(held)


def _unfenced(lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield "" if _FENCE.match(line) else line


def _heading(line: str, held: list[str]) -> Block | None:
    if found := _ATX.match(line):
        return Block(_plain(found[2]), level=len(found[1]))
    underline = _UNDERLINE.match(line)
    if underline and len(held) == 1 and not _ITEM.match(held[0]) and "|" not in held[0]:
        return Block(_plain(held[0]), level=1 if "=" in underline[1] else 2)
    return None


def _paragraph(lines: list[str]) -> Iterator[Block]:
    rules = [n for n, line in enumerate(lines) if "|" in line and _SEPARATOR.match(line)]
    if rules:
        above = max(rules[0] - 1, 0)  # the head is the line over the rule; text may stand on it
        yield from _paragraph(lines[:above])
        rows = [_row(line) for n, line in enumerate(lines[above:], above) if n not in rules]
        yield from tables.blocks(rows, head=rules[0] > 0 and len(rows) > 1)
        return
    for block in paragraphs(lines):
        for place, line in enumerate(_plain(block.text).split("\n")):
            yield Block(unwrapped(line), tight=block.tight or place > 0)


def _row(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [_plain(cell) for cell in re.split(r"(?<!\\)\|", inner)]


def _plain(text: str) -> str:
    if _MARK.search(text):
        for pattern, kept in _INLINE:
            text = pattern.sub(kept, text)
    return text.strip()
