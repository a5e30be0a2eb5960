"""All that is read out of passages: names, typed numbers, words that bind, and relations."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any, Final

import polars as pl
import xxhash

from agentar_assets import records
from agentar_assets.knowledge.extraction import gazetteer, pipeline
from agentar_assets.knowledge.extraction.deontics import deontics
from agentar_assets.knowledge.extraction.entities import Alias, entities
from agentar_assets.knowledge.extraction.quantities import quantities
from agentar_assets.knowledge.extraction.relations import relations

SCHEMA: Final = pl.Schema(
    {name: records.PASSAGES[name] for name in ("entities", "quantities", "deontics", "relations")}
)


def extracted(texts: pl.Series, aliases: Sequence[tuple[Alias, ...]] | None = None) -> pl.DataFrame:
    """What each text holds; one row a text, in their order, each place counted within its text.

    Args:
        texts: Passages; a null holds nothing.
        aliases: For each text the names that its document defines, as `aliases.defined`.

    Raises:
        ValueError: The gazetteer or the pipeline that the environment names cannot be used.
    """
    plain = texts.fill_null("").to_list()
    known = aliases or [()] * len(plain)
    told = _told(plain)
    rows = [_read(*each) for each in zip(plain, known, told, strict=True)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def settings() -> str:
    """A hash of what besides the program decides what is read: the gazetteers and the pipeline."""
    names = repr((gazetteer.current().entities, pipeline.chosen()))
    return xxhash.xxh3_64_hexdigest(names.encode())


def _told(texts: list[str]) -> Iterable[tuple[dict[str, Any], ...]]:
    """What the user's model names in each text; nothing where there is none."""
    chosen = pipeline.current()
    return chosen.names(texts) if chosen else repeat((), len(texts))


def _read(
    text: str, aliases: tuple[Alias, ...], told: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], ...]:
    named, counted = _joined(entities(text, aliases), told), quantities(text)
    return named, counted, deontics(text), relations(text, named, counted)


def _joined(known: list[dict[str, Any]], told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The names by rule, and those of the model that none of them touches."""
    new = (
        one
        for one in told
        if all(one["end"] <= old["start"] or old["end"] <= one["start"] for old in known)
    )
    return sorted([*known, *new], key=lambda one: int(one["start"])) if told else known
