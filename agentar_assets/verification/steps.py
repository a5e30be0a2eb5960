"""Arithmetic as a thinking writes it down: `40000×4%×2=3200`, checked step by step."""

import re
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext

from agentar_assets.verification.answerers import quantities

_STEP = re.compile(
    r"(?P<left>(?:(?:max|min)\([^()]*\)|[\d.,"
    r"%()+\-×x*÷/]|(?<=\d) (?=[+\-×÷/*]|\d)|"
    r"(?<=[+\-×÷/*]) )+)"
    r"\s*(?P<sign>[=≈])\s*(?P<right>-?\d[\d,]*(?:\.\d+)?)(?P<percent>%?)"
)
_TOKEN = re.compile(
    r"(max|min)|(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(%?)|([()+\-×x*÷/,])"
)
_LONGEST = 400
_DEEPEST = 40


@dataclass(frozen=True)
class Step:
    """One equation: what stands left of the sign, and the value that is claimed for it."""

    left: str
    claimed: Decimal
    places: int
    inputs: tuple[Decimal, ...]


def steps(thinking: str) -> list[Step]:
    """Every equation of a thinking, in its order."""
    return [
        Step(
            match["left"].strip(" ,"),
            _claimed(match),
            len(match["right"].partition(".")[2]) + (2 if match["percent"] else 0),
            _inputs(match["left"]),
        )
        for match in _STEP.finditer(thinking[:_LONGEST])
        if re.search(r"[+\-×x*÷/(]", match["left"].strip(" ,").lstrip("-"))
    ]


def wrong(step: Step) -> bool:
    """Whether the claimed value is not the value, to the last place that is written."""
    value = evaluated(step.left)
    return value is None or abs(value - step.claimed) > Decimal(5).scaleb(-step.places - 1)


def evaluated(expression: str) -> Decimal | None:
    """The exact value of an expression; null where it is none, or divides by zero."""
    parser = _Parser(_tokens(expression))
    with localcontext(prec=40):
        try:
            value = parser.sum(_DEEPEST)
        except (InvalidOperation, DivisionByZero, IndexError, ValueError):
            return None
    return value if parser.at == len(parser.tokens) else None


def given(text: str) -> set[Decimal]:
    """Every number of a text: as digits, as a ratio, and with its scale worked in or left out."""
    digits = re.findall(r"\d[\d,]*(?:\.\d+)?", text)
    plain = {Decimal(one.rstrip(",").replace(",", "")) for one in digits}
    read = {one.value for one in quantities.read(text)}
    return plain | {value / 100 for value in plain} | read | {value / 10_000 for value in read}


def _claimed(match: re.Match[str]) -> Decimal:
    value = Decimal(match["right"].replace(",", ""))
    return value / 100 if match["percent"] else value


def _inputs(expression: str) -> tuple[Decimal, ...]:
    return tuple(token for token in _tokens(expression) if isinstance(token, Decimal))


def _tokens(expression: str) -> list[Decimal | str]:
    tokens: list[Decimal | str] = []
    for function, digits, percent, sign in _TOKEN.findall(expression):
        if digits:
            value = Decimal(digits.replace(",", ""))
            tokens.append(value / 100 if percent else value)
        else:
            tokens.append(function or sign)
    return tokens


class _Parser:
    """Sums of products of atoms, left to right; brackets and max/min as atoms."""

    def __init__(self, tokens: list[Decimal | str]) -> None:
        self.tokens, self.at = tokens, 0

    def _next(self, *wanted: str) -> str | None:
        if self.at < len(self.tokens) and (token := self.tokens[self.at]) in wanted:
            self.at += 1
            return str(token)
        return None

    def sum(self, depth: int) -> Decimal:
        value = self._product(depth)
        while sign := self._next("+", "-"):
            right = self._product(depth)
            value = value + right if sign == "+" else value - right
        return value

    def _product(self, depth: int) -> Decimal:
        value = self._atom(depth)
        while sign := self._next("×", "x", "*", "÷", "/"):
            right = self._atom(depth)
            value = value / right if sign in "÷/" else value * right
        return value

    def _atom(self, depth: int) -> Decimal:
        if depth == 0:
            raise ValueError("brackets nested too deep")
        if self._next("-"):
            return -self._atom(depth - 1)
        name = self._next("max", "min")
        if self._next("("):
            values = [self.sum(depth - 1)]
            while self._next(","):
                values.append(self.sum(depth - 1))
            if not self._next(")"):
                raise ValueError("a bracket is not closed")
            return min(values) if name == "min" else max(values)
        token = self.tokens[self.at]
        if not isinstance(token, Decimal):
            raise ValueError(f"{token!r} is no number")  # noqa: TRY004  (bad text, not a bad type)
        self.at += 1
        return token
