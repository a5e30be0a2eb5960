"""Which passages belong to a tag, by law, by keyword or by likeness, and to which leaf of it.

What is the same for all tags (words, laws, entities, numbers) was found when a passage was cut;
a tag joins its own few words with it.
"""

import re
from typing import Final

import polars as pl

from agentar_assets import titles
from agentar_assets.knowledge.routing import keywords, needs
from agentar_assets.knowledge.routing.keywords import POINT
from agentar_assets.tags.parts import Scenario
from agentar_assets.tags.taxonomy import Taxonomy, attribute_of, scenario_of

HOME: Final = 2 * POINT
"""Mean score of its passages from which a document is about a scenario."""
ELSEWHERE: Final = 3 * POINT
"""Score that a passage of any other document needs."""
ALIKE: Final = 0.6
"""Cosine similarity from which a passage is about a leaf."""

NEAR: Final = pl.Schema({"unit_id": pl.String, "leaf": pl.String, "similarity": pl.Float64})
"""One row a (passage, leaf) that a model of sentences compared."""

_SPENT: Final = ("rejected", "duplicate")
_ENDING: Final = r"\.[A-Za-z]{2,5}$"
_WORDS = re.compile(r"[^\W\d_]+")
_ARTICLE: Final = r"^(第.{1,9}?条(?:之.{1,3})?|Article \d+)"
_CITED_ARTICLE: Final = r"\s*第[^第]{1,9}条.*$"
_TURNS, _PLACES = 65537, 1024
"""Turns of a unit (a prime, modulo which cubes are scattered) and leaves that a scenario may have:
the lower parts of a rank."""
_STEP: Final = 40503  # _TURNS over the golden ratio: few steps of it lie close together


