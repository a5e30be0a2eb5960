"""The ground: the schema of every table of the lake, named once."""

from typing import Final

import polars as pl


def _table(columns: dict[str, pl.DataType | type[pl.DataType]]) -> pl.Schema:
    return pl.Schema(columns)


ENTITY: Final = pl.Struct(
    {
        "text": pl.String,
        "type": pl.String,
        "entity_id": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
    }
)
"""A name found in a unit; `unit.text[start:end] == text`."""

QUANTITY: Final = pl.Struct(
    {
        "text": pl.String,
        "kind": pl.String,
        "value": pl.String,
        "unit": pl.String,
        "comparison": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
    }
)
"""A typed number of a unit. `kind`: money, percent, ratio, count, period or date; `value`: a
decimal literal, of a date `2025-01-31`; `comparison`: one of `< <= = >= >`, a threshold where it
is not `=`."""

DEONTIC: Final = pl.Struct(
    {"text": pl.String, "kind": pl.String, "start": pl.Int64, "end": pl.Int64}
)
"""A word of a unit that binds. `kind`: must, may, must_not or exception."""

RELATION: Final = pl.Struct(
    {
        "subject": pl.String,
        "predicate": pl.String,
        "object": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
    }
)
"""What a span of a unit says of two things; subject and object are entity ids or words of it."""

MASK: Final = pl.Struct({"kind": pl.String, "start": pl.Int64, "end": pl.Int64})
"""Where personal data stood; each of its characters is `＊` now, so that no place moves."""

PART: Final = pl.Struct(
    {
        "paragraph": pl.Int64,
        "item": pl.Int64,
        "subitem": pl.Int64,
        "start": pl.Int64,
        "end": pl.Int64,
    }
)
"""A paragraph (款) of an article; with `item`, an item (项) of it; with `subitem`, a part of it."""

SECTION: Final = pl.Struct(
    {
        "section": pl.String,
        "heading": pl.String,
        "kind": pl.String,
        "page": pl.Int64,
        "start": pl.Int64,
        "end": pl.Int64,
        "parts": pl.List(PART),
    }
)
"""A part of a document; `text[start:end]` is its body. `kind`: article (`section` is `第五条`), faq
(a question with its answer), table or text. `page`: where it starts, from 1; null: no pages."""

MENTION: Final = pl.Struct(
    {
        "text": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
        "relation": pl.String,
        "title": pl.String,
        "first": pl.String,
        "last": pl.String,
        "paragraph": pl.Int64,
        "item": pl.Int64,
    }
)
"""Where a text speaks of a law. `relation`: cites, amends or repeals; `title`: null where it is
this law itself; `first` to `last`: its articles, null where the whole law is meant."""

REVISION: Final = pl.Struct({"day": pl.Date, "action": pl.String, "by": pl.String})
"""A line of a statute's head: adopted, amended, revised, published or in_force, on a day, by a
body or by a decision."""

REPEAL: Final = pl.Struct({"title": pl.String, "section": pl.String, "day": pl.Date})
"""A document that a text puts out of force as a whole, the section that says so, and from when;
null: from the day on which that text holds."""

TEXTS: Final = _table(
    {
        "text_id": pl.String,
        "doc_id": pl.String,
        "title": pl.String,
        "kind": pl.String,
        "language": pl.String,
        "authority": pl.String,
        "level": pl.String,
        "licence": pl.String,
        "text": pl.String,
        "sections": pl.List(SECTION),
        "mentions": pl.List(MENTION),
        "revisions": pl.List(REVISION),
        "repeals": pl.List(REPEAL),
        "masked": pl.List(MASK),
        "notes": pl.List(pl.String),
        "characters": pl.Int64,
        "pages": pl.Int64,
        "articles": pl.Int64,
        "published": pl.Date,
        "valid_from": pl.Date,
        "valid_to": pl.Date,
        "retrieved": pl.Date,
        "essence": pl.String,
        "signature": pl.List(pl.Int64),
        "reason": pl.String,
    }
)
"""What was read from a file's bytes, once for all: rows are only added. `text_id` names bytes, file
name and reader; `doc_id` the text. `notes`: what could not be read in it; `reason`: why nothing."""

