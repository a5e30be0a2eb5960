"""Texts cut side by side, in processes that may die of what they cut."""

import os
from collections import deque
from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from agentar_assets import guarded, records
from agentar_assets.guarded import Killed
from agentar_assets.knowledge import passages
from agentar_assets.knowledge.extraction import gazetteer, pipeline
from agentar_assets.tags.taxonomy import Taxonomy

SECONDS: Final = 300
"""Processor time after which the cutting of some texts is given up."""
MEMORY: Final = 2 * 2**30
"""Bytes of address space beyond which it is given up."""
_HELD: Final = 4_000_000
"""Characters of texts, or of passages, that are held here at once."""
_AT_ONCE: Final = 200_000
"""Characters that a process cuts at once; a longer text is cut alone."""
_NEEDED: Final = ("text_id", "title", "text", "sections", "mentions")
"""What a text is cut by."""


def fresh(
    documents: pl.LazyFrame, texts: pl.LazyFrame, stored: pl.LazyFrame, taxonomy: Taxonomy
) -> Iterator[pl.DataFrame]:
    """The passages of the texts in use that this program has not cut, some texts at a time.

    They are cut in processes apart. A text that takes too much time or memory has one row that says
    so, and the others are cut all the same.

    Args:
        documents: As `records.DOCUMENTS`.
        texts: As `records.TEXTS`.
        stored: As `records.PASSAGES`: what was cut before.
        taxonomy: Whose keywords are looked for.
    """
    held: list[pl.DataFrame] = []
    characters = 0
    for found in _cut(texts, passages.uncut(documents, stored, taxonomy), taxonomy):
        held.append(found)
        characters += int(found["text"].str.len_chars().sum())
        if characters >= _HELD:
            yield pl.concat(held)
            held, characters = [], 0
    if held:
        yield pl.concat(held)


class _Cutter:
    """Cuts texts; another process loads what it looks into them with before it begins."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy

    def __call__(self, texts: pl.DataFrame) -> pl.DataFrame:
        return passages.passages(texts, self._taxonomy)

    def __reduce__(self) -> tuple[Any, ...]:
        return _ready, (self._taxonomy,)


def _ready(taxonomy: Taxonomy) -> _Cutter:
    gazetteer.current()
    pipeline.current()
    return _Cutter(taxonomy)


def _cut(
    texts: pl.LazyFrame, wanted: pl.DataFrame, taxonomy: Taxonomy, *, at_once: int = _AT_ONCE
) -> Iterator[pl.DataFrame]:
    """The passages of the wanted texts; those that could not be cut together are cut alone."""
    if wanted.is_empty():
        return
    asked: deque[pl.Series] = deque()
    again: list[str] = []
    answers = guarded.answers(
        _Cutter(taxonomy),
        _tasks(texts, wanted, asked, at_once),
        processes=_processes(int(wanted["characters"].sum()) // at_once),
        seconds=SECONDS,
        memory=MEMORY,
    )
    for answer in answers:
        ids = asked.popleft()
        if not isinstance(answer, Killed):
            yield answer
        elif len(ids) == 1 and not (answer.from_outside and at_once > 1):
            yield _given_up(ids.item(), answer, taxonomy)
        else:
            again.extend(ids)
    alone = wanted.filter(pl.col("text_id").is_in(again))
    yield from _cut(texts, alone, taxonomy, at_once=1)


def _tasks(
    texts: pl.LazyFrame, wanted: pl.DataFrame, asked: deque[pl.Series], at_once: int
) -> Iterator[pl.DataFrame]:
    """The wanted texts, some at a time; their ids are noted."""
    for held in passages.batches(wanted, characters=_HELD):
        among = pl.col("text_id").is_in(held.implode())
        read = texts.filter(among).select(_NEEDED).collect()
        for ids in passages.batches(wanted.filter(among), characters=at_once):
            asked.append(ids)
            yield read.filter(pl.col("text_id").is_in(ids.implode()))


def _processes(tasks: int) -> int:
    """How many cut side by side; a model of the user's is loaded once."""
    return 1 if pipeline.chosen() else min(os.cpu_count() or 1, 1 + tasks)


def _given_up(text_id: str, why: Killed, taxonomy: Taxonomy) -> pl.DataFrame:
    """The row of a text that could not be cut."""
    row = dict.fromkeys(records.PASSAGES.names()) | passages.nothing(text_id)
    said = {"code": passages.code(taxonomy), "reason": f"gave up: {why.why}"}
    return pl.DataFrame([row | said], records.PASSAGES)
