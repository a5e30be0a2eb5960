"""What differs between two versions of a dataset, with the values before and after."""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from agentar_assets import records

Row = dict[str, Any]


def listed(dataset: str, before: pl.DataFrame, after: pl.DataFrame) -> list[Row]:
    """Every row that came, went or changed: its key, `change`, and both sides' changed values.

    `before` and `after` hold the changed columns only; null where a side lacks the row.
    """
    found = records.differences(dataset, before, after)
    key = [name for name in found.columns if name not in {"change", "columns"}]
    was, now = (_by_key(side, found, key) for side in (before, after))
    return [dict(_row(row, key, was, now)) for row in found.to_dicts()]


def counts(rows: list[Row]) -> dict[str, int]:
    """How many rows only the first version has, only the second has, and both have differently."""
    kinds = {"only_in_a": "removed", "only_in_b": "added", "changed": "changed"}
    return {name: sum(row["change"] == kind for row in rows) for name, kind in kinds.items()}


def cells(rows: list[Row]) -> pl.DataFrame:
    """The same as a table of text: a line a changed value; the tag only where it is the key."""
    lines = [
        {**{name: text(value) for name, value in _named(row)}, **cell}
        for row in rows
        for cell in _cells(row)
    ]
    return pl.DataFrame(lines, infer_schema_length=None)


def text(value: object) -> str:
    """A value as people read it; nothing for null, JSON for what has parts."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _by_key(side: pl.DataFrame, found: pl.DataFrame, key: list[str]) -> dict[str, Row]:
    rows = side.join(found.select(key), on=key, how="semi", nulls_equal=True).to_dicts()
    return {_name(row, key): row for row in rows}


def _name(row: Row, key: list[str]) -> str:
    return json.dumps([row[name] for name in key], default=str)


def _row(
    found: Row, key: list[str], was: dict[str, Row], now: dict[str, Row]
) -> Iterator[tuple[str, Any]]:
    yield from ((name, found[name]) for name in key)
    yield "change", found["change"]
    columns = found["columns"].split(", ") if found["columns"] else None
    for side, rows in (("before", was), ("after", now)):
        held = rows.get(_name(found, key), {})
        yield side, {name: held[name] for name in columns} if columns else None


def _named(row: Row) -> Iterator[tuple[str, Any]]:
    key = row.keys() - {"change", "before", "after"}
    hidden = {"before", "after"} | ({"tag"} if len(key) > 1 else set())
    yield from ((name, value) for name, value in row.items() if name not in hidden)


def _cells(row: Row) -> Iterator[dict[str, str]]:
    if row["change"] != "changed":
        yield {"column": "", "before": "", "after": ""}
        return
    for name, value in row["before"].items():
        before, after = text(value), text(row["after"][name])
        if before == after:  # figures that differ past the third decimal
            before, after = repr(value), repr(row["after"][name])
        yield {"column": name, "before": before, "after": after}
