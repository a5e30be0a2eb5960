"""Which passages belong to a tag, by law or by keyword, and to which leaf of it."""

import re
import tomllib
import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

from agentar_assets.tags.parts import Leaf
from agentar_assets.tags.taxonomy import Taxonomy, scenario_of

HOME: Final = 2.0
"""Mean score of its passages from which a document is about a scenario."""
ELSEWHERE: Final = 3.0
"""Score that a passage of any other document needs."""

_NAME, _LONG, _SHORT = 3.0, 2.0, 1.0
_LONG_FROM = 3
_GOLDEN: Final = 2654435769  # 2**32 over the golden ratio: whole steps of it fill a circle evenly
_ENGLISH: Final = Path(__file__).with_name("english.toml")
_DATE = re.compile(r"[(（]\d{4}-\d{2}-\d{2}[)）]|\.md$|中华人民共和国|[\s《》]")


def routed(passages: pl.DataFrame, tag: str, taxonomy: Taxonomy) -> pl.DataFrame:
    """The passages of a tag with their `leaf` and the `evidence` for it.

    A passage of a document that is about the scenario (one of its laws, or full of its keywords)
    needs one keyword of a leaf to which the attribute applies; any other passage needs more.

    Args:
        passages: As `passages.passages`.
        tag: A valid tag.
        taxonomy: Where its leaves, keywords and laws stand.
    """
    scenario = taxonomy.scenarios[scenario_of(tag)]
    hits = _hits(passages, _words(scenario.leaves, taxonomy))
    home = _home(passages, hits, scenario.law_refs)
    leaves = [leaf.key for leaf in taxonomy.leaves(tag)]
    best = (
        hits.filter(pl.col("leaf").is_in(leaves))
        .group_by("unit_id", "leaf")
        .agg(pl.col("weight").sum(), pl.col("word").sort().unique(maintain_order=True))
        .with_columns(turn=_turn())
        .sort("unit_id", "weight", "turn", "leaf", descending=[False, True, False, False])
        .unique("unit_id", keep="first", maintain_order=True)
    )
    found = passages.join(best, on="unit_id", how="inner", maintain_order="left").join(
        home, on="doc_id", how="left", maintain_order="left"
    )
    return (
        found.filter(pl.col("home") | (pl.col("weight") >= ELSEWHERE))
        .with_columns(evidence=_evidence())
        .drop("weight", "word", "turn", "home", "law")
    )


def words(leaf: Leaf) -> dict[str, float]:
    """The words that speak for a leaf, in lower case, with what each counts."""
    found = {leaf.zh.lower(): _NAME, leaf.en.lower(): _NAME}
    for keyword in leaf.keywords:
        weight = _LONG if len(keyword) >= _LONG_FROM else _SHORT
        for word in (keyword, *_english().get(keyword, ())):
            found.setdefault(word.lower(), weight)
    return found


def plain_title(title: str) -> str:
    """A title for comparison: without date, ending, brackets, spaces and the name of the state."""
    return _DATE.sub("", unicodedata.normalize("NFC", title))


def _words(leaves: tuple[Leaf, ...], taxonomy: Taxonomy) -> pl.DataFrame:
    """Every (word, leaf) of a scenario; a word that n scenarios share counts one n-th."""
    shared = _scenarios_by_word(taxonomy)
    return pl.DataFrame(
        [
            {"word": word, "leaf": leaf.key, "weight": weight / shared[word]}
            for leaf in leaves
            for word, weight in words(leaf).items()
        ]
    )


def _hits(passages: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The words found in each passage, once each, with every leaf they speak for."""
    written = pl.concat_str("heading", "section", "text", separator="\n")
    patterns = known["word"].unique(maintain_order=True).to_list()
    return (
        passages.select(
            "unit_id",
            "doc_id",
            word=written.str.extract_many(patterns, ascii_case_insensitive=True, overlapping=True),
        )
        .explode("word", empty_as_null=False)
        .with_columns(pl.col("word").str.to_lowercase())
        .unique(maintain_order=True)
        .join(known, on="word", maintain_order="left")
    )


def _home(passages: pl.DataFrame, hits: pl.DataFrame, laws: tuple[str, ...]) -> pl.DataFrame:
    """For each document, whether it is about the scenario, and the law that it is."""
    names = {plain_title(law) for law in laws}
    documents = passages.group_by("doc_id", maintain_order=True).agg(
        pl.col("title", "path").first(), passages=pl.len()
    )
    law = [
        next((name for name in _names(title, path) if name in names), None)
        for title, path in zip(documents["title"], documents["path"], strict=True)
    ]
    score = hits.unique(["unit_id", "word"]).group_by("doc_id").agg(total=pl.col("weight").sum())
    return documents.join(score, on="doc_id", how="left", maintain_order="left").select(
        "doc_id",
        pl.Series("law", law, dtype=pl.String),
        home=pl.Series(law, dtype=pl.String).is_not_null()
        | (pl.col("total").fill_null(0.0) / pl.col("passages") >= HOME),
    )


def _names(title: str, path: str) -> tuple[str, ...]:
    """What a document may be called in a list of laws; a book of a code by its last word."""
    last = title.rpartition(" ")[2]
    return plain_title(title), plain_title(last), plain_title(path.rpartition("/")[2])


def _turn() -> pl.Expr:
    """Which of several leaves that fit equally well takes a unit: another one for each unit."""
    unit = pl.col("unit_id").str.slice(0, 7).str.to_integer(base=16)
    place = pl.col("leaf").rank("dense").cast(pl.Int64)
    return (unit + place) * _GOLDEN % 2**32


def _evidence() -> pl.Expr:
    told = pl.format("keywords {}", pl.col("word").list.join(", "))
    return (
        pl.when(pl.col("law").is_null()).then(told).otherwise(pl.format("law {}; {}", "law", told))
    )


@cache
def _english() -> dict[str, list[str]]:
    known: dict[str, list[str]] = tomllib.loads(_ENGLISH.read_text(encoding="utf-8"))
    return known


def _scenarios_by_word(taxonomy: Taxonomy) -> dict[str, int]:
    found: dict[str, set[str]] = defaultdict(set)
    for scenario in taxonomy.scenarios.values():
        for leaf in scenario.leaves:
            for word in words(leaf):
                found[word].add(scenario.key)
    return {word: len(scenarios) for word, scenarios in found.items()}
