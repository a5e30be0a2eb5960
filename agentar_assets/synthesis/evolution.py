"""Track II, eq. 4: items made harder, generation by generation, by operators that keep the gold.

Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 4:  I_(k+1) = A_evo(I_k, R_k), where R_k are novelty,
answerability and diversity rules, until novelty saturates or K_max generations are made.
Departs from the paper in that the answer is not asked of a model: every operator says how the
gold changes, and computes it. An item's children depend on the item and the units alone.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import polars as pl

from agentar_assets import records
from agentar_assets.synthesis.drafts import Draft, fits, grounded
from agentar_assets.synthesis.operators import Operator, Parent, offered
from agentar_assets.synthesis.triples import allowed, derived_seed, of_split, row
from agentar_assets.synthesis.units import Unit
from agentar_assets.tags.taxonomy import attribute_of
from training import graders

LIKENESS: Final = 0.98
"""Character-bigram Jaccard to the parent from which on an item is not new."""
SATURATED: Final = 0.1
"""Share of new items in a generation below which there is no further one."""
ATTEMPTS: Final = 6
"""Drafts for one child before it is given up."""
_WHOLE: Final = 10_000


@dataclass(frozen=True)
class Evolution:
    """The items of all generations, and how many drafts R_k refused, by reason."""

    items: pl.DataFrame
    refused: dict[str, int]


def evolved(
    triples: pl.DataFrame, units: pl.DataFrame, tag: str, *, share: float, generations: int
) -> Evolution:
    """Harder items made of a tag's train items, as `records.ITEMS`.

    Args:
        triples: Track I, as `records.ITEMS`.
        units: Rows of `records.UNITS`.
        tag: `scenario.attribute`.
        share: Share of a generation's items that have a child, in [0, 1].
        generations: K_max.
    """
    pool = of_split(units, tag, "train")
    known = {unit.unit_id: unit for unit in pool}
    wanted = triples.filter((pl.col("tag") == tag) & (pl.col("split") == "train"))
    parents = [entry for entry in wanted.to_dicts() if entry["unit_id"] in known]
    asked = {entry["question"] for entry in parents}
    children: list[dict[str, Any]] = []
    refused: Counter[str] = Counter()
    for generation in range(1, generations + 1):
        chosen = [entry for entry in parents if _chosen(entry["item_id"], generation, share)]
        parents = [*_generation(chosen, known, asked, refused)]
        children += parents
        if len(parents) < SATURATED * len(chosen) or not parents:
            break
    return Evolution(pl.DataFrame(children, schema=records.ITEMS), dict(refused))


def jaccard(text: str, other: str) -> float:
    """Share of character bigrams that two texts have in common, in [0, 1]."""
    ours, theirs = ({t[i : i + 2] for i in range(len(t) - 1)} for t in (text, other))
    return len(ours & theirs) / (len(ours | theirs) or 1)


def _chosen(parent_id: str, generation: int, share: float) -> bool:
    return derived_seed(parent_id, generation, "share") % _WHOLE < share * _WHOLE


def _generation(
    parents: list[dict[str, Any]],
    known: dict[str, Unit],
    asked: set[str],
    refused: Counter[str],
) -> Iterator[dict[str, Any]]:
    """The children that R_k lets through; `asked` and `refused` are kept up to date."""
    units = [*known.values()]
    for entry in parents:
        unit = known[entry["unit_id"]]
        others = [other for other in units if other is not unit]
        parent = Parent(_draft(entry), unit, others)
        child, made, reason = _child(parent, entry, asked)
        if child is None or made is None or reason:
            refused[f"{made[0].name}: {reason}" if made else reason] += 1
            continue
        asked.add(child.question)
        yield _row(entry, unit, child, made)


def _child(
    parent: Parent, entry: dict[str, Any], asked: set[str]
) -> tuple[Draft | None, tuple[Operator, int] | None, str]:
    """The first child that keeps every rule, how it was made, and what the last one broke."""
    choices = offered(attribute_of(entry["tag"]), _used(entry))
    made, reason = None, "every operator is used"
    for attempt in range(ATTEMPTS if choices else 0):
        seed = derived_seed(entry["item_id"], entry["generation"] + 1, attempt)
        dice = Random(seed)
        operator = dice.choice(choices)
        child = operator.apply(parent, dice)
        made, reason = (operator, seed), refusal(child, entry, parent.unit, asked)
        if not reason:
            return child, made, ""
    return None, made, reason


def refusal(child: Draft | None, parent: dict[str, Any], unit: Unit, asked: set[str]) -> str:
    """The first rule of R_k that a child breaks; empty where it keeps them all."""
    if child is None:
        return "not applicable"
    rules = {
        "too long": not fits(child, unit.language),
        "duplicate": child.question in asked,
        "not novel": jaccard(child.question, parent["question"]) >= LIKENESS
        and child.answer == parent["answer"],
        "not answerable": not grounded(child, unit)
        or not graders.is_right(parent["answer_form"], child.answer, child.answer),
        "question of another split": not allowed(child.question, parent["split"]),
    }
    return next((name for name, broken in rules.items() if broken), "")


def _used(entry: dict[str, Any]) -> list[str]:
    """The operators of an item's lineage, which its template names."""
    return str(entry["template"]).split("+")[1:]


def _draft(entry: dict[str, Any]) -> Draft:
    names = ("question", "thinking", "answer", "quote", "template", "difficulty")
    return Draft(**{name: entry[name] for name in names}, beside=tuple(entry["beside"] or ()))


def _row(
    parent: dict[str, Any], unit: Unit, child: Draft, made: tuple[Operator, int]
) -> dict[str, Any]:
    operator, seed = made
    more = {
        "split": parent["split"],
        "seed": seed,
        "template": f"{parent['template']}+{operator.name}",
        "parent_id": parent["item_id"],
        "operator": operator.name,
        "gold_change": operator.gold_change,
        "generation": parent["generation"] + 1,
    }
    return dict(zip(records.ITEMS.names(), row(parent["tag"], unit, child, more), strict=True))
