"""Knowledge units of a tag: routed passages with their names, numbers, use and standing."""

import polars as pl

from agentar_assets import records
from agentar_assets.knowledge import entities, passages, quantities, routing
from agentar_assets.tags.taxonomy import Taxonomy

SHORTEST = 15
"""Characters below which a passage states nothing that can be asked about."""
LONGEST = 600
"""Characters above which a passage cannot be quoted; only an unbroken sentence is that long."""

_BOILERPLATE = (
    r"^本[^，。；]{1,12}自[^，。；]{1,20}起(?:施行|执行|实施|生效)[^。]{0,60}。?$"
    r"|制定本[^，。；]{1,12}。?$|版权所有|All rights reserved|^目\s*录"
)

RULES: dict[str, pl.Expr] = {
    "not_in_force": pl.col("state") != "in_force",
    "too_short": pl.col("text").str.len_chars() < SHORTEST,
    "too_long": pl.col("text").str.len_chars() > LONGEST,
    "boilerplate": pl.col("text").str.contains(_BOILERPLATE),
}
"""Why a passage becomes no unit, in the order in which the reasons are tried."""


def units(documents: pl.LazyFrame, tag: str, taxonomy: Taxonomy) -> pl.LazyFrame:
    """The units of a tag as `records.UNITS`, in the order of their documents.

    Passages that were routed to the tag but cannot be used are among them, with their `reason`.

    Args:
        documents: As `records.DOCUMENTS`.
        tag: A valid tag.
        taxonomy: Where its leaves stand.

    Raises:
        ValueError: This is no tag of the taxonomy.
    """
    taxonomy.leaves(tag)
    cut = passages.passages(documents.collect())
    found = routing.routed(cut, tag, taxonomy).with_columns(
        tag=pl.lit(tag), reason=first_reason(RULES)
    )
    return _extracted(found).select(records.UNITS.names()).cast(records.UNITS).lazy()


def first_reason(rules: dict[str, pl.Expr]) -> pl.Expr:
    """Name of the first rule that a row breaks; null where it keeps them all."""
    return pl.coalesce(pl.when(broken).then(pl.lit(name)) for name, broken in rules.items())


def _extracted(found: pl.DataFrame) -> pl.DataFrame:
    """The rows with the entities and quantities of those that are kept."""
    kept = zip(found["text"], found["reason"].is_null(), strict=True)
    texts = [text if usable else "" for text, usable in kept]
    return found.with_columns(
        pl.Series(
            "entities", [entities.entities(text) for text in texts], records.UNITS["entities"]
        ),
        pl.Series(
            "quantities",
            [quantities.quantities(text) for text in texts],
            records.UNITS["quantities"],
        ),
    )
