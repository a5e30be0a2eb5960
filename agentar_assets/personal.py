"""The ground: personal data in a text, found by pattern and checksum, and masked in its place.

Edges are look-arounds and not word boundaries of Unicode: a Han character is a letter to those,
so a number right behind one would stand inside a word. Patterns meet a text folded to half width
(`folded`), so that neither width nor characters without one hide anything.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agentar_assets.identifiers import is_bank_card, is_day, is_resident_id

MARK: Final = "＊"
"""What stands for a masked character."""

_NEAR: Final = 64
"""Characters before and behind a find that may show it to be a figure."""
_GROUPS: Final = 4
"""How many times a find is tried, each time a group of digits shorter."""
_AMOUNT = re.compile(
    r"(?:[¥$€£%]|人民币|[金总余差面限]额|成交额|交易额|本金|规模|市值|股本|收入|利润|资产|负债|成本|净值"
    r"|(?ai:rmb|cny|usd|amount|total|sum))[^\d。；;\n]{0,8}(?:[\d., -]*\| *)*$|\d[.,]$"
)
_CALLS = re.compile(
    r"(?:电话|手机|联系|致电|拨打|来电|热线|短信|微信|号码|(?ai:tel|phone|mobile|call|contact))"
    r"[^\d。；;\n]{0,6}$"
)
_COUNTED = re.compile(
    r"\s*(?:[%‰]|元|万|亿|千|百|美|港|欧|日元|英镑|股|份|手|吨|张|笔|点|[.,]\d|(?ai:rmb|cny|usd|yuan))"
)
_WIDTHS: Final = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys([0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], 0x20)
    | dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63], 0x2D)
)
_UNSEEN: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_GLANCE: Final = re.compile(r"[0-9０-９@＠]")
_SUSPECT: Final = re.compile(r"[0-9０-９](?:[^0-9０-９]{0,9}[0-9０-９]){6}|[@＠]")


def counts(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` counts money or shares, and so names nobody."""
    before, behind = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    return bool(_COUNTED.match(behind) or (_AMOUNT.search(before) and not _CALLS.search(before)))


