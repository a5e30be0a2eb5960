"""Numbers as people write them: `1,200.5`, `50万`, `三百二十`, `零点五`, `thirty`."""

import re
from decimal import Decimal
from typing import Final

from agentar_assets.numerals import DIGITS, GROUPS, HAN, TENS, whole

_WORDS: Final = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    "fifteen|sixteen|seventeen|eighteen|nineteen|twenty"
)
WORDS: Final[dict[str, int]] = {
    **{word: value for value, word in enumerate(_WORDS.split("|"))},
    **{"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90},
}
"""English numerals that terms and counts are written with."""

_FORMAL: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟○", "一二三四五六七八九十百千〇")
_LONGEST = 25
"""Signs of the longest number that is read: a longer one would be rounded."""

_ABOUT = re.compile(r"[一二两三四五六七八九]{2}[十百千万亿]|^[一二两三四五六七八九]{2}$")
"""Two digits side by side, as in `三五天` or `七八百元`: no figure is meant."""

_ARABIC = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([百千万亿]*)$")


def number(written: str) -> Decimal:
    """The value of a number in digits, Chinese numerals or an English word.

    Raises:
        ValueError: This is no number.
    """
    plain = written.strip().lower().translate(_FORMAL)
    if len(plain) > _LONGEST:
        raise ValueError(f"{written!r} is no number: at most {_LONGEST} signs were expected")
    if plain in WORDS:
        return Decimal(WORDS[plain])
    if found := _ARABIC.match(plain):
        scale = 1
        for sign in found[2]:
            scale *= (TENS | GROUPS)[sign]
        return Decimal(found[1].replace(",", "")) * scale
    whole, point, part = plain.partition("点")
    if point and part and set(part) <= set(DIGITS):
        return Decimal(f"{_han(whole)}.{''.join(str(DIGITS[sign]) for sign in part)}")
    return Decimal(_han(plain))


def literal(value: Decimal) -> str:
    """A decimal literal without exponent and without zeros at its end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _han(written: str) -> int:
    if not written or not set(written) <= set(HAN):
        raise ValueError(f"{written!r} is no number: digits or Chinese numerals were expected")
    if _ABOUT.search(written):
        raise ValueError(f"{written!r} is no number: it says about how many")
    return whole(written)
