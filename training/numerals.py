"""Numerals in Chinese and Arabic writing, read as one: `五十万元`, `50万元` and `500,000元`."""

import re
import unicodedata
from decimal import Decimal

DIGITS = {d: i for i, d in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
LONGEST = 24
"""A run of numerals longer than this is no number that a person wrote; it is left as it stands."""

_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "，": ",", "\u200b": None, "\ufeff": None})
_HAN_SPACE = re.compile(r"(?<=[\u3000-\u9fff])\s+|\s+(?=[\u3000-\u9fff])")
_SHARE = re.compile(
    rf"([百千万])分之([{_CHINESE}]{{1,{LONGEST}}}|\d{{1,{LONGEST}}}(?:\.\d{{1,12}})?)"
)
_ARABIC = re.compile(
    rf"(?<![\d.])(\d{{1,3}}(?:,\d{{3}}){{1,6}}|\d{{1,{LONGEST}}})"
    r"(\.\d{1,12})?(?!\d) ?([万亿]{0,2})"
)
_RUN = re.compile(rf"[{_CHINESE}]+")


def tidy(text: str) -> str:
    """The text in one width, with single spaces and none beside Han characters."""
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return _HAN_SPACE.sub("", " ".join(plain.split()))


def written(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: `50000`, `2.5`."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def chinese_value(numeral: str) -> int | None:
    """What a run of Chinese numerals says (`二十五万` is 250000); null where it says no number."""
    if not numeral or len(numeral) > LONGEST or not (set(numeral) & ({*DIGITS} | {"十"})):
        return None
    if all(sign in DIGITS for sign in numeral):
        return int("".join(str(DIGITS[sign]) for sign in numeral))
    total = section = digit = 0
    unit = 1
    for sign in numeral:
        if sign in DIGITS:
            digit, unit = DIGITS[sign], 1 if sign in "零〇" else unit
        elif sign in SMALL:
            section, digit, unit = section + (digit or 1) * SMALL[sign], 0, SMALL[sign]
        else:
            group, unit = section + digit, LARGE[sign]
            total = total + group * unit if sign == "万" else (total + group) * unit
            section = digit = 0
    spoken = numeral[-2:-1] in {*"百千万亿"}  # `一万三` is 13000
    return total + section + (digit * unit // 10 if spoken else digit)


def plain_numerals(text: str) -> str:
    """The text with every numeral in Arabic digits, scales multiplied out, shares as `5%`."""
    text = _SHARE.sub(_share, text)
    text = _ARABIC.sub(_arabic, text)
    return _RUN.sub(_run, text)


def _share(match: re.Match[str]) -> str:
    scale, numeral = match.groups()
    value = chinese_value(numeral) if numeral[0] in _CHINESE else Decimal(numeral)
    if value is None:
        return match.group()
    return written(Decimal(value) * 100 / {"百": 100, "千": 1000, "万": 10000}[scale]) + "%"


def _arabic(match: re.Match[str]) -> str:
    whole, fraction, scales = match.groups()
    value = Decimal(whole.replace(",", "") + (fraction or ""))
    for scale in scales:
        value *= LARGE[scale]
    return written(value)


def _run(match: re.Match[str]) -> str:
    value = chinese_value(match.group())
    return match.group() if value is None else str(value)