FILES: Final = _table(
    {
        "path": pl.String,
        "format": pl.String,
        "size": pl.Int64,
        "modified": pl.Datetime("us", "UTC"),
        "reason": pl.String,
        "sha256": pl.String,
    }
)
"""How each file lay in its folder when it was last read, kept beside its document, which does not
change where only this does. `reason`: why it was not opened; `sha256`: null where it is to be read
again."""

DOCUMENTS: Final = _table(
    {
        "path": pl.String,
        "doc_id": pl.String,
        "text_id": pl.String,
        "title": pl.String,
        "kind": pl.String,
        "format": pl.String,
        "language": pl.String,
        "authority": pl.String,
        "level": pl.String,
        "licence": pl.String,
        "characters": pl.Int64,
        "pages": pl.Int64,
        "articles": pl.Int64,
        "published": pl.Date,
        "valid_from": pl.Date,
        "valid_to": pl.Date,
        "superseded_by": pl.String,
        "copy_of": pl.String,
        "near": pl.String,
        "sha256": pl.String,
        "size": pl.Int64,
        "retrieved": pl.Date,
        "state": pl.String,
        "reason": pl.String,
        "notes": pl.List(pl.String),
    }
)
"""One row a file. `state`: in_force, pending (not yet), expired, superseded, repealed, duplicate or
rejected; it holds from `valid_from` until the day before `valid_to`. `valid_from`: as it states,
null where it states none; an amended text that states the day of its first version is pending
until it was made (`published`). `superseded_by`: the path of what ended it; `copy_of`: of the text
that it only repeats; `near`: of one that is nearly the same. `level`: law, regulation,
interpretation, rule, standard or institution. `retrieved`: as it states, else the day of the file
when these bytes were first seen there."""

CITATIONS: Final = _table(
    {
        "path": pl.String,
        "section": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
        "text": pl.String,
        "relation": pl.String,
        "title": pl.String,
        "target": pl.String,
        "first": pl.String,
        "last": pl.String,
        "paragraph": pl.Int64,
        "item": pl.Int64,
        "valid_from": pl.Date,
        "valid_to": pl.Date,
        "reason": pl.String,
    }
)
"""The graph of the documents: which place cites, amends, repeals or supersedes what, and from when
until when. `target`: a path; null where `reason` is `unknown_title` or `unknown_article`. Beside
`unknown_part` it stands: the article is there, and the paragraph or item is not."""

PASSAGES: Final = _table(
    {
        "unit_id": pl.String,
        "text_id": pl.String,
        "code": pl.String,
        "section": pl.String,
        "heading": pl.String,
        "granularity": pl.String,
        "page": pl.Int64,
        "start": pl.Int64,
        "end": pl.Int64,
        "text": pl.String,
        "entities": pl.List(ENTITY),
        "quantities": pl.List(QUANTITY),
        "deontics": pl.List(DEONTIC),
        "relations": pl.List(RELATION),
        "laws": pl.List(pl.String),
        "words": pl.List(pl.String),
        "split": pl.String,
        "reason": pl.String,
    }
)
"""What was cut from a text, once for all: rows are only added. `words`: the taxonomy's keywords
that are found in it; `laws`: titles that it cites; `code`: of the program that cut it."""

UNITS: Final = _table(
    {
        "tag": pl.String,
        "unit_id": pl.String,
        "doc_id": pl.String,
        "path": pl.String,
        "sha256": pl.String,
        "title": pl.String,
        "section": pl.String,
        "heading": pl.String,
        "granularity": pl.String,
        "page": pl.Int64,
        "leaf": pl.String,
        "language": pl.String,
        "authority": pl.String,
        "level": pl.String,
        "licence": pl.String,
        "retrieved": pl.Date,
        "start": pl.Int64,
        "end": pl.Int64,
        "text": pl.String,
        "entities": pl.List(ENTITY),
        "quantities": pl.List(QUANTITY),
        "deontics": pl.List(DEONTIC),
        "relations": pl.List(RELATION),
        "valid_from": pl.Date,
        "valid_to": pl.Date,
        "evidence": pl.String,
        "split": pl.String,
        "reason": pl.String,
    }
)
"""One row a (tag, unit); the document's `text[start:end] == text`. `granularity`: article,
paragraph, table, faq or text. `split`: train, development or sealed, by the unit alone."""

