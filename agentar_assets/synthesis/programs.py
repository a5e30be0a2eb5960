"""Calculations as Python: the steps of `agentar_assets.synthesis.arithmetic` as a short function.

What the function prints is worked out by the same operations on the same kinds of numbers, step
by step as Python does them, and never by running text.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from training.graders import written

Number = int | float
_SPLICED: Final = re.compile(r"\{[a-z]\}")
_SIGNS: Final = {"×": "*", "÷": "/", "+": "+", "-": "-"}
_WORKED: Final[dict[str, Callable[[Number, Number], Number]]] = {
    **{"×": operator.mul, "÷": operator.truediv, "+": operator.add, "-": operator.sub},
    **{"max": max, "min": min},
}


@dataclass(frozen=True)
class Part:
    """An expression as text, and what holds it together."""

    text: str
    sign: str
    """Its sign, `max` or `min`; empty for a name or a number."""


def writable(steps: Sequence[str]) -> bool:
    """Whether no operand is a number with a parameter among its digits (`0.{d}`)."""
    return not any(_SPLICED.search(step) for step in steps)


def literal(value: Decimal) -> Number:
    """The number as Python reads it: whole ones are of type int."""
    return int(value) if value == value.to_integral_value() else float(value)


def lines(steps: Sequence[str], names: Mapping[str, str], results: Sequence[str]) -> list[str]:
    """An expression for each step, over the names of parameters and of earlier results."""
    known = [Part(name, "") for name in results]
    return [_expression(step, names, known).text for step in steps]


def expression(steps: Sequence[str], names: Mapping[str, str]) -> str:
    """All steps as one expression over the names of the parameters."""
    parts: list[Part] = []
    for step in steps:
        parts.append(_expression(step, names, parts))
    return parts[-1].text


def printed(steps: Sequence[str], values: Mapping[str, Decimal]) -> Number:
    """What the last step is, in the numbers of Python."""
    results: list[Number] = []
    for step in steps:
        tokens = step.split()
        total = _value(tokens[0], values, results)
        for sign, token in zip(tokens[1::2], tokens[2::2], strict=True):
            if sign == "×" and token.endswith("%"):
                total = total * _value(token.rstrip("%"), values, results) / 100
            else:
                total = _WORKED[sign](total, _value(token, values, results))
        results.append(total)
    return results[-1]


def _value(token: str, values: Mapping[str, Decimal], results: Sequence[Number]) -> Number:
    if token[0] == "{":
        return results[int(token[1:-1]) - 1]
    bare = token.rstrip("%")
    value = literal(values[bare] if bare in values else Decimal(bare))
    return value / 100 if token.endswith("%") else value


def _expression(step: str, names: Mapping[str, str], results: Sequence[Part]) -> Part:
    tokens = step.split()
    total = _operand(tokens[0], names, results)
    for sign, token in zip(tokens[1::2], tokens[2::2], strict=True):
        other = _operand(token, names, results)
        if sign not in _SIGNS:
            total = Part(f"{sign}({total.text}, {other.text})", sign)
            continue
        left = _held(total, sign, first=True)
        right = other.text if sign == "×" and token.endswith("%") else _held(other, sign)
        total = Part(f"{left} {_SIGNS[sign]} {right}", sign)
    return total


def _operand(token: str, names: Mapping[str, str], results: Sequence[Part]) -> Part:
    if token[0] == "{":
        return results[int(token[1:-1]) - 1]
    bare = token.rstrip("%")
    text = names.get(bare) or written(Decimal(bare))
    return Part(f"{text} / 100", "÷") if token.endswith("%") else Part(text, "")


def _held(part: Part, sign: str, *, first: bool = False) -> str:
    """The expression as an operand, in brackets where the sign would tear it apart."""
    sums, products = {"+", "-"}, {"×", "÷"}
    torn = part.sign in sums and (sign in products or (sign == "-" and not first))
    torn = torn or (part.sign in products and sign in products and not first)
    return f"({part.text})" if torn else part.text
