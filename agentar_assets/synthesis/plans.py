"""How many items of a tag the plan asks for, and from which seed."""

from collections.abc import Iterable

import polars as pl


def planned(plans: Iterable[pl.DataFrame], tag: str, *, items: int, seed: int) -> tuple[int, int]:
    """Items and seed of a tag in the newest plan that names it; the defaults where none does.

    Args:
        plans: Each as `records.PLAN`, newest first, read no further than needed; `items` counts
            all items of the tag, not only new ones.
        tag: `scenario.attribute`.
        items: Default number.
        seed: Default seed.
    """
    own = (plan.filter(pl.col("tag") == tag).sort("round") for plan in plans)
    newest = next((rows for rows in own if not rows.is_empty()), None)
    if newest is None:
        return items, seed
    asked = newest.select(pl.col("items").fill_null(items), pl.col("seed").fill_null(seed)).row(-1)
    return int(asked[0]), int(asked[1])