def routed(
    passages: pl.DataFrame,
    documents: pl.DataFrame,
    tag: str,
    taxonomy: Taxonomy,
    *,
    near: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The passages of a tag with their `leaf` and the `evidence` for it, one row a `unit_id`.

    A passage of a document that is about the scenario (one of its laws, or full of its keywords),
    or one that cites such a law, needs one keyword of a leaf to which the attribute applies; any
    other needs more. One that lacks what the attribute needs stays, as `not_applicable`.

    Args:
        passages: As `records.PASSAGES`; `text` is not looked at.
        documents: As `records.DOCUMENTS`; passages of rejected texts and of copies are left out.
        tag: A valid tag.
        taxonomy: Where its leaves, keywords and laws stand.
        near: As `NEAR`, from `likeness.near`; without it likeness does not count. The default
            embedder hashes characters, and the keywords know spelling better than it does.
    """
    scenario = taxonomy.scenarios[scenario_of(tag)]
    attribute = taxonomy.attributes[attribute_of(tag)]
    leaves = [leaf.key for leaf in taxonomy.leaves(tag)]
    hits = spoken(passages).join(vocabulary(scenario, taxonomy), on="word")
    placed = standing(passages, documents, scenario, hits)
    if near is not None:
        hits = pl.concat([hits, _alike(passages, near, scenario)], how="diagonal")
    ranks = ranked(hits.filter(pl.col("leaf").is_in(leaves)), passages)
    kept = best(ranks, scenario, "row").join(placed, on="row").filter(belongs())
    lacks = pl.when(~needs.applies(attribute)).then(pl.lit("not_applicable"))
    told = [*_evidence(), *needs.evidence(attribute)]
    return (
        passages.with_row_index("row")
        .join(_heard(hits, kept), on="row", maintain_order="left")
        .with_columns(
            reason=pl.coalesce("reason", lacks),
            evidence=pl.concat_str(told, separator="; ", ignore_nulls=True),
        )
        .sort("turn", "start", "row")
        .unique("unit_id", keep="first", maintain_order=True)
        .select(*passages.columns, "leaf", "evidence")
    )


def spoken(passages: pl.DataFrame) -> pl.DataFrame:
    """Every (`row`, `text_id`, `word`) of the passages, by their place in the frame."""
    rows = passages.lazy().select("text_id", word="words").with_row_index("row")
    return rows.explode("word").drop_nulls("word").collect()


def vocabulary(scenario: Scenario, taxonomy: Taxonomy) -> pl.DataFrame:
    """The `word`, `leaf` and `weight` of a scenario, with the `place` of the leaf in it."""
    known = keywords.table(taxonomy).filter(scenario=scenario.key).drop("scenario")
    return known.join(places(scenario), on="leaf")


def standing(
    passages: pl.DataFrame, documents: pl.DataFrame, scenario: Scenario, hits: pl.DataFrame
) -> pl.DataFrame:
    """How each passage of a readable document stands to a scenario, whatever its own words.

    Returns:
        `row`; `turn` of its document, those in force first; `law`, that the document is; `cites`,
        a law that the passage names; `home`, whether the document is full of the scenario's words.
    """
    laws = [re.sub(_ENDING, "", law) for law in scenario.law_refs]
    readable = (
        documents.lazy()
        .filter(~pl.col("state").is_in(_SPENT))
        .sort(pl.col("state") != "in_force", "path")
        .unique("text_id", keep="first", maintain_order=True)
        .select("text_id", "title", "path")
        .with_row_index("turn")
        .collect()
    )
    rows = passages.lazy().select("text_id", "laws").with_row_index("row").collect()
    return (
        rows.select("row", "text_id")
        .join(readable.select("text_id", "turn"), on="text_id")
        .join(_laws(readable, laws), on="text_id", how="left")
        .join(_cited(rows, laws), on="row", how="left")
        .join(_home(rows, hits), on="text_id", how="left")
        .drop("text_id")
    )


def ranked(hits: pl.DataFrame, passages: pl.DataFrame) -> pl.LazyFrame:
    """The `rank` of each leaf (`place`) for each passage (`row`) with a word of it.

    Where several leaves score alike, another one takes its turn with each unit, by the unit's
    name. A rank is one whole number: the score, then the turn, then the place.
    """
    name = pl.col("unit_id").str.slice(0, 7).str.to_integer(base=16, strict=False).fill_null(0)
    units = passages.lazy().select(name=name).with_row_index("row")
    turn = ((pl.col("name") + pl.col("place") * _STEP) % _TURNS).pow(3) % _TURNS
    rank = (pl.col("score") * _TURNS + (_TURNS - 1 - turn)) * _PLACES + pl.col("place")
    scores = hits.lazy().group_by("row", "place").agg(score=pl.col("weight").sum())
    return scores.join(units, on="row").select("row", "place", rank=rank)


def best(ranks: pl.LazyFrame, scenario: Scenario, *by: str) -> pl.DataFrame:
    """The `leaf` of the highest rank, its `place` and its `score`, for each of some columns."""
    return (
        ranks.group_by(by)
        .agg(pl.col("rank").max())
        .select(*by, place=pl.col("rank") % _PLACES, score=score())
        .join(places(scenario).lazy(), on="place")
        .collect()
    )


def score() -> pl.Expr:
    """The score in a `rank`."""
    return pl.col("rank") // (_PLACES * _TURNS)


def belongs() -> pl.Expr:
    """Whether a passage with a word of a leaf is of the scenario."""
    close = pl.col("home").fill_null(value=False) | (pl.col("score") >= ELSEWHERE)
    return close | pl.col("law").is_not_null() | pl.col("cites").is_not_null()


def places(scenario: Scenario) -> pl.DataFrame:
    """The leaves of a scenario by name, each with its `place`."""
    leaves = sorted(leaf.key for leaf in scenario.leaves)
    return pl.DataFrame({"leaf": leaves}, {"leaf": pl.String}).with_columns(
        place=pl.int_range(pl.len(), dtype=pl.Int64)
    )


def _laws(documents: pl.DataFrame, laws: list[str]) -> pl.DataFrame:
    """The `law` that a document is, by title, by the last word of it (a book), or by file name."""
    named = (
        pl.col("title"),
        pl.col("title").str.split(" ").list.last(),
        pl.col("path").str.split("/").list.last().str.replace(_ENDING, ""),
    )
    names = titles.plained(laws).implode()
    known = [pl.when(plain.is_in(names)).then(plain) for plain in map(titles.plain, named)]
    likely = pl.any_horizontal(
        pl.lit(value=False),
        *(pl.col("title", "path").str.contains(_longest(law), literal=True) for law in laws),
    )
    law = documents.filter(likely).select("text_id", law=pl.coalesce(known))
    return law.drop_nulls()


def _longest(law: str) -> str:
    """The longest word of a title, which every way to write it holds: a cheap first look."""
    return max(_WORDS.findall(law.replace(titles.STATE, " ")), key=len, default=law)


def _cited(rows: pl.DataFrame, laws: list[str]) -> pl.DataFrame:
    """The first of the scenario's laws that a passage cites, as it cites it."""
    cited = rows.lazy().select("row", cites="laws").filter(pl.col("cites").list.len() > 0)
    whole = titles.plain(pl.col("cites").str.replace(_CITED_ARTICLE, ""))
    found = cited.explode("cites").filter(whole.is_in(titles.plained(laws).implode()))
    return found.unique("row", keep="first", maintain_order=True).collect()


def _home(rows: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Whether the mean score of a document's passages makes it one about the scenario."""
    scores = (
        hits.lazy()
        .group_by("row", "text_id", "word")
        .agg(pl.col("weight").max())
        .group_by("text_id")
        .agg(total=pl.col("weight").sum(), words=pl.col("word").n_unique())
    )
    sizes = rows.lazy().group_by("text_id").agg(passages=pl.len())
    full = (pl.col("total") >= HOME * pl.col("passages")) & (pl.col("words") > 1)
    return sizes.join(scores, on="text_id").select("text_id", home=full).collect()


def _alike(passages: pl.DataFrame, near: pl.DataFrame, scenario: Scenario) -> pl.DataFrame:
    """Passages that a model of sentences finds near to a leaf, as hits that suffice alone."""
    rows = passages.select("unit_id").with_row_index("row")
    close = near.filter(pl.col("similarity") >= ALIKE).join(rows, on="unit_id")
    return close.join(places(scenario), on="leaf").select(
        "row", "leaf", "place", "similarity", weight=pl.lit(ELSEWHERE, pl.Int64)
    )


def _heard(hits: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """The rows that are kept, with the words that spoke for their leaf, and the likeness."""
    missing = pl.lit(None, pl.Float64).alias("similarity")
    known = hits if "similarity" in hits.columns else hits.with_columns(missing)
    heard = known.join(kept.select("row", "place"), on=["row", "place"]).group_by("row")
    words = pl.col("word").drop_nulls().unique().sort().str.join(", ")
    return kept.join(heard.agg(words, pl.col("similarity").max()), on="row")


def _evidence() -> tuple[pl.Expr, ...]:
    """Why the scenario: law, citation, keywords, likeness; each null where it is no reason."""
    article = pl.concat_str(pl.lit(" "), pl.col("section").str.extract(_ARTICLE)).fill_null("")
    return (
        pl.format("law {}{}", "law", article),
        pl.format("cites {}", "cites"),
        pl.when(pl.col("word") != "").then(pl.format("keywords {}", "word")),
        pl.format("likeness {}", pl.col("similarity").round(2)),
    )
