"""The words that point at provisions, as tokens: `《X》`, `本法`, `第三条`, `前款`, `（二）项`."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from agentar_assets.documents.structure.ordinals import SIGNS, value

UNITS: Final = ("法", "编", "分编", "章", "节", "条", "款", "项", "目")
"""The parts of a law, each deeper than the one before; a level is a place in this row."""
LAW, ARTICLE, PARAGRAPH, ITEM = (UNITS.index(unit) for unit in "法条款项")

_UNIT = (
    r"(?P<{}>条(?![例件约款形文目])|款(?!项)|项(?![目下])|目(?![标录的前])"
    r"|分?编(?![号制辑码写])|章(?!程)|节(?![课目省点能日]))"
)
_NUMERAL = rf"[{SIGNS}]{{1,12}}"
_ONE = rf"[（(]?{_NUMERAL}[）)]?"
_MORE = rf"(?:(?:[、和至或]|或者)第?{_ONE}){{0,40}}"
_KINDS = (
    "(?:暂行|实施|补充)?(?:法|安排|条例|规定|办法|解释|细则|规则|通则|准则|规程|章程|决定|规范|制度|指引|"
    "意见|通知|公约|协定|修正案)"
)
_OF = r"(?:的|中的?)?"
_AHEAD = rf"(?={_OF}第{_ONE}{_MORE}(?:[条章节]|分?编))"
_TOKEN = re.compile(
    r"(?=[“「《本该同前上第（(法典例定则释约章书排])(?:(?P<quote>[“「])"
    rf"|《(?P<title>[^《》\n]{{1,90}}(?:《[^《》\n]{{1,80}}》[^《》\n]{{0,60}})?)》"
    rf"(?:(?:[（(][^（）()\n]{{1,60}}[）)])?{_OF}{_AHEAD})?"
    rf"|(?P<own>本){_KINDS}{_OF}{_AHEAD}"
    rf"|(?P<that>该|同(?<!合同)){_KINDS}{_OF}{_AHEAD}"
    rf"|(?P<near>前(?<![目提日年月天开]前)|上(?<![以之网线]上)|本(?<![成资基根样原文书副正]本)"
    rf"|该(?<!各该)|同一?)(?P<count>(?:{_NUMERAL})?)个?{_UNIT.format('unit')}"
    rf"|第(?P<numbers>{_ONE}{_MORE}){_UNIT.format('kind')}(?:之(?P<added>{_NUMERAL}))?"
    rf"|(?P<items>[（(]{_NUMERAL}[）)](?:[、和至或][（(]{_NUMERAL}[）)]){{0,40}})项(?!目)"
    r"|(?P<name>[法典例定则释]|[约章书排](?<=公约|条约|宪章|定书|安排))"
    rf"(?:{_OF}{_AHEAD}|(?=(?<=[法典例])的?(?:有关|相关|具体)?规定)))"
)
_CLOSING: Final = {"“": "”", "「": "」"}
_LONGEST_QUOTE: Final = 3_000
_NUMBER = re.compile(rf"第?[（(]?({_NUMERAL})[）)]?")


class Token(NamedTuple):
    """A word that points; `word` tells how: a title, `本`, `前`, or nothing for a number."""

    kind: str
    start: int
    end: int
    word: str = ""
    level: int = LAW
    number: int = 0
    added: int | None = None


def tokens(text: str) -> Iterator[Token]:
    """The words of a text that point at provisions, in order; a number of a list is one each.

    `kind`: quote, title, own (`本法`), that (`该法`), name (end of a name without brackets),
    near (`前款`) or number (`第三条`). What stands in quotation marks is left out.
    """
    quoted = 0
    for found in _TOKEN.finditer(text):
        start = found.start()
        if start < quoted:
            continue
        if mark := found["quote"]:
            quoted = text.find(_CLOSING[mark], start, start + _LONGEST_QUOTE)
        if found["numbers"]:
            yield from _numbered(found, "numbers", found["kind"])
        elif found["items"]:
            yield from _numbered(found, "items", "项")
        elif found["near"]:
            count = value(found["count"]) if found["count"] else 1
            word, level = found["near"] + found["unit"], UNITS.index(found["unit"])
            yield Token("near", found.start(), found.end(), word, level, count)
        else:
            kind = found.lastgroup or ""
            yield Token(kind, found.start(), found.end(), found[kind])


def _numbered(found: re.Match[str], group: str, unit: str) -> Iterator[Token]:
    """A token a number: of `第一、二款` the first is `第一`, the last `二款`."""
    numbers = list(_NUMBER.finditer(found.string, found.start(group), found.end(group)))
    added = found["added"] if group == "numbers" and unit == "条" else None
    for at, number in enumerate(numbers):
        last = at == len(numbers) - 1
        yield Token(
            "number",
            found.start() if at == 0 else number.start(),
            found.end() if last else number.end(),
            "",
            UNITS.index(unit),
            value(number[1]),
            value(added) if last and added else None,
        )
