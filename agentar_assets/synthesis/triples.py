"""Track I, eq. 2 and 3: units to (question, thinking, answer), item by item from a seed.

Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 2:  (q_i, t_i, a_i) = A_t(k_i, t), here with an agent
that is a program: its parameters are the seed. Item i of a tag depends on (seed, tag, split, i)
and the units alone, so that asking for more items later gives the same first ones.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from random import Random
from typing import Final

import polars as pl

from agentar_assets import records
from agentar_assets.synthesis.agents import AGENTS
from agentar_assets.synthesis.drafts import Agent, Draft, fits, grounded
from agentar_assets.synthesis.units import Unit, read
from agentar_assets.tags.taxonomy import attribute_of

ATTEMPTS: Final = 60
"""Draws for one item before it is given up: a unit can have said all that it can say."""
EXHAUSTED: Final = 20
"""Items given up in a row after which the tag's units count as exhausted."""
SHARES: Final = {"train": range(6), "development": range(6, 8), "sealed": range(8, 10)}
"""Tenths of all questions that each split may ask, by the question's hash.

So no question can stand in two splits, though none of them sees the others."""


def drawn(
    units: pl.DataFrame, tag: str, *, items: int, seed: int, split: str = "train"
) -> pl.DataFrame:
    """The first items of a tag, as `records.ITEMS`; fewer where the units have no more to say.

    Args:
        units: Rows of `records.UNITS`; only those of the tag and split that are kept are used.
        tag: `scenario.attribute`.
        items: How many.
        seed: Another seed gives other items.
        split: train, development or sealed.

    Raises:
        ValueError: The split does not exist.
    """
    if split not in SHARES:
        raise ValueError(f"unknown split {split!r}: expected one of {sorted(SHARES)}")
    agent = AGENTS.get(attribute_of(tag))
    if agent is None:
        return pl.DataFrame(schema=records.ITEMS)
    pool = strata([unit for unit in of_split(units, tag, split) if agent.usable(unit)])
    if not pool:
        return pl.DataFrame(schema=records.ITEMS)
    rows = _rows(agent, pool, (tag, split, seed), items)
    return pl.DataFrame([*rows], schema=records.ITEMS, orient="row")


def of_split(units: pl.DataFrame, tag: str, split: str) -> list[Unit]:
    """The kept units of a tag and split."""
    wanted = (pl.col("tag") == tag) & (pl.col("split") == split) & pl.col("reason").is_null()
    return read(units.filter(wanted))


def strata(units: list[Unit]) -> list[list[Unit]]:
    """Units by leaf, leaves in order."""
    leaves: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        leaves[unit.leaf].append(unit)
    return [leaves[leaf] for leaf in sorted(leaves)]


def allowed(question: str, split: str) -> bool:
    """Whether a split may ask this question."""
    return hashlib.blake2b(question.encode(), digest_size=8).digest()[0] % 10 in SHARES[split]


def item_id(tag: str, question: str, answer: str) -> str:
    """Content hash of an item: 16 hexadecimal digits."""
    return hashlib.sha256("\x1f".join((tag, question, answer)).encode()).hexdigest()[:16]


def derived_seed(*parts: object) -> int:
    """A seed of 63 bits from anything that can be written down."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1


def _rows(
    agent: Agent, pool: list[list[Unit]], source: tuple[str, str, int], items: int
) -> Iterator[tuple[object, ...]]:
    tag, split, _ = source
    asked: set[str] = set()
    failed = 0
    for number in range(items):
        made = _made(agent, pool, (*source, number), asked)
        failed = 0 if made else failed + 1
        if failed == EXHAUSTED:
            return
        if made is None:
            continue
        unit, draft, seed = made
        asked.add(draft.question)
        yield row(tag, unit, draft, {"split": split, "seed": seed})


def _made(
    agent: Agent, pool: list[list[Unit]], source: tuple[str, str, int, int], asked: set[str]
) -> tuple[Unit, Draft, int] | None:
    """The first draft of an item that may be asked; its unit gives way if it has no more."""
    tag, split, seed, number = source
    for attempt in range(ATTEMPTS):
        unit = turn(pool, number + attempt // 12)
        item_seed = derived_seed(seed, tag, split, number, attempt)
        draft = agent.draw(unit, Random(item_seed))
        if draft and draft.question not in asked and _good(draft, unit, split):
            return unit, draft, item_seed
    return None


def _good(draft: Draft, unit: Unit, split: str) -> bool:
    return fits(draft, unit.language) and grounded(draft, unit) and allowed(draft.question, split)


def turn(pool: list[list[Unit]], number: int) -> Unit:
    """Whose turn it is: leaves in rotation, and the units of a leaf in rotation."""
    leaf = pool[number % len(pool)]
    return leaf[(number // len(pool)) % len(leaf)]


def row(tag: str, unit: Unit, draft: Draft, more: dict[str, object]) -> tuple[object, ...]:
    """One row of `records.ITEMS`; what is not in `more` is null, or that of track I."""
    agent = AGENTS[attribute_of(tag)]
    values: dict[str, object] = {
        "tag": tag,
        "item_id": item_id(tag, draft.question, draft.answer),
        "unit_id": unit.unit_id,
        "leaf": unit.leaf,
        "language": unit.language,
        "engine": "symbolic",
        "template": draft.template,
        "difficulty": draft.difficulty,
        "question": draft.question,
        "thinking": draft.thinking,
        "answer": draft.answer,
        "answer_form": agent.answer_form,
        "quote": draft.quote,
        "beside": draft.beside,
        "generation": 0,
    } | more
    return tuple(values.get(name) for name in records.ITEMS.names())
