"""The words of the taxonomy: what each counts for a leaf, and which of them a passage holds."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from agentar_assets.tags.parts import Leaf, Scenario
from agentar_assets.tags.taxonomy import Taxonomy

WORDS: Final = pl.Schema(
    {"word": pl.String, "scenario": pl.String, "leaf": pl.String, "weight": pl.Int64}
)
"""One row a (word, leaf that it speaks for); `weight` in parts of `POINT`."""

POINT: Final = 2520
"""Parts of a point of score: whole, so that no sum depends on its order; one to ten divide it."""

_NAME, _LONG, _SHORT = 3 * POINT, 2 * POINT, POINT
_LONG_FROM = 3
_ENGLISH: Final = Path(__file__).with_name("english.toml")
"""English words by keyword."""
_TERMS: Final = Path(__file__).with_name("terms.toml")
"""More words by scenario and leaf."""
_ASCII: Final = r"[a-z0-9]+"
_CACHED: Final = "keywords.table"


def table(taxonomy: Taxonomy) -> pl.DataFrame:
    """Every word of a taxonomy as `WORDS`; one that n scenarios share counts one n-th in each."""
    known = vars(taxonomy)  # where its own cached properties lie: it can be no key of a cache
    if _CACHED not in known:
        known[_CACHED] = _table(taxonomy)
    found: pl.DataFrame = known[_CACHED]
    return found


def _table(taxonomy: Taxonomy) -> pl.DataFrame:
    rows = [
        (word, scenario.key, leaf.key, weight)
        for scenario in taxonomy.scenarios.values()
        for leaf in scenario.leaves
        for word, weight in words_of(scenario, leaf).items()
    ]
    shared = pl.col("scenario").n_unique().over("word")
    return pl.DataFrame(rows, WORDS, orient="row").with_columns(pl.col("weight") // shared)


def words_of(scenario: Scenario, leaf: Leaf) -> dict[str, int]:
    """The words that speak for a leaf, in lower case, with what each counts."""
    found = {leaf.zh.lower(): _NAME, leaf.en.lower(): _NAME}
    own = _read(_TERMS).get(scenario.key, {}).get(leaf.key, ())
    for keyword in (*leaf.keywords, *own):
        weight = _LONG if len(keyword) >= _LONG_FROM else _SHORT
        for word in (keyword, *_read(_ENGLISH).get(keyword, ())):
            found.setdefault(word.lower(), weight)
    return found


def words(passages: pl.DataFrame, taxonomy: Taxonomy) -> pl.Series:
    """The words of all scenarios that stand in each passage, once each, found in one pass.

    An English word is found whole, in singular or plural: `trust` is not in `entrusted`.

    Args:
        passages: `heading`, `section` and `text`.
        taxonomy: Where the words stand.
    """
    known = table(taxonomy)["word"].unique().sort().to_list()
    plurals = {_plural(word): word for word in known if word.isascii()}
    forms = pl.Series("form", [*plurals, *known])
    patterns = forms.to_frame().select(_spaced(pl.col("form"))).to_series()
    spaced = dict(zip(patterns, [*plurals.values(), *known], strict=True))
    written = pl.concat_str("heading", "section", "text", separator="\n", ignore_nulls=True)
    found = _spaced(written.str.to_lowercase()).str.extract_many([*spaced], overlapping=True)
    return passages.select(
        words=found.list.eval(pl.element().replace(spaced)).list.unique(maintain_order=True)
    ).to_series()


def _spaced(text: pl.Expr) -> pl.Expr:
    """The text with blanks around each English word, so that none is found inside another."""
    return text.str.replace_all(r"\s+", " ").str.replace_all(_ASCII, " $0 ")


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


@cache
def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
