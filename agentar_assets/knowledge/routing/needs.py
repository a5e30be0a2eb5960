"""What a passage must hold to serve an attribute: the features of the taxonomy, in its columns.

Features that are a matter of the leaf alone (who speaks, which tools exist) need nothing of it.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from agentar_assets.tags.parts import Attribute

PRODUCTS: Final = ("产品", "金融工具")
"""Types of entity that can be bought."""


def _texts(column: str, where: pl.Expr | None = None) -> pl.Expr:
    """The texts of the finds of a column, of all or of those that a condition holds for."""
    kept = pl.element() if where is None else pl.element().filter(where)
    return pl.col(column).list.eval(kept.struct.field("text"))


def _field(name: str) -> pl.Expr:
    return pl.element().struct.field(name)


_ENTITIES: Final = _texts("entities")
_PRODUCTS: Final = _texts("entities", _field("type").is_in(PRODUCTS))
_FIGURES: Final = _texts("quantities", _field("kind") != "date")
_DATES: Final = _texts("quantities", _field("kind") == "date")
_BOUNDS: Final = _texts("quantities", _field("comparison") != "=")
_RELATIONS: Final = pl.col("relations").list.eval(
    pl.format("{} {} {}", _field("subject"), _field("predicate"), _field("object"))
)
_TABLE: Final = (
    pl.when(pl.col("granularity") == "table").then(pl.concat_list(pl.lit("rows"))).otherwise([])
)

FEATURES: Final[dict[str, tuple[str, pl.Expr]]] = {
    "entities": ("entity", _ENTITIES),
    "ambiguous_entities": ("entity", _ENTITIES),
    "products": ("product", _PRODUCTS),
    "slots": ("slot", _PRODUCTS.list.concat(_FIGURES)),
    "numbers": ("quantity", _FIGURES),
    "rules": ("rule", _texts("deontics").list.concat(_BOUNDS)),
    "relations": ("relation", _RELATIONS),
    "events": ("date", _DATES),
    "tables": ("table", _TABLE),
}
"""By feature of the taxonomy: what it is called in an evidence, and what shows it, as a list."""


def applies(attribute: Attribute) -> pl.Expr:
    """Whether a passage holds what an attribute needs; always for one that needs nothing."""
    shown = [found.list.len().fill_null(0) > 0 for _, found in _needed(attribute)]
    return pl.all_horizontal(pl.lit(value=True), *shown)


def evidence(attribute: Attribute) -> Iterator[pl.Expr]:
    """What shows each need, by its first find: `quantity 50000元`; null where nothing does."""
    for name, found in _needed(attribute):
        yield pl.format(f"{name} {{}}", found.list.first())


def _needed(attribute: Attribute) -> list[tuple[str, pl.Expr]]:
    found = {FEATURES[name][0]: FEATURES[name] for name in attribute.requires if name in FEATURES}
    return [*found.values()]
