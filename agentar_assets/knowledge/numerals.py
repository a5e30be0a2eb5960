"""Numbers as people write them: `1,200.5`, `50万`, `三百二十`, `零点五`, `thirty`."""

import re
from decimal import Decimal
from typing import Final

_DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_GROUPS: Final = {"万": 10**4, "亿": 10**8}
_WORDS: Final = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    "fifteen|sixteen|seventeen|eighteen|nineteen|twenty"
)
WORDS: Final[dict[str, int]] = {
    **{word: value for value, word in enumerate(_WORDS.split("|"))},
    **{"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90},
}
"""English numerals that terms and counts are written with."""

HAN: Final = "零〇一二两三四五六七八九十百千万亿"
"""Signs of Chinese numerals, for use inside a character class."""

_ARABIC = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([百千万亿]*)$")


def number(written: str) -> Decimal:
    """The value of a number in digits, Chinese numerals or an English word.

    Raises:
        ValueError: This is no number.
    """
    plain = written.strip().lower()
    if plain in WORDS:
        return Decimal(WORDS[plain])
    if found := _ARABIC.match(plain):
        scale = 1
        for sign in found[2]:
            scale *= (_TENS | _GROUPS)[sign]
        return Decimal(found[1].replace(",", "")) * scale
    whole, point, part = plain.partition("点")
    if point and part and set(part) <= set(_DIGITS):
        return Decimal(f"{_han(whole)}.{''.join(str(_DIGITS[sign]) for sign in part)}")
    return Decimal(_han(plain))


def literal(value: Decimal) -> str:
    """A decimal literal without exponent and without zeros at its end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _han(written: str) -> int:
    if not written or not set(written) <= set(HAN):
        raise ValueError(f"{written!r} is no number: digits or Chinese numerals were expected")
    if len(written) > 1 and set(written) <= set(_DIGITS):
        return int("".join(str(_DIGITS[sign]) for sign in written))
    total = group = digit = 0
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            group, digit = group + (digit or 1) * _TENS[sign], 0
        elif sign == "亿":
            total, group, digit = (total + group + digit) * _GROUPS[sign], 0, 0
        else:
            total, group, digit = total + (group + digit or 1) * _GROUPS[sign], 0, 0
    return total + group + digit