@dataclass(frozen=True)
class Pattern:
    """One kind of thing to find; where the pattern has a group `number`, that alone is meant."""

    kind: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = lambda _: True
    """A checksum, where the kind has one; it sees the find without spaces and hyphens."""
    shortest: int = 0
    """Characters, without spaces and hyphens, below which the checksum cannot hold."""
    figure: bool = False
    """Whether figures look alike: what counts money or shares is no find then."""

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the finds are in a folded text, in order, none overlapping."""
        at = 0
        while found := self.pattern.search(text, at):
            start, end = found.span("number" if "number" in self.pattern.groupindex else 0)
            end = self._end(text, start, end)
            at = max(end, start + 1)
            if end > start and not (self.figure and counts(text, start, end)):
                yield start, end

    def _end(self, text: str, start: int, end: int) -> int:
        """Where the find ends without the groups of digits behind it that are not part of it."""
        written = text[start:end].replace(" ", "").replace("-", "")
        for _ in range(_GROUPS):
            if self.holds(written):
                return end
            gap = max(text.rfind(" ", start, end), text.rfind("-", start, end))
            written = written[: max(0, len(written) - (end - gap - 1))]
            if gap < start or len(written) < self.shortest:
                return start
            end = gap
        return start


def _is_old_id(digits: str) -> bool:
    return is_day(f"19{digits[6:12]}")


PERSONAL: Final = (
    Pattern(
        "resident_id",
        re.compile(
            r"(?<![0-9])[1-9](?:\d{16}|(?P<one>[ -])\d(?:(?P=one)\d){15}(?P=one)"
            r"|\d{2,13}(?P<gap>[ -]{1,2})\d{2,14}(?:(?P=gap)\d{2,14}){0,2}(?:(?P=gap)\d{1,3})?)"
            r"[\dXx](?![0-9A-Za-z])"
        ),
        is_resident_id,
        shortest=18,
    ),
    Pattern(
        "resident_id",
        re.compile(r"身份证[^\d\n]{0,8}(?P<number>[1-9]\d{14})(?!\d)"),
        _is_old_id,
    ),
    Pattern(
        "bank_card",
        re.compile(
            r"(?<![0-9A-Za-z])(?=6[02]|81|9558|95599|103|4|5[1-5]|3[4-7])"
            r"\d{4}(?:\d{9,15}|\d{0,9}(?P<gap>[ -]{1,3})\d{2,13}(?:(?P=gap)\d{1,4}){0,3})"
            r"(?![0-9A-Za-z])"
        ),
        is_bank_card,
        shortest=15,
        figure=True,
    ),
    Pattern(
        "mobile_phone",
        re.compile(
            r"(?:(?<![0-9A-Za-z])|(?<=(?ai:tel))|(?<=(?ai:phone))|(?<=(?ai:mobile)))(?<!\d-)"
            r"(?:\(?(?:\+|00)?86\)?[ -]{0,3}|0)?"
            r"(?:1[3-9]\d(?:\d{8}|(?P<gap>[ -]{1,3})"
            r"(?:\d{4}(?P=gap)\d{4}|\d{8}|\d{3}(?P=gap)\d{5}))"
            r"|1[3-9]\d{5}[ -]{1,3}\d{4}|1(?P<one>[ -])[3-9](?:(?P=one)\d){9})(?![0-9A-Za-z])"
        ),
        figure=True,
    ),
    Pattern(
        "email",
        re.compile(
            r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?@ ?"
            r"(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])"
        ),
    ),
    Pattern(
        "permit",
        re.compile(
            r"(?:护照|通行证|回乡证|台胞证|(?ai:passport|permit))[^0-9A-Za-z\n。；]{0,10}"
            r"(?:(?ai:number|no)[^0-9A-Za-z\n。；]{0,4})?"
            r"(?P<number>[A-Za-z]{1,2}[ -]?\d{7,10}|\d{8,10})(?![0-9A-Za-z])"
        ),
    ),
)
"""Kinds of personal data, in the order in which they claim a place."""


def folded(text: str) -> tuple[str, Sequence[int]]:
    """The text in half width without unseen characters, and where each character stood."""
    if not _UNSEEN.search(text):
        return text.translate(_WIDTHS), range(len(text))
    kept = [place for place, letter in enumerate(text) if not _UNSEEN.match(letter)]
    return "".join(text[place] for place in kept).translate(_WIDTHS), kept


def masks(text: str) -> list[dict[str, Any]]:
    """Where personal data stands in a text, as `records.MASK`, in order, none overlapping."""
    if not _GLANCE.search(text):
        return []
    found: list[dict[str, Any]] = []
    start = 0
    for line in text.split("\n"):
        if _SUSPECT.search(line):
            found += _in_line(line, start)
        start += len(line) + 1
    return found


def masked(text: str, masks: Sequence[Mapping[str, Any]]) -> str:
    """The text with `＊` for each character of the masks; no place moves."""
    pieces, at = [], 0
    for mask in masks:
        pieces += [text[at : mask["start"]], MARK * (mask["end"] - mask["start"])]
        at = mask["end"]
    return "".join([*pieces, text[at:]])


def _in_line(line: str, offset: int) -> list[dict[str, Any]]:
    seen, places = folded(line)
    kept: list[tuple[int, int, str]] = []
    for pattern in PERSONAL:
        found = [(start, end, pattern.kind) for start, end in pattern.places(seen)]
        seen = _blanked(seen, found) if found else seen
        kept += found
    return [
        {"kind": kind, "start": offset + places[start], "end": offset + places[end - 1] + 1}
        for start, end, kind in sorted(kept)
    ]


def _blanked(text: str, found: Sequence[tuple[int, int, str]]) -> str:
    """The text without the finds of one pattern, so that no other claims their place."""
    return masked(text, [{"start": start, "end": end} for start, end, _ in found])
