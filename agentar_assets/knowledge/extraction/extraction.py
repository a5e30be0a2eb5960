"""All that is read out of passages: names, typed numbers, words that bind, and relations."""

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import Any, Final

import polars as pl
import xxhash

from agentar_assets import records
from agentar_assets.knowledge.extraction import gazetteer, pipeline
from agentar_assets.knowledge.extraction.deontics import deontics
from agentar_assets.knowledge.extraction.entities import Alias, entities
from agentar_assets.knowledge.extraction.quantities import quantities
from agentar_assets.knowledge.extraction.relations import relations

_FINDS: Final = {
    "entities": records.ENTITY,
    "quantities": records.QUANTITY,
    "deontics": records.DEONTIC,
    "relations": records.RELATION,
}
SCHEMA: Final = pl.Schema({name: pl.List(find) for name, find in _FINDS.items()})


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
    columns = zip(*rows, strict=True) if rows else repeat((), len(SCHEMA))
    return pl.DataFrame([_column(*each) for each in zip(SCHEMA, columns, strict=True)])


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


def _column(name: str, finds: Sequence[list[dict[str, Any]]]) -> pl.Series:
    """The finds of each text as a column: field by field, which is quicker than row by row."""
    flat = list(chain.from_iterable(finds))
    fields = [
        pl.Series(field.name, [find[field.name] for find in flat], field.dtype)
        for field in _FINDS[name].fields
    ]
    many = [*enumerate(map(len, finds))]
    texts = pl.DataFrame(many, {"text": pl.Int64, "many": pl.Int64}, orient="row")
    owners = texts.select(pl.col("text").repeat_by("many")).explode("text").drop_nulls()
    held = owners.hstack([pl.DataFrame(fields).to_struct(name)])
    lists = held.group_by("text", maintain_order=True).agg(name)
    return texts.join(lists, on="text", how="left", maintain_order="left")[name].fill_null([])


def _joined(known: list[dict[str, Any]], told: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The names by rule, and those of the model that none of them touches."""
    new = (
        one
        for one in told
        if all(one["end"] <= old["start"] or old["end"] <= one["start"] for old in known)
    )
    return sorted([*known, *new], key=lambda one: int(one["start"])) if told else known
