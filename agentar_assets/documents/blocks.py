"""Text as blocks: what every format is read into, before sections are found in it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Literal

HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
"""Han characters, for use inside a character class."""
NUMERALS: Final = "零〇一二三四五六七八九十廿卅百千"
"""Signs of a Chinese number, for use inside a character class."""

_WRAP = re.compile(
    rf"(?<=[{HAN}\u3000-\u303f\uff00-\uffef])[ \t]*\n[ \t]*(?=[{HAN}\uff00-\uffef\u3000-\u303f])"
)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc\ufffe\uffff"
    r"\ud800-\udfff\xad]"
)
_ENDED = re.compile("\r\n?|[\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]{9,}")
_RUN = re.compile(r"\n{4,}")
_RUN_ON = re.compile(
    rf"(?<=[。；])\s*(?=第[{NUMERALS}\d]{{1,8}}(?:条(?:之[{NUMERALS}]{{1,3}})?|[章节])[ \u3000])"
    rf"|(?<=[^\s。；，：])\s+(?=第[{NUMERALS}\d]{{1,8}}条[ \u3000])"
)
"""Where an article or a chapter starts that follows the last one on its line."""
_CHAPTERED = re.compile(rf"第[{NUMERALS}\d]{{1,5}}(?:分?编|章|节)\s+[^。；，：]{{1,40}}$")
_ITEMLESS = re.compile(rf"第[{NUMERALS}\d]{{1,8}}条[ \u3000][^\n]*；$")
"""An article that ends as an item of a list does."""
_STARTER = re.compile(
    r"\s*(?:[-*+•·]\s|\d+[.)、]|[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+、"
    rf"|第[{NUMERALS}\d]+[条章节编]|\d{{4}}年|[QA问答][:：、.\d]|Article \d|\|)"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, or one line of a list or table."""

    text: str
    level: int = 0
    """Of a heading, 1 the highest; 0: no heading."""
    tight: bool = False
    """A further line of a list or table: no blank line stands before it."""
    page: int | None = None
    """Page on which it starts, from 1; null: the format has no pages."""
    row: Literal["", "head", "body"] = ""
    """Of a table; its text is `a | b | c`, see `cells`."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and where it stands in the document's text."""

    block: Block
    start: int

    @property
    def end(self) -> int:
        """First position after the block."""
        return self.start + len(self.block.text)


@dataclass(frozen=True, slots=True)
class Page:
    """What a format reader found in a file."""

    blocks: list[Block]
    title: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    pages: int | None = None
    """How many; null: the format has none."""
    notes: tuple[str, ...] = ()
    """What could not be read in it, or was left out."""


def normalised(text: str) -> str:
    """NFC, lines ended by a single line feed, without control and invisible characters.

    Long runs of blanks are cut short: some patterns take the square of their length.
    """
    lines = unicodedata.normalize("NFC", _CONTROL.sub("", _ENDED.sub("\n", text)))
    return _RUN.sub("\n\n\n", _BLANKS.sub(" " * 8, lines))


def unwrapped(text: str) -> str:
    """Soft line breaks undone: nothing between Han characters, a space elsewhere."""
    return " ".join((_WRAP.sub("", text) if "\n" in text else text).split())


def starts_line(line: str) -> bool:
    """Whether a line must not be joined to the one before: an item, article, date or answer."""
    return _STARTER.match(line) is not None


def paragraphs(lines: Iterable[str]) -> Iterator[Block]:
    """Blocks of consecutive lines that hold no blank one; items stay lines of their own."""
    held: list[str] = []
    tight = False
    for place, line in enumerate(lines):
        if place and starts_line(line):
            yield Block(unwrapped("\n".join(held)), tight=tight)
            held, tight = [], True
        held.append(line)
    if held:
        yield Block(unwrapped("\n".join(held)), tight=tight)


def laid_out(blocks: Iterable[Block]) -> tuple[str, list[Placed]]:
    """The text of a document and where each of its blocks stands in it."""
    placed: list[Placed] = []
    parts: list[str] = []
    position = 0
    for block in (part for whole in blocks for part in _apart(whole)):
        if not block.text:
            continue
        gap = "" if not placed else "\n" if block.tight else "\n\n"
        placed.append(Placed(block, position + len(gap)))
        parts.append(gap + block.text)
        position += len(parts[-1])
    return "".join(parts), placed


def _apart(block: Block) -> Iterator[Block]:
    """A block, cut where an article or a chapter follows another one on its line."""
    start = 0
    for gap in _RUN_ON.finditer(block.text) if not (block.level or block.row) else ():
        held = block.text[start : gap.start()]
        if held.endswith("。") or _CHAPTERED.match(held) or _ITEMLESS.match(held):
            yield replace(block, text=held)
            start = gap.end()
    yield replace(block, text=block.text[start:]) if start else block


def language(text: str) -> str:
    """`zh` where at least three in ten letters are Han characters, else `en`."""
    han = sum(map(len, re.findall(rf"[{HAN}]+", text)))
    latin = sum(map(len, re.findall(r"[A-Za-z]+", text)))
    return "zh" if han and han >= 0.3 * (han + latin) else "en"
