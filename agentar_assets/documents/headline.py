"""What a document is called: the line that says so, in a text that marks none as its title too."""

import re
from dataclasses import replace
from itertools import takewhile
from typing import Final

from agentar_assets.documents.blocks import Block, Page
from agentar_assets.documents.dates import states_a_day
from agentar_assets.documents.readers.headings import division
from agentar_assets.documents.structure.articles import opening

_HEADINGS: Final = 2
"""Headings that a title may be made of: a code and its book stand in two."""
_LINES: Final = 40
"""Blocks before the first article among which the title of a statute is looked for."""
_LONGEST: Final = 60
"""Characters of such a line."""
_LONGEST_OF_A_SITE: Final = 200
"""Characters of a title in which the name of a site is looked for."""
_DATED = re.compile(r"[(（]\d{4}.*$")
_END: Final = (
    r"(?:法|法典|条例|规定|办法|细则|规则|准则|规程|章程|解释|决定|决议|通知|批复)"
    r"(?:[(（][^（）()]{1,12}[)）])?"
)
_STATUTE = re.compile(rf"(?!本|根据|依照|按照|目\s*录)[^，。；：、！？|“”]{{1,80}}{_END}")
_OF_A_SITE = re.compile(rf"({_STATUTE.pattern})\s*[-_|｜—–·]+\s*(?!.*{_END}$).+")
"""A title with the name of the site that shows it: `X条例_百科`, `X条例 - 某网`."""
_ORDER = re.compile(r"(?!.*关于).{0,40}(?:令|公告|文件|公报|号)[)）]?")
"""What a text is made public with: `中华人民共和国国务院令`, `第660号`."""


def entitled(page: Page, name: str) -> tuple[str, list[Block]]:
    """What a document is called, and its blocks with that line as the highest heading.

    Its front matter says so, or the headings that it opens with. In a text of articles without
    such, or under the number of an order, it is the first short line that ends as the title of a
    statute does; else what the file says of itself, or its name.

    Args:
        page: What was read in the file.
        name: Of the file, without its ending.
    """
    top = [block.text for block in takewhile(lambda block: block.level == 1, page.blocks)]
    stated = page.meta.get("title") or " ".join(top[:_HEADINGS]) or page.title
    above = _above(page.blocks)
    if page.meta.get("title") or above is None:
        return stated or _DATED.sub("", name), page.blocks
    top = top or [one.text for one in above if one.level == 1 and one.text == page.title]
    if titles := [text for text in top if not _tells_of_order(text)]:
        return " ".join(titles[:_HEADINGS]), page.blocks
    said = _bare(stated or "")
    place = next((at for at, block in enumerate(above) if _is_title(block)), None)
    if place is None or (_STATUTE.fullmatch(said) and above[place].text not in said):
        return said or _DATED.sub("", name), page.blocks
    return above[place].text, _lifted(page.blocks, place)


def _above(blocks: list[Block]) -> list[Block] | None:
    """The blocks above the first article; null: there is none, or it stands far below."""
    for place, block in enumerate(blocks[:_LINES]):
        if not block.row and opening(block.text):
            return blocks[:place]
    return None


def _bare(title: str) -> str:
    """A title without the name of a site behind it."""
    found = _OF_A_SITE.fullmatch(title[:_LONGEST_OF_A_SITE])
    return found[1].strip() if found else title


def _is_title(block: Block) -> bool:
    """Whether a line is as short as a title, ends as that of a statute, and is no other heading."""
    line = block.text.strip()
    other = block.row or len(line) > _LONGEST or division(line) or states_a_day(line)
    return not other and _STATUTE.fullmatch(line) is not None


def _tells_of_order(text: str) -> bool:
    return _ORDER.fullmatch(text) is not None or states_a_day(text)


def _lifted(blocks: list[Block], place: int) -> list[Block]:
    """The blocks with one of them as the title, and with none above it as a heading."""
    above = [replace(block, level=0) for block in blocks[:place]]
    return [*above, replace(blocks[place], level=1, tight=False), *blocks[place + 1 :]]
