"""Numbers with their units, one for each blank."""

import re
from decimal import Decimal

from training.forms.reading import unboxed
from training.numerals import tidy

_CURRENCY = re.compile(r"^(?:人民币|rmb|cny|¥|￥)\s*", re.IGNORECASE)
_NUMBER = re.compile(
    r"([+-]?)\s?(\d{1,3}(?:,\d{3}){1,8}|\d{1,30})(\.\d{1,30})?\s?(%|[^\s\d.,%;+-]{0,8})\.?"
)
_YUAN = frozenset({"", "元", "元整", "人民币", "元人民币", "rmb", "cny", "yuan"})


def number(text: str) -> str | None:
    """Decimal and unit of each blank, `;` between blanks; `元` counts as no unit, `5%` is 0.05."""
    blanks = [_blank(blank) for blank in tidy(unboxed(text)).split(";")]
    return None if None in blanks else ";".join(blank for blank in blanks if blank)


def same_numbers(gold: str, answer: str) -> bool:
    """Whether every blank is the gold's, within half a unit of the gold's last place."""
    golds, answers = gold.split(";"), answer.split(";")
    if len(golds) != len(answers):
        return False
    return all(map(_close, golds, answers))


def _blank(text: str) -> str | None:
    match = _NUMBER.fullmatch(_CURRENCY.sub("", text.strip()))
    if match is None:
        return None
    sign, whole, fraction, unit = match.groups()
    value = Decimal(f"{sign}{whole.replace(',', '')}{fraction or ''}")
    if unit == "%":
        return f"{value.scaleb(-2):f}"
    return f"{value:f}" + ("" if unit.casefold() in _YUAN else unit.casefold())


def _close(gold: str, answer: str) -> bool:
    """Same unit, and within half a unit of the gold's last decimal place."""
    wanted, unit = _parted(gold)
    said, other = _parted(answer)
    places = -int(wanted.as_tuple().exponent)
    return unit == other and abs(wanted - said) <= Decimal(5).scaleb(-places - 1)


def _parted(blank: str) -> tuple[Decimal, str]:
    digits = re.match(r"-?[\d.]+", blank)
    text = digits.group() if digits else "0"
    return Decimal(text), blank[len(text) :]
