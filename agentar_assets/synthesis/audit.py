"""What must hold of every item, whoever made it."""

import polars as pl

from training import graders

FAULTS = {
    "gold": "the grader refuses the item's own answer",
    "quote": "the quote does not stand in the unit",
    "unit": "the unit is not among those of the tag",
}


def faults(items: pl.LazyFrame, units: pl.LazyFrame) -> pl.DataFrame:
    """The items that break a rule, with the rule: `item_id` and `fault`, a key of `FAULTS`."""
    texts = units.select("tag", "unit_id", unit_text="text").unique(["tag", "unit_id"])
    joined = items.join(texts, on=["tag", "unit_id"], how="left").collect()
    golds = joined["answer"].to_list()
    accepted = graders.verdicts(joined["answer_form"].to_list(), golds, golds)
    quoted = pl.col("unit_text").str.contains(pl.col("quote"), literal=True)
    fault = (
        pl.when(pl.col("unit_text").is_null())
        .then(pl.lit("unit"))
        .when(~quoted.fill_null(value=False))
        .then(pl.lit("quote"))
        .when(~pl.col("accepted"))
        .then(pl.lit("gold"))
    )
    judged = joined.with_columns(pl.Series("accepted", accepted, pl.Boolean)).with_columns(
        fault=fault
    )
    return judged.filter(pl.col("fault").is_not_null()).select("item_id", "fault")
