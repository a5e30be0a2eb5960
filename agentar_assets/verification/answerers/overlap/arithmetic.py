"""Numeric answers by likeness: the likest worked problem lends its formula, in fractions."""

import re
from fractions import Fraction
from math import floor

from agentar_assets.verification.answerers.likeness import cosine, grams
from agentar_assets.verification.answerers.overlap.problems import PROBLEMS, Values
from agentar_assets.verification.answerers.question import Question, asked_unit, without_citation

_FIGURE = re.compile(
    (
        r"(?:(?P<sign>RMB)\s*)?(?P<number>\d[\d,"
        r"]*(?:\.\d+)?)\s*(?P<unit>%|万元|元|\(10,"
        r"000 yuan\)|yuan|份|股|fund shares|shares|"
        r"个?工作日|交易日|working days?|trading "
        r"days?|个?交易日|天|日|days?|个月|months?|"
        r"年(?!\d)|years?)?"
    ),
)
_KINDS = {
    "%": "r",
    "万元": "m",
    "元": "m",
    "(10,000 yuan)": "m",
    "yuan": "m",
    "份": "s",
    "股": "s",
    "shares": "s",
    "fund shares": "s",
    "天": "d",
    "日": "d",
    "days": "d",
    "工作日": "d",
    "个工作日": "d",
    "交易日": "d",
    "个交易日": "d",
    "working day": "d",
    "trading day": "d",
    "trading days": "d",
    "day": "d",
    "working days": "d",
    "个月": "n",
    "month": "n",
    "months": "n",
    "年": "y",
    "year": "y",
    "years": "y",
}
_LEAST_LIKENESS = 0.12


def answer(question: Question) -> str | None:
    """What the likest problem with the same kinds of quantities computes; null for none."""
    text = without_citation(question.text)
    values = _values(text)
    kinds = sorted(kind for kind, found in values.items() for _ in found)
    passage = {kind.upper(): found for kind, found in _values(question.unit).items()}
    asked = grams(re.sub(r"[\d.,%]", "", text), 1, 2)
    known = [
        (cosine(grams(words, 1, 2), asked), formula)
        for words, needs, formula in PROBLEMS
        if sorted(kind for kind in needs if kind.islower()) == kinds
        and all(kind in passage for kind in needs if kind.isupper())
    ]
    likeness, formula = max(known, key=lambda pair: pair[0], default=(0.0, None))
    if formula is None or likeness < _LEAST_LIKENESS:
        return None
    return _written(formula(values | passage) / Fraction(asked_unit(text)))


def _values(text: str) -> Values:
    values: Values = {}
    for match in _FIGURE.finditer(text):
        unit = "yuan" if match["sign"] else match["unit"]
        if unit is None:
            continue
        value = Fraction(match["number"].replace(",", ""))
        value *= 10_000 if unit in ("万元", "(10,000 yuan)") else 1
        value /= 100 if unit == "%" else 1
        values.setdefault(_KINDS[unit], []).append(value)
    return values


def _written(value: Fraction) -> str:
    """Two decimals, halves away from zero."""
    cents = floor(abs(value) * 100 + Fraction(1, 2))
    return f"{'-' if value < 0 and cents else ''}{cents // 100}.{cents % 100:02d}"
