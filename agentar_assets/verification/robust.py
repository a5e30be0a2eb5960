"""What eq. 7 leaves out, beside it: the item's own answer takes part, and silence is no vote."""

import polars as pl


def gold_agreement(right: str = "right") -> pl.Expr:
    """Share of an item's answerers whose answer is the item's own, in [0, 1].

    Departs from Agentar-Fin-R1 (arXiv:2507.16802v4), Eq. 7, which never looks at the item's answer:
    models that share an error agree perfectly. `right` is null where a model gave no answer, and
    counts as disagreement (left out of the mean, one lucky guess would outvote two silences).
    """
    return pl.col(right).eq_missing(pl.lit(value=True)).mean()


def answered(canonical: str = "canonical") -> pl.Expr:
    """Share of an item's answerers that gave an answer of its form, in [0, 1]."""
    return pl.col(canonical).is_not_null().mean()


def rival_share(canonical: str = "canonical", right: str = "right") -> pl.Expr:
    """Share of an item's answerers that agree on the commonest other answer, in [0, 1]."""
    rivals = pl.col(canonical).filter(
        pl.col(canonical).is_not_null() & ~pl.col(right).eq_missing(pl.lit(value=True))
    )
    return rivals.unique_counts().max().fill_null(0) / pl.len()


def first_reason(rules: dict[str, pl.Expr]) -> pl.Expr:
    """Name of the first rule that a row breaks; null where it breaks none.

    A rule that comes out null is broken: nothing passes because a check had nothing to say.
    """
    broken = [
        pl.when(rule.fill_null(value=True)).then(pl.lit(name)) for name, rule in rules.items()
    ]
    return pl.coalesce(*broken) if broken else pl.lit(None, pl.String)


def rules(*, quorum: float) -> dict[str, pl.Expr]:
    """Every rule an item must not break, in the order in which they outrank each other.

    What is decided by computation stands before what is decided by votes, and the votes before
    the rating.

    Args:
        quorum: Least share of answerers that must arrive at the item's answer, in (0, 1].
    """
    return {
        "bad_form": pl.col("canonical_gold").is_null(),
        "unit_not_in_force": ~pl.col("unit_usable"),
        "quote_not_in_unit": ~pl.col("quote_found"),
        "reasoning_invalid": ~pl.col("reasoning_valid"),
        "not_answered": pl.col("answered") == 0,
        "majority_says_otherwise": pl.col("rival_share") > 0.5,  # noqa: PLR2004  (a majority)
        "answers_disagree": pl.col("gold_agreement") < quorum,
        "not_rated": pl.col("score").is_null() | pl.col("tau").is_null(),
    }
