"""From answers to one row of measures an item: what each model says, reduced to columns."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl

from agentar_assets.verification import paper, robust
from training import graders

Embed = Callable[[pl.Series], npt.NDArray[np.float32]]
"""Texts to unit vectors, (text, dimension)."""

DECIMAL = frozenset({"number", "number_or_choice"})
"""Forms whose canonical answers may be decimals."""
SEVERAL = frozenset({"tool_list", "code_or_output"})
"""Forms of closed answers that may mean the same in several canonical spellings."""

MEASURES = pl.Schema(
    {
        "item_id": pl.String,
        "consistency": pl.Float64,
        "gold_agreement": pl.Float64,
        "answered": pl.Float64,
        "rival_share": pl.Float64,
        "reasoning_valid": pl.Boolean,
        "canonical_gold": pl.String,
    }
)
"""One row an item; `answered` and `rival_share` are shares of its answerers."""


def measured(items: pl.DataFrame, answers: pl.DataFrame, embed: Embed) -> pl.DataFrame:
    """Eq. 7 and 8 and their repairs for every item, as `MEASURES`.

    Args:
        items: Rows of `records.ITEMS`.
        answers: Rows of `records.ANSWERS`; those of other items are left aside.
        embed: Embedder of free-text answers.
    """
    said = judged(items, answers)
    votes = said.filter(pl.col("role") == "answerer")
    reasoned = said.filter(pl.col("role") == "reasoner")
    return (
        with_canonical(items, "answer", "canonical_gold")
        .select("item_id", "canonical_gold")
        .join(consistencies(votes, embed), on="item_id", how="left")
        .join(_voted(votes), on="item_id", how="left")
        .join(_reasoned(reasoned), on="item_id", how="left")
        .with_columns(
            pl.col("gold_agreement", "answered", "rival_share").fill_null(0.0),
            pl.col("reasoning_valid").fill_null(value=False),
        )
        .select(MEASURES.names())
    )


def judged(items: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """Every answer with its canonical form and whether it is the item's own answer."""
    golds = items.select("item_id", "answer_form", gold="answer")
    joined = answers.join(golds, on="item_id", how="inner")
    return with_right(with_canonical(joined, "answer", "canonical"))


def with_canonical(frame: pl.DataFrame, answer: str, name: str) -> pl.DataFrame:
    """The frame with the canonical form of a column; every distinct answer is read once."""
    distinct = frame.select("answer_form", answer).drop_nulls().unique()
    read = [
        graders.canonical(form, text)
        for form, text in zip(distinct["answer_form"], distinct[answer], strict=True)
    ]
    known = distinct.with_columns(pl.Series(name, read, dtype=pl.String)).with_columns(
        pl.when(_decimal(name)).then(_without_zeros(name)).otherwise(name).alias(name)
    )
    return frame.join(known, on=["answer_form", answer], how="left", maintain_order="left")


def _decimal(name: str) -> pl.Expr:
    return pl.col("answer_form").is_in(DECIMAL) & pl.col(name).str.contains(r"^-?\d+\.\d+$")


def _without_zeros(name: str) -> pl.Expr:
    """`1500.00` as `1500`: a grader compares numbers, eq. 7 compares their spelling."""
    return pl.col(name).str.strip_chars_end("0").str.strip_chars_end(".")


def with_right(said: pl.DataFrame) -> pl.DataFrame:
    """The frame with `right`: is `answer` the `gold`? Null where there is no readable answer."""
    key = ["answer_form", "gold", "answer"]
    distinct = said.filter(pl.col("canonical").is_not_null()).select(key).unique()
    verdicts = [
        graders.is_right(form, gold, answer)
        for form, gold, answer in zip(*(distinct[name] for name in key), strict=True)
    ]
    known = distinct.with_columns(pl.Series("right", verdicts, dtype=pl.Boolean))
    return said.join(known, on=key, how="left", maintain_order="left")


def consistencies(votes: pl.DataFrame, embed: Embed) -> pl.DataFrame:
    """Eq. 7 for every item that two models or more were asked."""
    slim = votes.lazy().select("item_id", "model", "answer_form", "canonical", "right")
    found = with_sameness(paper.pairs(slim).collect())
    alike = paper.similarity(lexical=pl.col("lexical"), embedding=pl.col("embedding"))
    return (
        with_text_similarities(found, embed)
        .with_columns(similarity=alike)
        .group_by("item_id")
        .agg(consistency=paper.consistency())
    )


def with_sameness(found: pl.DataFrame) -> pl.DataFrame:
    """Pairs with `same`: do both answers mean the same? Null where one is missing.

    Where right answers have several spellings, two that are both right are the same, and so are
    two of which one would be right if the other were the gold.
    """
    key = ["answer_form", "canonical", "canonical_other"]
    several = pl.col("answer_form").is_in(SEVERAL)
    differing = several & (pl.col("canonical") != pl.col("canonical_other"))
    distinct = found.filter(differing).select(key).unique()
    equal = [
        graders.is_right(form, one, other) or graders.is_right(form, other, one)
        for form, one, other in zip(*(distinct[name] for name in key), strict=True)
    ]
    known = distinct.with_columns(pl.Series("equal", equal, dtype=pl.Boolean))
    both = (several & pl.col("right") & pl.col("right_other")).fill_null(value=False)
    same = (pl.col("canonical") == pl.col("canonical_other")) | both
    joined = found.join(known, on=key, how="left", maintain_order="left")
    return joined.with_columns(same=same | pl.col("equal").fill_null(value=False)).drop("equal")


def with_text_similarities(found: pl.DataFrame, embed: Embed) -> pl.DataFrame:
    """Pairs with `lexical` and `embedding`, worked out once a distinct pair of differing texts."""
    key = ["canonical", "canonical_other"]
    differing = paper.free() & (pl.col(key[0]) != pl.col(key[1]))
    distinct = found.filter(differing).select(key).unique()
    texts = pl.concat([distinct[name] for name in key]).unique().sort()
    vectors = embed(texts)
    rows = [texts.search_sorted(distinct[name]) for name in key]
    cosine = np.einsum("ij,ij->i", *(vectors[np.asarray(row)] for row in rows))
    known = distinct.with_columns(
        lexical=jaccard(*key), embedding=pl.Series(cosine, dtype=pl.Float64).clip(0.0, 1.0)
    )
    return found.join(known, on=key, how="left")


def jaccard(left: str, right: str) -> pl.Expr:
    """Shared over all distinct character bigrams of two texts, in [0, 1]."""
    ours, theirs = bigrams(left), bigrams(right)
    return ours.list.set_intersection(theirs).list.len() / ours.list.set_union(theirs).list.len()


def bigrams(text: str) -> pl.Expr:
    """Distinct character bigrams of a text; of a single character, that character."""
    whole = pl.col(text)
    pieces = pl.concat_list(
        whole.str.extract_all("(?s).."), whole.str.slice(1).str.extract_all("(?s)..")
    )
    alone = pl.concat_list(whole)
    return pl.when(whole.str.len_chars() < 2).then(alone).otherwise(pieces).list.unique()  # noqa: PLR2004


def _voted(votes: pl.DataFrame) -> pl.DataFrame:
    return votes.group_by("item_id").agg(
        gold_agreement=robust.gold_agreement(),
        answered=robust.answered(),
        rival_share=robust.rival_share(),
    )


def _reasoned(reasoned: pl.DataFrame) -> pl.DataFrame:
    """Eq. 8 an item; several reasoners must all derive the answer."""
    return reasoned.group_by("item_id").agg(reasoning_valid=paper.reasoning_valid().all())
