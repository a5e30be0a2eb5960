"""The value of one arithmetic expression tree, in exact fractions and with bounded figures."""

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, Underflow
from fractions import Fraction
from typing import Any

LARGEST_BITS = 2048
"""Of a numerator or denominator; what grows beyond has no value."""
MOST_PLACES = 12
"""Decimal places that `round` keeps."""

Value = Fraction | bool
Names = Mapping[str, Fraction]

_TRAPS = [DivisionByZero, InvalidOperation, Overflow, Underflow]


def evaluated(node: ast.expr, names: Names) -> Value:
    """The value of an expression that `expressions.parsed` let through.

    Raises:
        ArithmeticError: It has no value, or one too large, at these names.
    """
    return _RULES[type(node)](node, names)


def _number(node: ast.expr, names: Names) -> Fraction:
    return Fraction(evaluated(node, names))


def _bounded(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > LARGEST_BITS:
        raise OverflowError("the value has too many digits")
    return value


def _constant(node: ast.Constant, _names: Names) -> Value:
    if isinstance(node.value, bool):
        return node.value
    return Fraction(repr(node.value))


def _name(node: ast.Name, names: Names) -> Value:
    return names[node.id]


def _binary(node: ast.BinOp, names: Names) -> Value:
    left, right = _number(node.left, names), _number(node.right, names)
    return _bounded(Fraction(_BINARY[type(node.op)](left, right)))


def _unary(node: ast.UnaryOp, names: Names) -> Value:
    if isinstance(node.op, ast.Not):
        return not evaluated(node.operand, names)
    value = _number(node.operand, names)
    return -value if isinstance(node.op, ast.USub) else value


def _both(node: ast.BoolOp, names: Names) -> Value:
    stops = isinstance(node.op, ast.Or)
    value: Value = False
    for part in node.values:
        value = evaluated(part, names)
        if bool(value) is stops:
            break
    return value


def _compared(node: ast.Compare, names: Names) -> Value:
    left = _number(node.left, names)
    for sign, comparator in zip(node.ops, node.comparators, strict=True):
        right = _number(comparator, names)
        if not _COMPARISONS[type(sign)](left, right):
            return False
        left = right
    return True


def _conditional(node: ast.IfExp, names: Names) -> Value:
    return evaluated(node.body if evaluated(node.test, names) else node.orelse, names)


def _called(node: ast.Call, names: Names) -> Value:
    function = node.func.id if isinstance(node.func, ast.Name) else ""
    return CALLS[function]([_number(argument, names) for argument in node.args])


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    """Exact where the exponent is whole and the result small; else a decimal of 34 digits."""
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator == 1 and abs(exponent.numerator) * size <= LARGEST_BITS:
        return Fraction(base**exponent.numerator)
    if base == 0 and exponent > 0:
        return base
    if base <= 0:
        raise ArithmeticError("no real power")
    context = Context(prec=34, Emin=-99, Emax=99, traps=_TRAPS)
    return Fraction(context.power(_decimal(base, context), _decimal(exponent, context)))


def _decimal(value: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def _rounded(arguments: list[Fraction]) -> Fraction:
    value, *places = arguments or [Fraction(0), Fraction(0), Fraction(0)]
    if len(places) > 1 or any(p.denominator != 1 or abs(p) > MOST_PLACES for p in places):
        raise ArithmeticError("round takes a number and a few whole places")
    return Fraction(round(value, int(places[0]))) if places else Fraction(round(value))


def _absolute(arguments: list[Fraction]) -> Fraction:
    if len(arguments) != 1:
        raise ArithmeticError("abs takes one number")
    return abs(arguments[0])


def _extreme(pick: Callable[[list[Fraction]], Fraction]) -> Callable[[list[Fraction]], Fraction]:
    def picked(arguments: list[Fraction]) -> Fraction:
        if len(arguments) < 2:  # noqa: PLR2004 - of one number Python raises too
            raise ArithmeticError("min and max take two numbers or more")
        return pick(arguments)

    return picked


CALLS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "min": _extreme(min),
    "max": _extreme(max),
    "round": _rounded,
    "abs": _absolute,
}
"""What an expression may call."""

_BINARY: dict[type[ast.AST], Callable[[Fraction, Fraction], Fraction | int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
_COMPARISONS: dict[type[ast.AST], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
OPERATORS = frozenset(
    {*_BINARY, *_COMPARISONS, ast.UAdd, ast.USub, ast.Not, ast.And, ast.Or},
)
"""What an expression may be joined with."""

_RULES: dict[type[ast.AST], Callable[[Any, Names], Value]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _both,
    ast.Compare: _compared,
    ast.IfExp: _conditional,
    ast.Call: _called,
}
