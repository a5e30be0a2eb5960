"""The characters of a PDF page, each with its place, and the runs of text that they form."""

import ctypes
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

PAGE_AT_MOST: Final = 200_000
"""Characters of a page: a sheet of a newspaper holds fifty thousand."""
_APART = 1.5  # gap in font sizes from which two runs may stand in two columns
_WORD_GAP = 0.18
_MIXED_GAP = 0.6  # between Han and Latin letters: programs set a gap there that is no space
_PAIRS = 4  # fewest gaps that tell how far a line's characters are spread
_HYPHENS = frozenset({0x02, 0xFFFE, 0xAD})
_BLANKS = frozenset({0x20, 0xA0, 0x3000, 0x09, 0x0A, 0x0D})
_SLOPE = 5  # degrees by which upright text may
_BOLD_FROM = 600
_BOLD_NAMES = ("bold", "black", "heavy", "simhei", "黑体")
_COMPATIBLE: Final = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in [*range(0x2E80, 0x2FE0), *range(0xFB00, 0xFB07)]
}
"""Radicals and ligatures that fonts give in place of the letters."""


Box = tuple[float, float, float, float]


class Glyph(NamedTuple):
    """A character and its box, in points from the upper left corner of the page as it is shown."""

    sign: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    """Of its font, as it is drawn."""
    bold: bool
    spaced: bool
    """A blank stands before it."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text without a wide gap in it."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    """Of its font, as it is drawn."""
    bold: bool = False


def glyphs(page: PdfPage) -> tuple[list[Glyph], int]:
    """The characters of a page in the order of its content, and by how many degrees it is turned.

    It is turned so that most of its text stands upright; what then is slanted, as stamps are, is
    left out.

    Raises:
        ValueError: They are more than `PAGE_AT_MOST`.
    """
    textpage = page.get_textpage()
    raw = textpage.raw
    if (count := textpage.count_chars()) > PAGE_AT_MOST:
        raise ValueError(
            f"oversized: {count} characters on a page, at most {PAGE_AT_MOST} are read: split it"
        )
    found: dict[int | None, list[tuple[str, Box, float, bool, bool]]] = defaultdict(list)
    looks: dict[int, tuple[int | None, float, bool]] = {}
    spaced = False
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code in _BLANKS:
            spaced = spaced or not pdfium.FPDFText_IsGenerated(raw, index)
            continue
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(raw, index, box)
        owner = ctypes.addressof(pdfium.FPDFText_GetTextObject(raw, index).contents)
        if owner not in looks:
            looks[owner] = _turn(raw, index), _size(raw, index), _is_bold(raw, index)
        turn, size, bold = looks[owner]
        if code and size > 0:
            sign = "-" if code in _HYPHENS else _COMPATIBLE.get(code) or chr(code)
            edges = box.left, box.bottom, box.right, box.top
            found[turn].append((sign, edges, size, bold, spaced))
        spaced = False
    textpage.close()
    found.pop(None, None)
    upright = max(found, key=lambda turn: len(found[turn]), default=None) or 0
    paper = page.get_mediabox()
    return [
        Glyph(sign, *_placed(edges, paper, upright), size, bold, spaced)
        for sign, edges, size, bold, spaced in found[upright]
    ], upright


def runs(glyphs: Iterable[Glyph]) -> Iterator[Run]:
    """Glyphs that follow each other on a line, without a gap as wide as between columns."""
    line: list[Glyph] = []
    for glyph in glyphs:
        if line and not _follows(line[-1], glyph):
            yield from _runs(line)
            line = []
        line.append(glyph)
    yield from _runs(line)


def _follows(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.size, glyph.size)
    return abs(last.bottom - glyph.bottom) < size / 2 and glyph.left - last.right > -size / 2


def _runs(line: Sequence[Glyph]) -> Iterator[Run]:
    spread = _spread(line)
    begin = 0
    for place, glyph in enumerate(line):
        last = line[place - 1]
        if place and glyph.left - last.right > (_APART + spread) * max(last.size, glyph.size):
            yield _run(line[begin:place], spread)
            begin = place
    if line:
        yield _run(line[begin:], spread)


def _run(glyphs: Sequence[Glyph], spread: float) -> Run:
    text = [glyphs[0].sign]
    for last, glyph in pairwise(glyphs):
        text.append(" " if _parted(last, glyph, spread) else "")
        text.append(glyph.sign)
    return Run(
        text="".join(text),
        left=glyphs[0].left,
        right=max(glyph.right for glyph in glyphs),
        top=min(glyph.top for glyph in glyphs),
        bottom=max(glyph.bottom for glyph in glyphs),
        size=max(glyphs, key=lambda glyph: glyph.size).size,
        bold=all(glyph.bold for glyph in glyphs),
    )


def _spread(glyphs: Sequence[Glyph]) -> float:
    """Gap that stands between any two Han characters of a justified line, in font sizes."""
    gaps = [
        (glyph.left - last.right) / glyph.size
        for last, glyph in pairwise(glyphs)
        if is_wide(last.sign) and is_wide(glyph.sign)
    ]
    return max(0.0, sorted(gaps)[len(gaps) // 4]) if len(gaps) >= _PAIRS else 0.0


def _parted(last: Glyph, glyph: Glyph, spread: float) -> bool:
    """Whether a space stands between two glyphs."""
    gap = (glyph.left - last.right) / max(last.size, glyph.size)
    wide = is_wide(last.sign) + is_wide(glyph.sign)
    if wide == 0:
        return glyph.spaced or gap > _WORD_GAP
    if wide == 1:
        return (glyph.spaced and gap > _WORD_GAP / 2) or gap > _MIXED_GAP
    return gap > spread + _WORD_GAP


def is_wide(sign: str) -> bool:
    """Whether a character is as wide as it is high: Han, or the punctuation that goes with it."""
    return "\u2e80" <= sign[0] <= "\ufaff" or sign[0] >= "\uff00"


def _placed(box: Box, paper: Box, turn: int) -> Box:
    """Left, right, top and bottom of a box on a paper that is turned clockwise."""
    left, bottom, right, top = box
    if turn == 90:  # noqa: PLR2004
        return bottom - paper[1], top - paper[1], left - paper[0], right - paper[0]
    if turn == 180:  # noqa: PLR2004
        return paper[2] - right, paper[2] - left, bottom - paper[1], top - paper[1]
    if turn == 270:  # noqa: PLR2004
        return paper[3] - top, paper[3] - bottom, paper[2] - right, paper[2] - left
    return left - paper[0], right - paper[0], paper[3] - top, paper[3] - bottom


def _size(raw: pdfium.FPDF_TEXTPAGE, index: int) -> float:
    drawn = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, index, drawn)
    return float(pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(drawn.b, drawn.d))


def _turn(raw: pdfium.FPDF_TEXTPAGE, index: int) -> int | None:
    """By how many degrees a page must be turned clockwise for a text; null: by no quarter."""
    degrees = math.degrees(pdfium.FPDFText_GetCharAngle(raw, index))
    quarter = round(degrees / 90)
    return -quarter % 4 * 90 if abs(degrees - 90 * quarter) < _SLOPE else None


def _is_bold(raw: pdfium.FPDF_TEXTPAGE, index: int) -> bool:
    """Whether a character is bold: by its font's weight or name, or drawn with an outline."""
    if pdfium.FPDFText_GetFontWeight(raw, index) >= _BOLD_FROM:
        return True
    owner = pdfium.FPDFText_GetTextObject(raw, index)
    if pdfium.FPDFTextObj_GetTextRenderMode(owner) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE:
        return True
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(raw, index, name, len(name), None)
    return any(word in name.value.decode("utf-8", "ignore").lower() for word in _BOLD_NAMES)
