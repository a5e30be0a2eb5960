"""Eq. 7, 8 and 10 as the paper prints them."""

from typing import Final

import polars as pl

from training import graders

_CLOSED: Final = "^(?:[A-H]{1,8}$|refuse:)"
"""Canonical spelling of what a form of free text may hold besides: option letters, a refusal."""


def pairs(answers: pl.LazyFrame) -> pl.LazyFrame:
    """Every unordered pair of two models' answers to one item.

    `sim` is symmetric, so a mean over the pairs j < k is the mean over all j != k.

    Args:
        answers: One row a (item_id, model), with whatever `sim` is computed from.

    Returns:
        One row an (item, pair); the second model's columns end in `_other`.
    """
    return answers.join(answers, on="item_id", suffix="_other").filter(
        pl.col("model") < pl.col("model_other")
    )


def similarity(*, lexical: pl.Expr, embedding: pl.Expr) -> pl.Expr:
    """Likeness of the answers of a pair, in [0, 1]; an answer that is missing is like none.

    Agentar-Fin-R1 (arXiv:2507.16802v4), sim of Eq. 7: "lexical overlap and contextual-embedding
    similarity". The mix is ours: 1[the answers are the same] for closed answers, and
    0.5 lexical + 0.5 embedding for free text. `same` holds that equality; null where one of the
    answers is missing.
    """
    mixed = 0.5 * lexical + 0.5 * embedding
    same = pl.col("same").cast(pl.Float64)
    return pl.when(free() & (same != 1)).then(mixed).otherwise(same).fill_null(0.0)


def free() -> pl.Expr:
    """Whether both answers of a pair are free text, and neither an option nor a refusal."""
    texts = [~pl.col(name).str.contains(_CLOSED) for name in ("canonical", "canonical_other")]
    return pl.col("answer_form").is_in(graders.FREE_TEXT) & pl.all_horizontal(texts)


def consistency(similarities: str = "similarity") -> pl.Expr:
    """How alike p models answer a question: the mean over all pairs of them, in [0, 1].

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 7:
    consistency(q) = 1 / (p (p - 1)) sum_j sum_{k != j} sim(M_j(q), M_k(q)),
    over the rows of one item as `pairs` makes them. Null for fewer than two models.
    """
    return pl.col(similarities).mean()


def reasoning_valid(equivalent: str = "right") -> pl.Expr:
    """Whether a verifier that sees question and thinking, not the answer, derives the answer.

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 8:
    reasoning_valid(q, a) = 1[M_verify(query(q), thinking(q)) = a].
    `equivalent` holds that equality; where the verifier derived nothing it is null, hence false.
    """
    return pl.col(equivalent).eq_missing(pl.lit(value=True))


def score(rating: str = "rating") -> pl.Expr:
    """Quality of an item by the rating model, in [0, 1].

    Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 10:  score(d) = RM(d; theta_RM).
    """
    return pl.col(rating).clip(0.0, 1.0)
