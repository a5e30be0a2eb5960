"""Tables: line items of the scenario over two or three periods, and one question on them.

The unit gives the topic. A calculation is worked in `Decimal` and written as
`agentar_assets.synthesis.arithmetic` writes it; a comparison is put as lettered options.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations
from random import Random
from typing import Final

from agentar_assets.synthesis.arithmetic import Worked, worked
from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, level
from agentar_assets.synthesis.frames import filled, lettered, scene, topical
from agentar_assets.synthesis.grids import Grid, asked, grid
from agentar_assets.synthesis.lexicon import table
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import COLON, COMMA, quoted, reasoned
from training.graders import written

_UNITS: Final = {"zh": ("单位：万元", "单位：%"), "en": ("10,000 yuan", "percent")}
_CHANGED: Final = {"zh": ("万元", "个百分点"), "en": ("10,000 yuan", "percentage points")}
"""What an amount or a ratio changes by."""
_OWN: Final = 0.5
"""Share of the questions on the unit's own table, where it has one."""
_HEAD: Final = {"zh": "项目", "en": "item"}
_INCOME: Final = re.compile("收入|收益|利得")
_COST: Final = re.compile("支出|成本|费用|损失|赔付|费$")
_WIDE: Final = re.compile("覆盖|充足|占|仓位|持有|成数|偿付|流动|负债")
"""Ratios that may well lie near or beyond one."""
_SHARE_TABLES: Final = 0.2
"""Share of the tables that hold ratios and not sums."""
_SHRINKS: Final = 0.35
"""Share of the items that fall from one period to the next."""
_MARGIN: Final = Decimal("0.02")
"""Least distance of two rates of growth that a comparison asks about."""


@dataclass(frozen=True)
class Figures:
    """A table: rows by item, columns by period."""

    language: str
    items: tuple[str, ...]
    kinds: tuple[str, ...]
    """income, cost or nothing, by item."""
    periods: tuple[str, ...]
    rows: tuple[tuple[Decimal, ...], ...]
    ratios: bool

    def text(self) -> str:
        """The table as lines of cells parted by `|`."""
        head = "|".join((_HEAD[self.language], *self.periods))
        body = zip(self.items, self.rows, strict=True)
        return "\n".join([head, *("|".join((name, *map(written, row))) for name, row in body)])


@dataclass(frozen=True)
class Asked:
    """A question on a table, with its steps and answer."""

    ask: str
    steps: tuple[str, ...]
    answer: str


Kind = Callable[[Figures, Random], Asked | None]


def usable(unit: Unit) -> bool:
    """The unit has a table, or a topic and statements in its scenario."""
    return grid(unit) is not None or _stated(unit)


def _stated(unit: Unit) -> bool:
    return topical(unit) and "statements" in table(unit.scenario)


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One question on one table, as hard as the dice say; some on the unit's own."""
    own = grid(unit)
    if own and (not _stated(unit) or dice.random() < _OWN):
        return _on_own(unit, own, dice)
    language, hard = unit.language, level(dice)
    figures = _drawn(unit, dice, hard)
    offered = _RATIO_KINDS[: HARDEST + 1 - hard] if figures.ratios else _KINDS[hard]
    name, kind = dice.choice(offered)
    made = kind(figures, dice)
    if made is None:
        return None
    lead, topic = scene(unit, dice, "short" if hard > 1 else "full")
    shown = dice.choice(table("reasoning")["tables"][f"leads_{language}"]).format(
        scene=lead, unit=_UNITS[language][figures.ratios], block=quoted(figures.text(), language)
    )
    return Draft(
        question=f"{shown}{made.ask}",
        thinking=reasoned(unit, COMMA[language].join(made.steps)),
        answer=made.answer,
        quote=topic,
        template=f"table:{name}:{language}",
        difficulty=hard,
    )


def _on_own(unit: Unit, own: Grid, dice: Random) -> Draft:
    """One question on the unit's own table."""
    language, found = unit.language, asked(own, unit.language, dice)
    lead = dice.choice(table("reasoning")["tables"][f"own_{language}"])
    lead = lead.replace("{block}", quoted(found.shown, language)).replace("{place}", unit.place)
    return Draft(
        question=f"{filled(lead, unit, '', dice)}{found.ask}",
        thinking=reasoned(unit, found.because),
        answer=found.answer,
        quote=found.quote,
        template=f"table:{found.kind}:{language}",
        difficulty=1 if found.kind == "own_lookup" else 2,
    )


def _drawn(unit: Unit, dice: Random, hard: int) -> Figures:
    language, ratios = unit.language, hard > 1 and dice.random() < _SHARE_TABLES
    words = table(unit.scenario)["statements"]
    part = "shares_" if ratios else ""
    listed = [*zip(words[f"{part}{language}"], words[f"{part}zh"], strict=True)]
    chosen = dice.sample(listed, 3 if hard == HARDEST else dice.choice((2, 3)))
    periods = dice.choice(table("reasoning")["periods"][language])
    periods = periods if hard > 1 and not ratios and dice.random() < 0.4 else periods[1:]  # noqa: PLR2004
    return Figures(
        language=language,
        items=tuple(name for name, _ in chosen),
        kinds=tuple(_kind(name) for _, name in chosen),
        periods=tuple(periods),
        rows=tuple(
            _row(dice, len(periods), ratios=ratios, wide=_WIDE.search(name) is not None)
            for _, name in chosen
        ),
        ratios=ratios,
    )


def _kind(name: str) -> str:
    if _INCOME.search(name):
        return "income"
    return "cost" if _COST.search(name) else ""


