"""A release as a table: what a model is trained on, one row a pinned (dataset, tag)."""

from collections.abc import Mapping

import polars as pl

from agentar_assets import records

DATASETS = ("task_triples", "evolved_instructions", "answers", "verified_set", "final_set")
"""Datasets that a release pins, in the order in which data flows."""


def pinned(
    release_id: str,
    pins: Mapping[str, int],
    hashes: Mapping[str, Mapping[str, str]],
    rows: Mapping[str, Mapping[str, int]],
) -> pl.DataFrame:
    """The release as `records.RELEASE`, sorted by dataset and tag.

    Args:
        release_id: Content hash that names the release.
        pins: Table version of each dataset.
        hashes: Content hash by dataset and tag.
        rows: Number of rows by dataset and tag.
    """
    cells = [
        (release_id, dataset, tag, pins[dataset], content_hash, rows[dataset][tag])
        for dataset, by_tag in hashes.items()
        for tag, content_hash in by_tag.items()
    ]
    return pl.DataFrame(cells, schema=records.RELEASE, orient="row").sort("dataset", "tag")


def version(release: pl.LazyFrame, dataset: str) -> int:
    """Table version at which a release pins a dataset.

    Raises:
        LookupError: The release does not hold the dataset: materialize it, then `release`.
    """
    pins = release.filter(pl.col("dataset") == dataset).select("version").collect()["version"]
    if pins.is_empty():
        raise LookupError(f"release holds no {dataset!r}: materialize it, then release")
    return int(pins[0])


def with_something_to_train_on(final_set: pl.LazyFrame) -> pl.LazyFrame:
    """The final set, if an item of it was kept.

    Raises:
        ValueError: Every item has a reason, or there is none: see the reasons in `final_set`.
    """
    kept = final_set.select(pl.len(), kept=pl.col("reason").is_null().sum()).collect()
    if not kept["len"][0]:
        raise ValueError(
            "final_set holds no item of any tag: no document says anything about the planned "
            'tags: add documents or plan other tags; `agentar sql "select tag, count(*) from '
            'knowledge_units group by tag"` shows what is known'
        )
    if not kept["kept"][0]:
        raise ValueError(
            f"final_set keeps 0 of {kept['len'][0]} items: nothing to release; see its reasons"
        )
    return final_set
