"""Cells of a workbook as people see them: dates, percents and amounts, without float noise."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from openpyxl.cell.read_only import ReadOnlyCell

from agentar_assets.documents.blocks import unwrapped

_FORM_AT_MOST = 255  # characters of a number format, as many as Excel writes
_SECTION = re.compile(r'(?:"[^"]*"|\\.|[^;"\\])*')
_UNSHOWN = re.compile(r"\[\$([^\]\-]*)[^\]]*\]|\[[^\]]*\]|[_*].")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_PLACES = re.compile(r"[#0?.,]+(?:E\+0+)?")
_SIGNS = re.compile(r"[%¥￥$€£元万亿千百笔户股份人天日月年期次倍个家]+")


def shown(value: object, cell: ReadOnlyCell) -> str:
    """The text of a cell.

    Args:
        value: What is stored in it.
        cell: The cell, for its number format: asked only where the value is a number.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return unwrapped(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return _moment(value)


def _number(value: float, form: str) -> str:
    before, after = _around(form[:_FORM_AT_MOST])
    number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return str(value)
    number *= 100 if "%" in after else 1
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"-{before}{text[1:]}{after}" if text.startswith("-") else f"{before}{text}{after}"


@lru_cache(maxsize=1024)
def _around(form: str) -> tuple[str, str]:
    """The signs that a number format shows before and after the number: `¥`, `%`, `万元`."""
    first = _SECTION.match(form)
    shown = _LITERAL.sub(r"\1\2", _UNSHOWN.sub(r"\1", first[0] if first else ""))
    parts = _PLACES.split(shown, maxsplit=1)
    if len(parts) == 1:
        return "", ""
    return tuple("".join(_SIGNS.findall(part)) for part in parts)  # type: ignore[return-value]


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        whole = value.time() == time.min
        return value.date().isoformat() if whole else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value.isoformat("minutes") if isinstance(value, time) else str(value)