def _row(dice: Random, periods: int, *, ratios: bool, wide: bool) -> tuple[Decimal, ...]:
    """Figures that grow or shrink from period to period, never by nothing."""
    low, high = (2000, 18000) if wide and ratios else (120, 1200 if ratios else 9900)
    cell = Decimal(dice.randrange(low, high))
    row = [cell]
    for _ in range(periods - 1):
        share = dice.randrange(3, 40) * (-1 if dice.random() < _SHRINKS else 1)
        cell = (cell * (100 + share) / 100).quantize(Decimal(1)) + dice.randrange(10)
        row.append(cell if cell != row[-1] else cell + 1)
    return tuple(cell.scaleb(-2) for cell in row) if ratios else tuple(row)


def _ask(kind: str, t: Figures, **words: str) -> str:
    """The question of a kind in words, over the first and the last period unless told."""
    named = {"p": t.periods[0], "q": t.periods[-1]} | words
    return str(table("reasoning")["tables"]["asks"][kind][t.language]).format(**named)


def _change(t: Figures, dice: Random) -> Asked | None:
    place = dice.randrange(len(t.items))
    done = worked(("b - a",), {"a": t.rows[place][0], "b": t.rows[place][-1]})
    ask = _ask("change", t, a=t.items[place], unit=_CHANGED[t.language][t.ratios])
    return Asked(ask, done.steps, written(Decimal(done.result)))


def _rate(t: Figures, dice: Random) -> Asked | None:
    place = dice.randrange(len(t.items))
    done = _grown(t.rows[place])
    return Asked(_ask("rate", t, a=t.items[place]), done.steps, f"{done.result}%")


def _grown(row: tuple[Decimal, ...]) -> Worked:
    """The growth of an item in percent."""
    return worked(("b - a", "{1} ÷ a × 100"), {"a": row[0], "b": row[-1]})


def _multiple(t: Figures, dice: Random) -> Asked | None:
    one, other = dice.sample(range(len(t.items)), 2)
    column = dice.randrange(len(t.periods))
    done = worked(("a ÷ b",), {"a": t.rows[one][column], "b": t.rows[other][column]})
    ask = _ask("multiple", t, p=t.periods[column], a=t.items[one], b=t.items[other])
    return Asked(ask, done.steps, done.result)


def _part(t: Figures, dice: Random) -> Asked | None:
    """The share of an item in what it and another of its kind make together."""
    pairs = [
        (one, other)
        for one, other in permutations(range(len(t.items)), 2)
        if t.kinds[one] and t.kinds[one] == t.kinds[other]
    ]
    if not pairs:
        return None
    one, other = dice.choice(pairs)
    column = dice.randrange(len(t.periods))
    values = {"a": t.rows[one][column], "b": t.rows[other][column]}
    done = worked(("a + b", "a ÷ {1} × 100"), values)
    ask = _ask("part", t, p=t.periods[column], a=t.items[one], b=t.items[other])
    return Asked(ask, done.steps, f"{done.result}%")


def _mean(t: Figures, dice: Random) -> Asked | None:
    place = dice.randrange(len(t.items))
    row = dict(zip("abc", t.rows[place], strict=False))
    done = worked((" + ".join(row), f"{{1}} ÷ {len(row)}"), row)
    return Asked(_ask("mean", t, a=t.items[place]), done.steps, done.result)


def _ahead(t: Figures, dice: Random) -> Asked | None:
    """By how many percentage points one item grew more than another."""
    one, other = dice.sample(range(len(t.items)), 2)
    ours, theirs = t.rows[one], t.rows[other]
    values = {"a": ours[0], "b": ours[-1], "c": theirs[0], "d": theirs[-1]}
    done = worked(("b ÷ a × 100", "d ÷ c × 100", "{1} - {2}"), values)
    return Asked(_ask("ahead", t, a=t.items[one], b=t.items[other]), done.steps, done.result)


def _fastest(t: Figures, dice: Random) -> Asked | None:
    """Which item grew most; nothing where two are close, or where all fall."""
    grown = sorted((row[-1] / row[0], name) for row, name in zip(t.rows, t.items, strict=True))
    best, second = grown[-1][0], grown[-2][0]
    if best <= 1 or best - second < _MARGIN:
        return None
    options, letter = lettered(grown[-1][1], [name for _, name in grown[:-1]], dice, t.language)
    colon = COLON[t.language]
    steps = [
        f"{name}{colon}{_grown(row).result}%" for name, row in zip(t.items, t.rows, strict=True)
    ]
    return Asked(_ask("fastest", t, options=options), tuple(steps), letter)


def _highest(t: Figures, dice: Random) -> Asked | None:
    """Which item is the highest or lowest in one period."""
    column, most = dice.randrange(len(t.periods)), dice.random() < 0.5  # noqa: PLR2004
    ranked = sorted(
        ((row[column], name) for row, name in zip(t.rows, t.items, strict=True)), reverse=most
    )
    if ranked[0][0] == ranked[1][0]:
        return None
    options, letter = lettered(ranked[0][1], [name for _, name in ranked[1:]], dice, t.language)
    because = (">" if most else "<").join(written(value) for value, _ in ranked)
    ask = _ask("highest" if most else "lowest", t, p=t.periods[column], options=options)
    return Asked(ask, (because,), letter)


_KINDS: Final[dict[int, tuple[tuple[str, Kind], ...]]] = {
    1: (("change", _change), ("highest", _highest), ("multiple", _multiple), ("rate", _rate)),
    2: (("rate", _rate), ("part", _part), ("mean", _mean), ("fastest", _fastest)),
    3: (("ahead", _ahead), ("fastest", _fastest), ("part", _part)),
}
_RATIO_KINDS: Final[tuple[tuple[str, Kind], ...]] = (
    ("fastest", _fastest),
    ("change", _change),
)

AGENT: Final = Scribe("table_statement_reasoning", "number_or_choice", usable, draw)
