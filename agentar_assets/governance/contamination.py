"""Which items hold a question that a model is tested on, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from agentar_assets.governance import grams, normal
from agentar_assets.governance.index import ANCHOR, LEAST_OWN, Index, windows

SHOWN: Final = 120
"""Characters of a span that the evidence quotes."""

VERDICTS: Final = pl.Schema({"item_id": pl.String, "reason": pl.String, "evidence": pl.String})
"""One row a contaminated item."""

HITS: Final = pl.Schema(
    {"row": pl.Int64, "text": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "share": pl.Float64}
)
"""One row an (item, test question); `start` and `end` of the longest stretch in the joined text."""


@dataclass(frozen=True)
class Bars:
    """From where on an overlap is contamination."""

    share: float = 0.5
    """Least share of a test question's own windows that an item holds, in (0, 1]."""
    span: int = 60
    """Least unbroken stretch, in characters, that is contamination at any share."""


def verdicts(
    items: pl.DataFrame, indexes: Iterable[Index], knowledge: pl.Series, bars: Bars
) -> pl.DataFrame:
    """The items that hold a test question, with where it is: `benchmark/task#index: span`.

    Containment and not likeness, so a question embedded in a long item is found. Windows that
    the knowledge has too count on neither side: a statute that both quote is no leak.

    Args:
        items: `item_id`, `question`, `thinking`, `answer`.
        indexes: From `index.of_benchmarks` and `index.of_sealed`.
        knowledge: Texts of the tag's units.
        bars: From where on an overlap is contamination.

    Returns:
        As `VERDICTS`; of several test questions the one that is held most, then the first.
    """
    fields = pl.concat_str("question", "thinking", "answer", separator="\n", ignore_nulls=True)
    told = items.select("item_id", asked=normal.bare("question"), bare=normal.bare(fields))
    held = _Held(told, pl.DataFrame({"unit": knowledge}).select(normal.bare("unit")).to_series())
    hits = pl.concat([held.found(index, bars) for index in indexes])
    return (
        hits.sort("item_id", "share", "name", "span", descending=[False, True, False, False])
        .group_by("item_id", maintain_order=True)
        .first()
        .select(
            "item_id",
            reason=pl.lit("contaminated"),
            evidence=pl.format("{}: {}", "name", pl.col("span").str.head(SHOWN)),
        )
    )


class _Held:
    """What a tag's items hold, less what its knowledge holds."""

    def __init__(self, items: pl.DataFrame, knowledge: pl.Series) -> None:
        known = grams.Corpus(knowledge)
        self.known = known.text
        self.common = windows(known).select("hash").unique()
        self.corpus = grams.Corpus(items["bare"])
        self.windows = windows(self.corpus).join(self.common, on="hash", how="anti")
        self.anchors = grams.hashed(self.corpus, self.corpus.characters(ANCHOR))
        whole = self.corpus.wholes()
        self.items = items.with_columns(
            row=pl.Series(whole.row), first=pl.Series(whole.start), last=pl.Series(whole.end)
        )

    def found(self, index: Index, bars: Bars) -> pl.DataFrame:
        """`item_id`, `name`, `share` and `span` of each test question that an item holds."""
        length = pl.col("end") - pl.col("start")
        return (
            pl.concat([self._in_part(index, bars), self._whole(index), self._equal(index)])
            .join(self.items, on="row")
            .join(index.texts.select("text", "name"), on="text")
            .with_columns(span=pl.col("bare").str.slice(pl.col("start") - pl.col("first"), length))
            .select("item_id", "name", "share", "span")
        )

    def _in_part(self, index: Index, bars: Bars) -> pl.DataFrame:
        """Test questions of which an item holds enough windows, or a long stretch."""
        hits = self.windows.join(index.windows, on="hash").sort("row", "text", "start")
        owned = index.windows.join(hits.select("text").unique(), on="text", how="semi")
        own = owned.join(self.common, on="hash", how="anti").group_by("text").len("own")
        last = pl.col("end").cum_max().shift(1).over("row", "text")
        length = pl.col("end") - pl.col("start")
        return (
            hits.with_columns(
                run=(pl.col("start") > last).fill_null(value=True).cum_sum(),
                held=pl.col("hash").n_unique().over("row", "text"),
            )
            .group_by("row", "text", "held", "run")
            .agg(pl.col("start").min(), pl.col("end").max())
            .sort(length, pl.col("start"), descending=[True, False])
            .group_by("row", "text", maintain_order=True)
            .first()
            .join(own.filter(pl.col("own") >= LEAST_OWN), on="text")
            .with_columns(share=pl.col("held") / pl.col("own"))
            .filter((pl.col("share") >= bars.share) | (length >= bars.span))
            .select(HITS.names())
            .cast(HITS)
        )

    def _whole(self, index: Index) -> pl.DataFrame:
        """Test questions that an item holds word for word, and the knowledge does not."""
        told = (
            self.anchors.join(index.wholes, left_on="hash", right_on="anchor", suffix="_whole")
            .with_columns(end=pl.col("start") + pl.col("length"), share=pl.lit(1.0))
            .join(self.items.select("row", "last"), on="row")
            .filter(pl.col("end") <= pl.col("last"))
        )
        spans = grams.Windows(*(told[name].to_numpy() for name in ("row", "start", "end")))
        same = told.filter(told["hash_whole"] == pl.Series(self.corpus.hashes(spans)))
        texts = index.texts.join(same, on="text", how="semi")
        new = pl.Series([bare not in self.known for bare in texts["bare"]], dtype=pl.Boolean)
        return same.join(texts.filter(new), on="text", how="semi").select(HITS.names())

    def _equal(self, index: Index) -> pl.DataFrame:
        """Test questions that an item asks, however short, and whatever the knowledge holds."""
        asked = self.items.filter(pl.col("asked") != "").with_columns(
            start=pl.col("first"),
            end=pl.col("first") + pl.col("asked").str.len_chars().cast(pl.Int64),
            share=pl.lit(1.0),
        )
        same = asked.join(index.texts, left_on="asked", right_on="bare")
        return same.select(HITS.names())
