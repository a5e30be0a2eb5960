"""Numbers of provisions: `第一百二十条之一`, `第52条`, `（三）`."""

import re
from functools import lru_cache
from typing import Final

from agentar_assets import numerals

SIGNS: Final = r"零〇一二两三四五六七八九十廿卅百千\d"
"""Signs of an ordinal, for use inside a character class; `\\d` takes full-width digits too."""

_TEN_THOUSAND: Final = 10_000
_ARTICLE = re.compile(rf"第([{SIGNS}]{{1,12}})条(?:之([{SIGNS}]{{1,12}}))?")
_FOREIGN = re.compile(r"Article\s+(\d{1,9})([A-Z]?)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def value(written: str) -> int:
    """The number that Chinese numerals or digits say: `一百零五` is 105, `廿一` and `21` are 21."""
    if written.isdecimal():
        return int(written)
    return numerals.whole(written.replace("廿", "二十").replace("卅", "三十"))


@lru_cache(maxsize=4096)
def chinese(number: int) -> str:
    """A number as statutes write it: 105 is `一百零五`, 12 is `十二`; from 10,000 on in digits."""
    if number >= _TEN_THOUSAND:
        return str(number)
    said = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += "零一二三四五六七八九"[digit] + name
        elif said and not said.endswith("零"):
            said += "零"
    said = said.rstrip("零")
    return (said[1:] if said.startswith("一十") else said) or "零"


def article(number: int, added: int | None = None) -> str:
    """The name of an article: `第一百二十条`, of one added after it `第一百二十条之一`."""
    return f"第{chinese(number)}条" + (f"之{chinese(added)}" if added else "")


def canonical(name: str) -> str:
    """The name of an article in its one form, `第52条` as `第五十二条`; another name unchanged."""
    if found := _ARTICLE.fullmatch(name):
        return article(value(found[1]), value(found[2]) if found[2] else None)
    if found := _FOREIGN.fullmatch(name):
        return f"Article {found[1]}{found[2].upper()}"
    return name


def place(name: str) -> float | None:
    """Where an article stands among the others: 120.02 for `第一百二十条之二`; null: no article."""
    if found := _ARTICLE.fullmatch(name):
        return value(found[1]) + (value(found[2]) if found[2] else 0) / 100
    if found := _FOREIGN.fullmatch(name):
        return int(found[1]) + (ord(found[2].upper()) - ord("A") + 1 if found[2] else 0) / 100
    return None
