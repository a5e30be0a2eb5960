"""Items of a tag before a run is paid for: made of what the lake holds, and kept nowhere."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from agentar_assets import records
from agentar_assets.console.options import Engine
from agentar_assets.knowledge import units
from agentar_assets.synthesis import prompted, triples
from agentar_assets.tags import taxonomy
from resources import profiles
from resources.llm import Llm, Sampling, summary

if TYPE_CHECKING:
    from resources.lake import Lake
    from resources.roots import Root

_SHOWN = ("question", "thinking", "answer", "quote")


def lines(place: "Root", tag: str, engine: Engine, *, items: int, seed: int) -> Iterator[str]:
    """The items as a person reads them, and below what their model cost.

    Raises:
        LookupError: The tag has no unit that items could be made of, or none came.
    """
    found = _units(place.lake(), tag)
    if engine is Engine.SYMBOLIC:
        yield from _told(triples.drawn(found, tag, items=items, seed=seed), "try --engine llm")
        return
    replies: list[pl.DataFrame] = []
    ask = _noted(profiles.llm(place.variables().__getitem__), seed, replies)
    made = prompted.drawn(found, tag, ask, items=items, seed=seed)
    spent = [summary(pl.concat(replies))] if replies else []
    spent += [f"{count} became no item: {reason}" for reason, count in made.refused.items()]
    yield from _told(made.items, "\n".join(spent))
    yield from spent


def _told(items: pl.DataFrame, why: str) -> Iterator[str]:
    if items.is_empty():
        raise LookupError(f"no item can be made of the units of this tag: {why}")
    for number, row in enumerate(items.to_dicts(), 1):
        yield f"{number}. {row['leaf']}, difficulty {row['difficulty']}, {row['template']}"
        yield from (f"   {name:<9} {row[name]}" for name in _SHOWN)


def _noted(door: Llm, seed: int, replies: list[pl.DataFrame]) -> prompted.Ask:
    """What asks a door, and keeps its replies to be summed up."""

    def ask(prompts: pl.DataFrame, schema: prompted.Schema) -> pl.DataFrame:
        replies.append(door.replies(prompts, Sampling(seed=seed, schema=schema)))
        return replies[-1]

    return ask


def _units(lake: "Lake", tag: str) -> pl.DataFrame:
    """The units of a tag, from the documents as they were last read."""
    documents = lake.scan("documents", schema=records.DOCUMENTS)
    passages = lake.scan("passages", schema=records.PASSAGES)
    found = units.units(documents, passages, tag, taxonomy.current()).collect()
    if found.filter(pl.col("reason").is_null()).is_empty():
        raise LookupError(
            f"no knowledge unit of {tag}: read documents that speak of it first, by "
            "`agentar documents --documents DIR`"
        )
    return found