COVERAGE: Final = _table(
    {
        "scenario": pl.String,
        "leaf": pl.String,
        "attribute": pl.String,
        "units": pl.Int64,
        "documents": pl.Int64,
        "state": pl.String,
    }
)
"""One row a (leaf, attribute that applies to it). `state`: none, few, enough or many."""

ITEMS: Final = _table(
    {
        "tag": pl.String,
        "item_id": pl.String,
        "unit_id": pl.String,
        "leaf": pl.String,
        "language": pl.String,
        "split": pl.String,
        "engine": pl.String,
        "template": pl.String,
        "seed": pl.Int64,
        "difficulty": pl.Int64,
        "question": pl.String,
        "thinking": pl.String,
        "answer": pl.String,
        "answer_form": pl.String,
        "quote": pl.String,
        "beside": pl.List(pl.String),
        "parent_id": pl.String,
        "operator": pl.String,
        "gold_change": pl.String,
        "generation": pl.Int64,
    }
)
"""One row a (question, thinking, answer). `quote` is a span of its unit; `beside`: other units
that it rests on. Track II rows name their parent, the operator and how the gold changed: unchanged,
recomputed or rederived."""

ANSWERS: Final = _table(
    {
        "tag": pl.String,
        "item_id": pl.String,
        "model": pl.String,
        "role": pl.String,
        "answer": pl.String,
        "error": pl.String,
    }
)
"""One row a (item, model). `role`: `answerer` sees the question; `reasoner` the thinking too."""

REVIEW_BATCH: Final = _table(
    {
        "tag": pl.String,
        "item_id": pl.String,
        "stratum": pl.String,
        "question": pl.String,
        "thinking": pl.String,
        "answer": pl.String,
    }
)
"""One row an item that people are asked to review."""

REVIEWS: Final = _table(
    {
        "item_id": pl.String,
        "reviewer": pl.String,
        "accuracy": pl.Float64,
        "relevance": pl.Float64,
        "fluency": pl.Float64,
        "domain_fit": pl.Float64,
    }
)
"""One row a (item, reviewer); every mark in [0, 1], null where the reviewer left it open."""

RATING_MODEL: Final = _table(
    {
        "head": pl.String,
        "coefficients": pl.List(pl.Float64),
        "intercept": pl.Float64,
        "tau": pl.Float64,
        "items": pl.Int64,
        "reviewed": pl.Int64,
    }
)
"""One row a head; `items` and `reviewed` count what it was fitted on."""

_SCORES: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "consistency": pl.Float64,
    "gold_agreement": pl.Float64,
    "reasoning_valid": pl.Boolean,
    "score": pl.Float64,
    "tau": pl.Float64,
}

VERIFIED: Final = _table({**ITEMS, **_SCORES, "reason": pl.String})
"""Every item with what verification found; `reason` is null where it passed."""

FINAL: Final = _table({**VERIFIED, "evidence": pl.String})
"""Every item with the last word on it; `evidence` names the survivor or the benchmark item."""

BENCHMARK_ITEMS: Final = _table(
    {
        "benchmark": pl.String,
        "task": pl.String,
        "index": pl.Int64,
        "question": pl.String,
        "options": pl.List(pl.String),
        "answer": pl.String,
        "answer_form": pl.String,
        "sha256": pl.String,
        "reason": pl.String,
    }
)
"""One row a benchmark item; `sha256` is of its file, `reason` why it cannot be used."""

RELEASE: Final = _table(
    {
        "release_id": pl.String,
        "dataset": pl.String,
        "tag": pl.String,
        "version": pl.Int64,
        "content_hash": pl.String,
        "rows": pl.Int64,
    }
)
"""What a model is trained on: one row a pinned (dataset, tag)."""

