"""Numeric answers by rule: a key phrase names the formula, its quantities come in text order."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from agentar_assets.verification.answerers import quantities
from agentar_assets.verification.answerers.question import Question, asked_unit, without_citation

_CONSTANTS = re.compile(
    r"按?月数占12个月|一年按?12个月|占12个月|"
    r"by months of twelve|一年按?365天|按365天|"
    r"of 365|months of 12"
)
_THOUSANDS = re.compile(r"(\d)\s*\(10,000 yuan\)")


@dataclass(frozen=True)
class Sheet:
    """The quantities of a question by dimension, in text order, and the passage behind it."""

    money: tuple[Decimal, ...]
    ratio: tuple[Decimal, ...]
    year: tuple[Decimal, ...]
    month: tuple[Decimal, ...]
    day: tuple[Decimal, ...]
    share: tuple[Decimal, ...]
    text: str
    unit: str


_FLOOR = re.compile(
    r"(?:不得?低于|不少于|至少|最低[^，。]{0,8}|起存金额|起点)[^，。]{0,4}$"
    r"|(?:at least|minimum[^.]{0,30}|not less than|no less than|above)\s*$",
    re.I,
)

Formula = Callable[[Sheet], Decimal]


def answer(question: Question) -> str | None:
    """The value in the unit asked for, two decimals; null where no rule fits."""
    sheet = _sheet(question)
    for phrase, needs, formula in _RULES:
        if re.search(phrase, sheet.text, re.I | re.S) and _has(sheet, needs):
            return _written(formula, sheet, asked_unit(question.text))
    return None


def _written(formula: "Formula", sheet: "Sheet", unit: Decimal) -> str | None:
    try:
        value = formula(sheet) / unit
    except (StopIteration, IndexError):
        return None
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def _sheet(question: Question) -> Sheet:
    text = _THOUSANDS.sub(r"\1万元", _CONSTANTS.sub("", without_citation(question.text)))
    found = quantities.read(text)
    by_dimension = {
        name: tuple(one.value for one in found if one.dimension == name)
        for name in ("money", "ratio", "year", "month", "day", "share")
    }
    return Sheet(**by_dimension, text=text, unit=question.unit)


def _has(sheet: Sheet, needs: str) -> bool:
    """Whether the sheet holds as many quantities as `M2 R1 Y1` says, and at least those."""
    names = {"M": "money", "R": "ratio", "Y": "year", "N": "month", "D": "day", "S": "share"}
    return all(len(getattr(sheet, names[need[0]])) >= int(need[1]) for need in needs.split())


def _interest(s: Sheet) -> Decimal:
    return s.money[0] * s.ratio[0] * s.year[0]


def _stated(s: Sheet) -> Decimal:
    ratios = [one.value for one in quantities.read(s.unit) if one.dimension == "ratio"]
    return s.money[0] * (s.ratio or tuple(ratios))[0] * s.year[0]


def _missing(s: Sheet) -> Decimal:
    floors = (
        one.value
        for one in quantities.read(s.unit)
        if one.dimension == "money" and _FLOOR.search(s.unit[max(0, one.start - 24) : one.start])
    )
    return max(Decimal(0), next(floors) - s.money[0])


def _amounts(text: str) -> list[Decimal]:
    return [one.value for one in quantities.read(text) if one.dimension == "money"]


def _days_left(s: Sheet) -> Decimal:
    periods = [one.value for one in quantities.read(s.unit) if one.dimension == "day"]
    return next((period for period in periods if period >= s.day[0]), s.day[0]) - s.day[0]


def _above_cap(s: Sheet) -> Decimal:
    caps = re.findall(r"限额为?(?:人民币)?([\d,]+[万]?元)", s.unit)
    return sum(s.money[:2], Decimal(0)) - _amounts(caps[0])[0]


def _given_share(s: Sheet) -> Decimal:
    ratios = [one.value for one in quantities.read(s.unit) if one.dimension == "ratio"]
    return s.money[0] * ratios[0]


def _traded(s: Sheet) -> Decimal:
    return (s.money[1] - s.money[0]) * s.share[0]


_RULES: tuple[tuple[str, str, Formula], ...] = (
    (r"担保比例|maintenance ratio", "M3", lambda s: (s.money[0] + s.money[1]) / s.money[2] * 100),
    (r"还差|还要补|missing", "M2", lambda s: abs(s.money[0] - s.money[1])),
    (r"还差|还要补|missing", "M1", _missing),
    (r"剩|期满还有|left", "D2", lambda s: s.day[0] - s.day[1]),
    (r"期限.*剩|还剩多少|days.*left", "D1", _days_left),
    (r"限额|limit", "M3", lambda s: s.money[0] + s.money[1] - s.money[2]),
    (r"偿付限额", "M2", _above_cap),
    (r"报酬率.*净收益", "M1 R2 Y1", lambda s: s.money[0] * (s.ratio[0] - s.ratio[1]) * s.year[0]),
    (r"少得|yuan less", "M1 R2 Y1", lambda s: s.money[0] * (s.ratio[0] - s.ratio[1]) * s.year[0]),
    (r"免赔|医保", "M3 R1", lambda s: (s.money[0] - s.money[1] - s.money[2]) * s.ratio[0]),
    (r"扣.*余下.*分得", "M2 R1", lambda s: (s.money[0] - s.money[1]) * s.ratio[0]),
    (r"退保损失", "M2 Y1", lambda s: s.money[0] * s.year[0] - s.money[1]),
    (r"保费|年缴", "M1 Y1", lambda s: s.money[0] * s.year[0]),
    (r"借出.*月", "M1 R2 N1", lambda s: s.money[0] * s.ratio[0] * s.ratio[1] * s.month[0] / 12),
    (r"转存|rolls all", "M1 R1", lambda s: s.money[0] * (1 + s.ratio[0]) ** 2),
    (r"外扣|front fee", "M2 R1", lambda s: s.money[0] / (1 + s.ratio[0]) / s.money[1]),
    (
        r"(?:税|tax).*净|net gain",
        "S1 M2 R1",
        lambda s: _traded(s) - s.money[1] * s.share[0] * s.ratio[0],
    ),
    (r"买.*卖|buys.*sells", "S1 M2", _traded),
    (
        r"不足5元|at least 5",
        "S1 M2 R1",
        lambda s: max(s.share[0] * s.money[0] * s.ratio[0], Decimal(5)),
    ),
    (r"赎回费率|with a fee", "S1 M1 R1", lambda s: s.share[0] * s.money[0] * (1 - s.ratio[0])),
    (r"份|shares", "S1 M1", lambda s: s.share[0] * s.money[0]),
    (r"管理费|manager", "M1 R1 D1", lambda s: s.money[0] * s.ratio[0] * s.day[0] / 365),
    (r"percentage given", "M1", _given_share),
    (r"所列年利率", "M1 Y1", _stated),
    (r"本息|连本带息|come back in all", "M1 R1 Y1", lambda s: s.money[0] + _interest(s)),
    (r"月|month", "M1 R1 N1", lambda s: s.money[0] * s.ratio[0] * s.month[0] / 12),
    (r"利息|收益|年化|interest", "M1 R1 Y1", _interest),
    (
        (
            r"佣金|收益|涨|报酬|可贷|比例|按该条|基数|"
            r"对应|borrow|commission|charged|gain|percentage"
        ),
        "M1 R1",
        lambda s: s.money[0] * s.ratio[0],
    ),
)
"""Key phrase, least quantities, formula; the first that fits decides."""
