"""Chains of arithmetic, worked in `Decimal` and written so that anyone can work them again.

A step is a chain of one kind of operator, read from left to right: `p × r% × n`, `{1} - {2}`,
`{1} ÷ {2}`, `{1} max 5`. A name is a parameter, `r%` its hundredth part, `{1}` the result of the
first step. It is written `10000×2%×3=600`; a result that does not end is written with `≈` and
six decimals, and worked on without rounding. Only the last result is rounded, half up, to two
decimals.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from training.graders import written

PLACES = Decimal("0.01")
_SHOWN = Decimal("0.000001")
_FORCED: dict[str, Callable[[Decimal, Decimal], Decimal]] = {"max": max, "min": min}
_WORKED: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "×": operator.mul,
    "÷": operator.truediv,
    "+": operator.add,
    "-": operator.sub,
    **_FORCED,
}
_INSIDE = re.compile(r"\{([a-z])\}")


@dataclass(frozen=True)
class Worked:
    """A calculation: its steps as they are written, and the rounded result."""

    steps: tuple[str, ...]
    result: str


def worked(steps: Sequence[str], values: Mapping[str, Decimal]) -> Worked:
    """Work the steps one after the other.

    Raises:
        ValueError: A step names neither a parameter nor an earlier step.
    """
    results: list[Decimal] = []
    lines = []
    for step in steps:
        line, result = _step(step, values, results)
        lines.append(line)
        results.append(result)
    return Worked(tuple(lines), rounded(results[-1]))


def rounded(value: Decimal) -> str:
    """Two decimals, half up: `1500.00`."""
    exact = value.quantize(PLACES, ROUND_HALF_UP)
    return format(abs(exact) if exact == 0 else exact, "f")


@cache
def _tokens(step: str) -> tuple[str, ...]:
    return tuple(step.split())


def _step(
    step: str, values: Mapping[str, Decimal], results: Sequence[Decimal]
) -> tuple[str, Decimal]:
    tokens = _tokens(step)
    text, total = _operand(tokens[0], values, results)
    for sign, token in zip(tokens[1::2], tokens[2::2], strict=True):
        other, value = _operand(token, values, results)
        total = _WORKED[sign](total, value)
        if sign in _FORCED:
            text = f"{sign}({text},{other})"
        else:
            text += f"{sign}({other})" if other.startswith("-") else f"{sign}{other}"
    shown = total.quantize(_SHOWN, ROUND_HALF_UP)
    return f"{text}{'=' if shown == total else '≈'}{written(shown)}", total


def _operand(
    token: str, values: Mapping[str, Decimal], results: Sequence[Decimal]
) -> tuple[str, Decimal]:
    """How an operand is written, and its value."""
    if token[0] == "{" and token[1].isdigit():
        value = results[int(token[1:-1]) - 1]
        return written(value.quantize(_SHOWN, ROUND_HALF_UP)), value
    token = _INSIDE.sub(lambda inner: written(values[inner.group(1)]), token)
    bare, share = token.rstrip("%"), token.endswith("%")
    if bare not in values and not bare.replace(".", "", 1).isdigit():
        raise ValueError(f"step names {bare!r}: expected one of {sorted(values)} or a number")
    value = values[bare] if bare in values else Decimal(bare)
    return written(value) + ("%" if share else ""), value.scaleb(-2) if share else value