PASS_RATES: Final = _table(
    {
        "round": pl.Int64,
        "tag": pl.String,
        "model": pl.String,
        "role": pl.String,
        "item_id": pl.String,
        "samples": pl.Int64,
        "right": pl.Int64,
    }
)
"""One row a (model, development item). `role`: current or reference."""

TAG_WEIGHTS: Final = _table(
    {
        "round": pl.Int64,
        "tag": pl.String,
        "current": pl.Float64,
        "current_low": pl.Float64,
        "current_high": pl.Float64,
        "reference": pl.Float64,
        "raw": pl.Float64,
        "previous": pl.Float64,
        "smoothed": pl.Float64,
        "weight": pl.Float64,
    }
)
"""One row a tag: pass@k of both sides, eq. 12, eq. 14 and 15, eq. 13."""

MIXTURE: Final = _table(
    {
        "item_id": pl.String,
        "tag": pl.String,
        "prompt": pl.String,
        "completion": pl.String,
        "answer": pl.String,
        "answer_form": pl.String,
        "weight": pl.Float64,
    }
)
"""What the trainer reads; `completion` is `<think>…</think>answer`."""

MODELS: Final = _table(
    {
        "model_id": pl.String,
        "stage": pl.String,
        "round": pl.Int64,
        "release_id": pl.String,
        "parent": pl.String,
        "path": pl.String,
        "steps": pl.Int64,
        "loss": pl.Float64,
        "seconds": pl.Float64,
        "manifest": pl.String,
    }
)
"""One row a (round, model), newest last; `model_id` is the content hash of its weights.

A round that meets a release again goes on with its model, untrained: steps and seconds are 0."""

SEALED_ANSWERS: Final = _table(
    {
        "tag": pl.String,
        "item_id": pl.String,
        "round": pl.Int64,
        "model_id": pl.String,
        "stage": pl.String,
        "release_id": pl.String,
        "answer": pl.String,
    }
)
"""One row a (round, model, sealed item): the whole completion, as it was generated."""

OUTCOME: Final = pl.Struct({"item_id": pl.String, "right": pl.Boolean})

EVAL_SCORES: Final = _table(
    {
        "tag": pl.String,
        "round": pl.Int64,
        "model_id": pl.String,
        "stage": pl.String,
        "release_id": pl.String,
        "items": pl.Int64,
        "right": pl.Int64,
        "pass_at_1": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "outcomes": pl.List(OUTCOME),
    }
)
"""One row a (tag, round, model): eq. 17 with its Wilson interval, and each item's outcome."""

BENCHMARK_SCORES: Final = _table(
    {
        "benchmark": pl.String,
        "task": pl.String,
        "round": pl.Int64,
        "model_id": pl.String,
        "items": pl.Int64,
        "right": pl.Int64,
        "score": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "constant_policy": pl.Float64,
    }
)
"""One row a (benchmark task, model), beside what a constant answer would score."""

ATTRIBUTION: Final = _table(
    {
        "round": pl.Int64,
        "tag": pl.String,
        "release_id": pl.String,
        "baseline_release": pl.String,
        "p": pl.Float64,
        "p_low": pl.Float64,
        "p_high": pl.Float64,
        "p_before": pl.Float64,
        "p_value": pl.Float64,
        "target": pl.Float64,
        "data": pl.Int64,
        "data_added": pl.Int64,
        "data_changed": pl.Boolean,
        "gap": pl.Float64,
        "efficiency": pl.Float64,
        "priority": pl.Float64,
        "regressions": pl.Int64,
        "verdict": pl.String,
        "because": pl.String,
    }
)
"""One row a tag: eq. 17 to 20 and the verdict: keep, feed, roll_back or resynthesize."""

PLAN: Final = _table(
    {
        "plan_id": pl.String,
        "round": pl.Int64,
        "tag": pl.String,
        "items": pl.Int64,
        "added": pl.Int64,
        "seed": pl.Int64,
        "action": pl.String,
        "stop": pl.String,
    }
)
"""One row a tag: how many items it shall have in this round (eq. 21 to 23), from which seed;
`stop` names the rule that ended the loop, null while it goes on."""

