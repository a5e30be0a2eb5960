"""The panel: every answerer on every question, and the reasoner, as rows of `records.ANSWERS`."""

from collections.abc import Mapping

import polars as pl

from agentar_assets import records
from agentar_assets.verification import reasoner
from agentar_assets.verification.answerers import overlap, rules, search
from agentar_assets.verification.answerers.methods import Answerer
from agentar_assets.verification.answerers.question import Question
from agentar_assets.verification.trace import Trace

ANSWERERS: Mapping[str, Mapping[str, Answerer]] = {
    "rules": rules.ANSWERS,
    "overlap": overlap.ANSWERS,
    "search": search.ANSWERS,
}
"""Answerers by name, each a function an attribute; none sees thinking or answer."""

_FAILURES = (ValueError, ArithmeticError, LookupError, RecursionError)


def answered(items: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """One row an (item, model): what it answers, or the error why it does not.

    Args:
        items: Rows of `records.ITEMS`.
        units: Rows of `records.UNITS`; an item whose unit is missing is asked without one.
    """
    asked = _with_units(items, units)
    frames = [_answers(asked, name, by_attribute) for name, by_attribute in ANSWERERS.items()]
    return pl.concat([*frames, _derived(asked)]).sort("tag", "item_id", "role", "model")


def _with_units(items: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    passages = units.select("unit_id", "title", "section", "heading", unit_text="text")
    return items.with_columns(
        attribute=pl.col("tag").str.split(".").list.last(),
    ).join(passages, on="unit_id", how="left", maintain_order="left")


def _answers(asked: pl.DataFrame, name: str, by_attribute: Mapping[str, Answerer]) -> pl.DataFrame:
    seen = asked.select("attribute", "question", "language", "unit_text").rows()
    said = [
        _asked(by_attribute.get(attribute), Question(text, language or "zh", unit or ""))
        for attribute, text, language, unit in seen
    ]
    return _rows(asked, name, "answerer", said)


def _asked(answerer: Answerer | None, question: Question) -> tuple[str | None, str | None]:
    if answerer is None:
        return None, "no method for this attribute"
    try:
        answer = answerer(question)
    except _FAILURES as failure:
        return None, f"failed: {type(failure).__name__}: {failure}"
    return answer, None if answer is not None else "no answer found"


def _derived(asked: pl.DataFrame) -> pl.DataFrame:
    seen = asked.select(
        "attribute", "question", "thinking", "language", "unit_text", "title", "section", "heading"
    ).rows()
    said = [_reasoned(attribute, Trace(*(cell or "" for cell in row))) for attribute, *row in seen]
    return _rows(asked, "reasoner", "reasoner", said)


def _reasoned(attribute: str, trace: Trace) -> tuple[str | None, str | None]:
    try:
        return reasoner.derived(attribute, trace)
    except _FAILURES as failure:
        return None, f"failed: {type(failure).__name__}: {failure}"


def _rows(
    asked: pl.DataFrame, model: str, role: str, said: list[tuple[str | None, str | None]]
) -> pl.DataFrame:
    return asked.select(
        "tag",
        "item_id",
        model=pl.lit(model),
        role=pl.lit(role),
        answer=pl.Series([answer for answer, _ in said], dtype=pl.String),
        error=pl.Series([error for _, error in said], dtype=pl.String),
    ).select(records.ANSWERS.names())
