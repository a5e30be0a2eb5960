"""One arithmetic Python expression, read and evaluated without exec or eval, in bounded time.

Two expressions are the same when they have the same value, or none, at every point of a grid
that both their names and both their constants span.  Values are exact fractions; a power that
is none is a decimal of 34 digits.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from itertools import islice, product

from training.forms.arithmetic import CALLS, OPERATORS, evaluated

LONGEST = 400
"""Characters of an expression."""
MOST_NAMES = 12
MOST_CONSTANTS = 12
DEEPEST = 60
"""Levels of the tree: what Python's own writer, which recurses, is given."""
ROUNDS = 24
"""Points at which every name is drawn."""
MOST_POINTS = 120
"""Of a grid."""

_TOKENS = re.compile(
    r"(?:\s++|(?:\d[\d_]*+\.?\d*+|\.\d++)(?:[eE][+-]?\d{1,3})?+(?!\w)|(?!\d)\w++|[-+*/%()<>=!,])*+"
)
_LEAVES = (ast.Constant, ast.Name, ast.Load)
_NODES = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call)
_PLAIN = tuple(map(Fraction, (0, 1, 2, -1)))
_POOL = [Fraction(n) for n in (2, 3, 4, 5, 7, 12, 30, 360, 365, 1000, 50000, -3)]
_POOL += [Fraction(text) for text in ("0.0375", "0.12", "2.5", "0.005", "1234.567", "99.995")]
_STEPS = tuple(map(Fraction, range(-2, 7)))
_CLOSE = 10**12
_NOWHERE = object()


@dataclass(frozen=True)
class Expression:
    """An expression that has a value somewhere."""

    source: str
    """Its one spelling."""
    body: ast.expr
    names: frozenset[str]
    constants: frozenset[Fraction]


def parsed(text: str) -> Expression | None:
    """The expression of a text; null where it is none, is too large, or is nowhere defined."""
    tree = _tree(text)
    nodes = [] if tree is None else _nodes(tree)
    if tree is None or not nodes:
        return None
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    names = {n.id for n in nodes if isinstance(n, ast.Name) and id(n) not in called}
    constants = {_constant(node) for node in nodes if isinstance(node, ast.Constant)}
    if len(names) > MOST_NAMES or names & CALLS.keys() or None in constants:
        return None
    known = frozenset(number for number in constants if number is not None)
    read = Expression(ast.unparse(tree), tree.body, frozenset(names), known)
    return read if any(_at(read, point) is not _NOWHERE for point in _grid(read)) else None


def agree(one: Expression, other: Expression) -> bool:
    """Whether two expressions have the same values on the grid that both span."""
    met = False
    for point in _grid(one, other):
        ours, theirs = _at(one, point), _at(other, point)
        if not _equal(ours, theirs):
            return False
        met = met or ours is not _NOWHERE
    return met


def _tree(text: str) -> ast.Expression | None:
    """What Python's parser reads; it is given nothing that is long or has other signs."""
    if len(text) > LONGEST or not _TOKENS.fullmatch(text):
        return None
    try:
        return ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def _nodes(tree: ast.Expression) -> list[ast.AST]:
    """All nodes of a tree; none where one is no arithmetic, or stands too deep."""
    nodes: list[ast.AST] = []
    level: list[ast.AST] = [tree]
    for _ in range(DEEPEST):
        if not all(map(_allowed, level)):
            return []
        nodes += level
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return [] if level else nodes


def _allowed(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        named = isinstance(node.func, ast.Name) and node.func.id in CALLS
        return named and not node.keywords
    return isinstance(node, _NODES + _LEAVES) or type(node) in OPERATORS


def _constant(node: ast.Constant) -> Fraction | None:
    if not isinstance(node.value, int | float):
        return None
    try:
        return Fraction(repr(node.value)) if type(node.value) is float else Fraction(node.value)
    except ValueError:
        return None


def _grid(*read: Expression) -> Iterator[dict[str, Fraction]]:
    """Points at which to compare: drawn ones, one name at each constant, all names equal.

    Where a name equals a constant or another name, `>` parts from `>=`; just beyond a constant,
    one threshold parts from another.
    """
    names = sorted(frozenset[str]().union(*(one.names for one in read)))
    constants = sorted(frozenset[Fraction]().union(*(one.constants for one in read)))
    return islice(_points(names, constants[:MOST_CONSTANTS]), MOST_POINTS if names else 1)


def _points(names: list[str], constants: list[Fraction]) -> Iterator[dict[str, Fraction]]:
    near = [near for number in constants for near in (number, number + 1)]
    for turn in range(ROUNDS):
        yield _spread(names, turn, [*near, *_STEPS] if turn % 2 else _POOL)
    for number in dict.fromkeys((*_PLAIN, *constants)):
        yield dict.fromkeys(names, number)
    for turn, (number, name) in enumerate(product(dict.fromkeys(near), names)):
        yield _spread(names, turn, _POOL) | {name: number}


def _spread(names: list[str], turn: int, pool: list[Fraction]) -> dict[str, Fraction]:
    return {name: pool[_drawn(turn, name) % len(pool)] for name in names}


def _drawn(turn: int, name: str) -> int:
    return int.from_bytes(blake2b(f"{turn}:{name}".encode(), digest_size=4).digest(), "big")


def _at(read: Expression, point: Mapping[str, Fraction]) -> object:
    try:
        return evaluated(read.body, point)
    except ArithmeticError:
        return _NOWHERE


def _equal(ours: object, theirs: object) -> bool:
    if ours is _NOWHERE or theirs is _NOWHERE or isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    return _alike(ours, theirs) if isinstance(ours, Fraction) else False


def _alike(ours: Fraction, theirs: object) -> bool:
    if not isinstance(theirs, Fraction):
        return False
    return abs(ours - theirs) * _CLOSE <= max(abs(ours), abs(theirs))
