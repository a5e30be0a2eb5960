"""Numeric answers by search: every standard formula whose named roles the question can fill."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import permutations

from agentar_assets.verification.answerers.question import Question, asked_unit, without_citation

Amounts = tuple[Decimal, ...]


@dataclass(frozen=True)
class Role:
    """A quantity that a formula needs: its dimension, and words that stand near it."""

    dimension: str
    near: str


@dataclass(frozen=True)
class Formula:
    """A standard formula: what asks for it, what it needs, how it is worked out."""

    asks: str
    roles: tuple[Role, ...]
    works: Callable[..., Decimal]


@dataclass(frozen=True)
class _Figure:
    value: Decimal
    dimension: str
    context: str


_NUMBER = re.compile(
    r"(?:(?P<sign>RMB)\s*)?(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>"
    r"%|万元|元|\(10,000 yuan\)|yuan|份|股|fund "
    r"shares|shares|个?工作日|个?交易日|working "
    r"days?|trading days?|天|日|days?|个月|months?|"
    r"年|years?)?"
)
_CONSTANTS = re.compile(r"(?:按月数占|一年按|占)\s*12个月|一年按?365天|of 365|不足5元")
_DIMENSION = (
    ("%", "rate"),
    ("元", "money"),
    ("yuan", "money"),
    ("份", "share"),
    ("股", "share"),
    ("shares", "share"),
    ("月", "month"),
    ("month", "month"),
    ("年", "year"),
    ("year", "year"),
    ("日", "day"),
    ("天", "day"),
    ("day", "day"),
)


def _role(dimension: str, near: str = "") -> Role:
    return Role(dimension, near)


_SUM = _role(
    "money",
    "存|本金|投|成交|买入股票|基数|规模|财产|申购|认购|设立|净资产|的|sum|deposit|puts|base",
)
_RATE = _role("rate", "利率|费率|率|年化|涨|按|at|佣金|报酬")
_YEARS = _role("year", "存期|运作|年期|存|单利|years|期|计息|缴|满")
FORMULAS = (
    Formula("利息|收益(?!率)|interest", (_SUM, _RATE, _YEARS), lambda m, r, y: m * r * y),
    Formula("本息|连本带息|come back in all", (_SUM, _RATE, _YEARS), lambda m, r, y: m + m * r * y),
    Formula(
        (
            "佣金|应收|收益(?!率)|赚了|报酬(?!率)|付受托人|"
            "对应|可贷|commission|gain|how much is "
            "that|How many yuan is that"
        ),
        (_SUM, _RATE),
        lambda m, r: m * r,
    ),
    Formula("转存|rolls all", (_SUM, _RATE), lambda m, r: m * (1 + r) ** 2),
    Formula(
        "少得|less is",
        (_SUM, _role("rate", "年利率|定期|at"), _YEARS, _role("rate", "活期|earns")),
        lambda m, a, y, b: m * a * y - m * b * y,
    ),
    Formula(
        "净收益",
        (_SUM, _role("rate", "收益率"), _YEARS, _role("rate", "报酬率")),
        lambda m, a, y, b: m * (a - b) * y,
    ),
    Formula(
        "利息|interest", (_SUM, _RATE, _role("month", "存|for|借")), lambda m, r, n: m * r * n / 12
    ),
    Formula(
        "利息",
        (_SUM, _role("rate", "借出"), _role("rate", "年利率"), _role("month", "借")),
        lambda m, a, r, n: m * a * r * n / 12,
    ),
    Formula(
        "退保损失",
        (_role("money", "年缴"), _YEARS, _role("money", "现金价值")),
        lambda m, y, v: m * y - v,
    ),
    Formula("保费|累计|合计", (_role("money", "年缴|每年"), _YEARS), lambda m, y: m * y),
    Formula(
        "赔",
        (
            _role("money", "花费"),
            _role("money", "医保|已报"),
            _role("money", "免赔"),
            _role("rate", "按|赔付"),
        ),
        lambda m, a, b, r: (m - a - b) * r,
    ),
    Formula(
        "分得|得多少",
        (_role("money", "收益"), _role("money", "报酬|扣"), _role("rate", "分得")),
        lambda m, f, r: (m - f) * r,
    ),
    Formula(
        "担保比例|maintenance",
        (
            _role("money", "现金|cash"),
            _role("money", "市值|securities"),
            _role("money", "负债|debt"),
        ),
        lambda c, s, d: (c + s) / d * 100,
    ),
    Formula(
        "管理费|the fee", (_SUM, _RATE, _role("day", "计提|days")), lambda m, r, d: m * r * d / 365
    ),
    Formula(
        "到账|扣费|after the fee",
        (_role("share", "赎回|redeems"), _role("money", "净值|at"), _role("rate", "费率|fee")),
        lambda s, p, r: s * p - s * p * r,
    ),
    Formula(
        "可得|到账|市值|worth|come back",
        (_role("share", "份|赎回|持有|redeems|holding"), _role("money", "净值|at")),
        lambda s, p: s * p,
    ),
    Formula(
        "多少份|how many shares",
        (
            _role("money", "申购|subscribes"),
            _role("rate", "费率|fee"),
            _role("money", "净值|costs"),
        ),
        lambda m, r, p: m / (1 + r) / p,
    ),
    Formula(
        "佣金|commission",
        (
            _role("share", "买入|buys"),
            _role("money", "每股|at"),
            _role("rate", "佣金|commission"),
            _role("money", "不足|at least"),
        ),
        lambda s, p, r, least: max(s * p * r, least),
    ),
    Formula(
        "净盈亏|net gain",
        (
            _role("share", "买入|buys"),
            _role("money", "买|buys|at"),
            _role("money", "卖出|sells"),
            _role("rate", "税|tax|成交额"),
        ),
        lambda s, a, b, r: (b - a) * s - b * s * r,
    ),
    Formula(
        "盈亏|赚|gain",
        (_role("share", "买|buys"), _role("money", "买|buys"), _role("money", "卖|sells")),
        lambda s, a, b: (b - a) * s,
    ),
)
"""The family of formulas that is searched; every figure of the question must find a role."""
_PAIRS = (
    Formula(
        "还剩|期满还有|left",
        (_role("day", "期限|须在|内|has|period"), _role("day", "过去|已|used")),
        lambda term, used: term - used,
    ),
    Formula(
        "还差|还要补|missing",
        (_role("money", "最低|要求|不低于|minimum"), _role("money", "手里|已备|has|holds")),
        lambda least, has: least - has,
    ),
    Formula(
        "限额|未偿付|limit",
        (_role("money", "本金"), _role("money", "利息|interest"), _role("money", "限额|limit")),
        lambda m, i, cap: m + i - cap,
    ),
    Formula("at most", (_SUM, _RATE), lambda m, r: m * r),
)
GROUNDED = (
    Formula(
        "还剩|left",
        (_role("day", ""), _role("day", "内|期限|有效期|within|runs|提前")),
        lambda used, term: max(term - used, Decimal(0)),
    ),
    Formula(
        "还差|还要补|missing",
        (_role("money", ""), _role("money", "低于|少于|至少|起|least|minimum|must")),
        lambda has, least: max(least - has, Decimal(0)),
    ),
    Formula(
        "偿付限额|未偿付",
        (_role("money", "本金"), _role("money", "利息"), _role("money", "限额")),
        lambda m, i, cap: m + i - cap,
    ),
    Formula("年利率", (_SUM, _YEARS, _role("rate", "利率|年")), lambda m, y, r: m * y * r),
    Formula("percentage", (_SUM, _role("rate", "")), lambda m, r: m * r),
)
"""Formulas whose last figure stands in the passage, not in the question."""


def answer(question: Question) -> str | None:
    """The value of the formula whose roles fit best; null where none uses every figure."""
    text = without_citation(question.text)
    best = max(_fits(text, _figures(text), (*FORMULAS, *_PAIRS)), key=_first, default=None)
    if best is None:
        best = max(_grounded(text, question.unit), key=_first, default=None)
    if best is None:
        return None
    value = best[1] / asked_unit(text)
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _figures(text: str) -> list[_Figure]:
    plain = _CONSTANTS.sub(lambda one: "不足" if "不足" in one.group() else "", text)
    found = []
    for match in _NUMBER.finditer(plain):
        unit = "yuan" if match["sign"] else match["unit"]
        if not unit:
            continue
        value = Decimal(match["value"].replace(",", ""))
        value *= 10_000 if "万" in unit or "10,000" in unit else 1
        value /= 100 if unit == "%" else 1
        dimension = next(name for sign, name in _DIMENSION if sign in unit)
        found.append(_Figure(value, dimension, plain[max(0, match.start() - 12) : match.end() + 6]))
    return found


def _first(fit: tuple[float, Decimal]) -> float:
    return fit[0]


def _grounded(text: str, unit: str) -> Iterator[tuple[float, Decimal]]:
    """The fits of each figure of the passage, beside all those of the question."""
    ours = _figures(text)
    for place, theirs in enumerate(_figures(unit)):
        wanted = [one for one in GROUNDED if one.roles[-1].dimension == theirs.dimension]
        for score, value in _fits(text, [*ours, theirs], wanted, fixed=1):
            yield score - 0.01 * place + 2 * _near(wanted, theirs), value


def _near(wanted: list[Formula], theirs: _Figure) -> bool:
    return any(re.search(one.roles[-1].near, theirs.context) for one in wanted)


def _fits(
    text: str, figures: list[_Figure], formulas: Sequence[Formula], *, fixed: int = 0
) -> Iterator[tuple[float, Decimal]]:
    """Score and value of each way to fill each formula with all the figures."""
    for formula in formulas:
        asked = re.search(formula.asks, text, re.I)
        if not asked or len(formula.roles) != len(figures):
            continue
        free, last = figures[: len(figures) - fixed], figures[len(figures) - fixed :]
        for chosen in permutations(free):
            order = (*chosen, *last)
            pairs = [*zip(formula.roles, order, strict=True)]
            if all(role.dimension == figure.dimension for role, figure in pairs):
                near = sum(bool(re.search(role.near, figure.context)) for role, figure in pairs)
                kept = sum(a is b for a, b in zip(order, figures, strict=True))
                late = asked.end() / len(text)
                yield near + 0.1 * kept + late, formula.works(*(figure.value for figure in order))