SCHEMAS: Final[dict[str, pl.Schema]] = {
    "texts": TEXTS,
    "documents": DOCUMENTS,
    "citations": CITATIONS,
    "passages": PASSAGES,
    "benchmark_items": BENCHMARK_ITEMS,
    "knowledge_units": UNITS,
    "coverage": COVERAGE,
    "evaluation_items": ITEMS,
    "task_triples": ITEMS,
    "evolved_instructions": ITEMS,
    "answers": ANSWERS,
    "review_batch": REVIEW_BATCH,
    "reviews": REVIEWS,
    "rating_model": RATING_MODEL,
    "verified_set": VERIFIED,
    "final_set": FINAL,
    "release": RELEASE,
    "base_model": MODELS,
    "pass_rates": PASS_RATES,
    "tag_weights": TAG_WEIGHTS,
    "training_mixture": MIXTURE,
    "sft_model": MODELS,
    "grpo_model": MODELS,
    "sealed_answers": SEALED_ANSWERS,
    "eval_scores": EVAL_SCORES,
    "benchmark_scores": BENCHMARK_SCORES,
    "attribution_report": ATTRIBUTION,
    "next_round_plan": PLAN,
}
"""Schema by dataset, in the order in which data flows."""

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "documents": ("path",),
    "coverage": ("scenario", "leaf", "attribute"),
    "knowledge_units": ("tag", "unit_id"),
    "evaluation_items": ("item_id",),
    "task_triples": ("item_id",),
    "evolved_instructions": ("item_id",),
    "answers": ("item_id", "model", "role"),
    "verified_set": ("item_id",),
    "final_set": ("item_id",),
    "tag_weights": ("tag",),
    "training_mixture": ("item_id",),
    "eval_scores": ("tag", "round", "model_id"),
    "next_round_plan": ("tag",),
}
"""Columns that name a row of a dataset; no two rows share them."""


def audited(dataset: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame, if the dataset's contract holds for it; what the lake commits has passed here.

    Raises:
        ValueError: A column is missing, surplus or of another type, or a key is null or doubled.
    """
    schema = SCHEMAS[dataset]
    if frame.schema != schema:
        wrong = sorted(set(frame.schema.items()) ^ set(schema.items()), key=str)
        raise ValueError(f"{dataset}: columns differ from records.py: {wrong}")
    key = [*KEYS.get(dataset, ())]
    if key and frame.select(pl.any_horizontal(pl.col(key).is_null()).any()).item():
        raise ValueError(f"{dataset}: null in {key}: every row needs its key")
    if key and (twice := frame.select(key).is_duplicated()).any():
        raise ValueError(f"{dataset}: key used twice: {frame.filter(twice).select(key).row(0)}")
    return frame


def differences(dataset: str, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Rows of a dataset that came, went or changed between two of its versions.

    Returns:
        The dataset's key, `change` (added, removed or changed) and the `columns` that changed.
    """
    key = list(KEYS.get(dataset, SCHEMAS[dataset].names()))
    values = [name for name in SCHEMAS[dataset].names() if name not in key]
    was, now = before.with_columns(was=True), after.with_columns(now=True)
    both = was.join(now, on=key, how="full", coalesce=True, suffix=" after", nulls_equal=True)
    changed = [
        pl.when(pl.col(name).ne_missing(pl.col(f"{name} after"))).then(pl.lit(name))
        for name in values
    ]
    change = (
        pl.when(pl.col("was").is_null())
        .then(pl.lit("added"))
        .when(pl.col("now").is_null())
        .then(pl.lit("removed"))
        .when(pl.col("columns") != "")
        .then(pl.lit("changed"))
    )
    return (
        both.with_columns(columns=pl.concat_str(changed, separator=", ", ignore_nulls=True))
        .with_columns(change=change)
        .filter(pl.col("change").is_not_null())
        .select(*key, "change", columns=pl.when(change == "changed").then("columns"))
        .sort(key)
    )
