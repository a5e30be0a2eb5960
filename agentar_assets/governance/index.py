"""Test questions, ready to be looked up in any item."""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import polars as pl

from agentar_assets.governance import grams, normal

CHARACTERS: Final = 13
WORDS: Final = 8
"""Window sizes. Of 3,912 statute paragraphs, with nothing subtracted, 455 share a window of 13
with some of 15,167 test questions, and 13 hold half of one; a window of 16 spares one paragraph
more, and finds 72 % instead of 76 % of the questions whose figures were changed."""

SHARED: Final = 5
"""A window that more questions of one benchmark task share is their instruction, not a question."""

SHARED_UNITS: Final = 2
"""A window that items on more units of a tag share is their template. Units and not items: an
item and all that was evolved from it rest on one unit, however often they repeat a sentence."""

LEAST_OWN: Final = 3
"""A text with fewer windows of its own is only looked up whole."""

ANCHOR: Final = 8
"""First characters by which a text is looked up whole; a shorter one must be all of a question."""


@dataclass(frozen=True)
class Index:
    """Test questions, ready to be looked up in any item."""

    texts: pl.DataFrame
    """`text` (number), `name` (`benchmark/task#index`), `bare`."""
    windows: pl.DataFrame
    """`text` and `hash`, each pair once: the windows that only few questions share."""
    wholes: pl.DataFrame
    """`text`, `anchor`, `length`, `hash` of every text that has an anchor."""


@dataclass(frozen=True)
class _Keyed:
    """A table that is equal to another one of the same content."""

    content: bytes
    frame: pl.DataFrame = field(compare=False)


def of_benchmarks(benchmarks: pl.DataFrame) -> Index:
    """The index of all benchmark rows; the same rows are indexed once a process.

    Args:
        benchmarks: As `records.BENCHMARK_ITEMS`; a row without a question is passed over.
    """
    told = benchmarks.select("benchmark", "task", "index", "question")
    content = hashlib.sha256(told.hash_rows().to_numpy().tobytes()).digest()
    return _of_benchmarks(_Keyed(content, told))


@lru_cache(maxsize=2)
def _of_benchmarks(keyed: _Keyed) -> Index:
    questions = keyed.frame.filter(pl.col("question").is_not_null()).select(
        name=pl.format("{}/{}#{}", "benchmark", "task", "index"),
        group=pl.concat_str("benchmark", "task", separator="/"),
        source="question",
        bare=normal.bare("question"),
    )
    return _index(questions, questions.clear(), sources=SHARED)


def of_sealed(sealed: pl.DataFrame, items: pl.DataFrame) -> Index:
    """The index of a tag's sealed items, less the templates that they share with the tag's items.

    Args:
        sealed: Evaluation items that no training item may hold.
        items: Training items of the tag.
    """
    columns = {
        "name": pl.format("sealed/{}#{}", "tag", "item_id"),
        "group": pl.lit("sealed"),
        "source": pl.coalesce("unit_id", "item_id"),
        "bare": normal.bare("question"),
    }
    questions = sealed.select(**columns)
    return _index(questions, items.select(**columns), sources=SHARED_UNITS)


def windows(corpus: grams.Corpus) -> pl.DataFrame:
    """Windows of characters that are at least half Han, and windows of words that hold none."""
    characters = corpus.characters(CHARACTERS)
    chinese = characters.where(2 * corpus.han(characters) >= CHARACTERS)
    return pl.concat([grams.hashed(corpus, chinese), grams.hashed(corpus, corpus.words(WORDS))])


def _index(questions: pl.DataFrame, beside: pl.DataFrame, *, sources: int) -> Index:
    """Index questions, less the windows that texts of more than so many sources share.

    Args:
        questions: `name`, `group`, `source`, `bare`.
        beside: The same columns, of texts that count for what is shared and no more.
        sources: Most sources of one group that a telling window has.
    """
    texts = pl.concat([questions, beside]).with_row_index("text")
    scope = texts.select("text", pl.col("group", "source").rank("dense"))
    found = (
        windows(grams.Corpus(texts["bare"]))
        .select("hash", text=pl.col("row").cast(pl.UInt32))
        .unique()
        .join(scope, on="text")
    )
    spread = found.select("group", "hash", "source").unique().group_by("group", "hash").len()
    own = (
        found.filter(pl.col("text") < len(questions))
        .join(spread.filter(pl.col("len") > sources), on=["group", "hash"], how="anti")
        .select("text", "hash")
        .filter(pl.len().over("text") >= LEAST_OWN)
    )
    asked = texts.head(len(questions)).select("text", "name", "bare")
    return Index(asked, own, _wholes(asked))


def _wholes(texts: pl.DataFrame) -> pl.DataFrame:
    length = pl.col("bare").str.len_chars()
    rest = texts.filter(length >= ANCHOR)
    heads = grams.Corpus(rest["bare"].str.head(ANCHOR))
    bodies = grams.Corpus(rest["bare"])
    return rest.select("text", length=length.cast(pl.Int64)).with_columns(
        anchor=pl.Series(heads.hashes(heads.wholes()), dtype=pl.UInt64),
        hash=pl.Series(bodies.hashes(bodies.wholes()), dtype=pl.UInt64),
    )
