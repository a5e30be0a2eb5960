"""How many items of a tag the plan asks for, and from which seed."""

import polars as pl


def planned(plan: pl.DataFrame, tag: str, *, items: int, seed: int) -> tuple[int, int]:
    """Items and seed of a tag in the newest plan that names it; the defaults where none does.

    Args:
        plan: Rows of `records.PLAN`; `items` counts all items of the tag, not only new ones.
        tag: `scenario.attribute`.
        items: Default number.
        seed: Default seed.
    """
    rows = plan.filter(pl.col("tag") == tag).sort("round")
    if rows.is_empty():
        return items, seed
    newest = rows.select(pl.col("items").fill_null(items), pl.col("seed").fill_null(seed)).row(-1)
    return int(newest[0]), int(newest[1])
