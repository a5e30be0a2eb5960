"""The list of releases: an append-only table of the lake that names what each release pins."""

import json
from typing import Final

import polars as pl
from deltalake.exceptions import CommitFailedError

from resources import commits, delta
from resources.versions import Release

TABLE: Final = "_releases"
"""Name of the table below the lake's root."""

_SCHEMA: Final = pl.Schema(
    {
        "id": pl.String(),
        "time": pl.Datetime("us", "UTC"),
        "pins": pl.String(),
        "hashes": pl.String(),
        "rows": pl.String(),
    }
)
"""One row a release; the last three are JSON objects by dataset."""


def stored(uri: str) -> list[Release]:
    """All releases, newest first."""
    table = delta.opened(uri)
    if table is None:
        return []
    rows = delta.rows(table).sort("time").unique("id", keep="first").collect()
    return sorted(
        (_release(row) for row in rows.to_dicts()), key=lambda one: one.time, reverse=True
    )


def keep(uri: str, release: Release) -> Release:
    """The release of this content: the one kept before, or this one, which is kept now."""
    row = pl.DataFrame([_row(release)], schema=_SCHEMA)
    while True:
        try:
            table = delta.created(uri, _SCHEMA, by_tag=False)
            if known := [one for one in stored(uri) if one.id == release.id]:
                return known[0]
            commits.append(table, row, release.id)
        except CommitFailedError as error:
            if "os error" in str(error):
                raise
            continue  # another process made the table or kept it in this moment: look again
        return release


def found(releases: list[Release], start: str) -> Release:
    """The one release whose id starts so.

    Raises:
        LookupError: None does, or several do.
    """
    matching = [one for one in releases if start and one.id.startswith(start)]
    if len(matching) == 1:
        return matching[0]
    what = "several releases start" if matching else "no release starts"
    known = ", ".join(one.id for one in matching or releases) or "none yet"
    raise LookupError(f"{what} with '{start}': known: {known}")


def _row(release: Release) -> dict[str, object]:
    spelled = {
        name: json.dumps(dict(value), ensure_ascii=False, sort_keys=True)
        for name, value in (
            ("pins", release.pins),
            ("hashes", release.hashes),
            ("rows", release.rows),
        )
    }
    return {"id": release.id, "time": release.time, **spelled}


def _release(row: dict[str, str]) -> Release:
    parsed = {name: json.loads(row[name]) for name in ("pins", "hashes", "rows")}
    return Release(**{**row, **parsed})
