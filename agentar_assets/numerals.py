"""The ground: whole numbers in Chinese numerals."""

from typing import Final

DIGITS: Final = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
}
"""Signs that are a digit each."""
TENS: Final = {"十": 10, "百": 100, "千": 1000}
"""Signs that multiply the digit before them."""
GROUPS: Final = {"万": 10**4, "亿": 10**8}
"""Signs that multiply all of a number before them."""
HAN: Final = "零〇一二两三四五六七八九十百千万亿"
"""Signs of Chinese numerals, for use inside a character class."""


def whole(written: str) -> int:
    """What a run of numerals or digits says: `一百零五` is 105, `二〇二四` 2024, `3百` 300.

    Raises:
        KeyError: One of the signs is neither.
    """
    high = total = group = digit = 0
    for sign in written:
        if sign in TENS:
            group, digit = group + (digit or 1) * TENS[sign], 0
        elif sign == "万":
            total, group, digit = total + (group + digit or 1) * GROUPS[sign], 0, 0
        elif sign == "亿":
            high, total, group, digit = high + (total + group + digit) * GROUPS[sign], 0, 0, 0
        else:
            digit = digit * 10 + (int(sign) if sign.isdecimal() else DIGITS[sign])
    return high + total + group + digit
