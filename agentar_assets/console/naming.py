"""What words of the command line name: a dataset, a tag, its versions; else a helpful error."""

from typing import TYPE_CHECKING, Final

from agentar_assets import records
from agentar_assets.tags import taxonomy
from agentar_assets.tags.entries import close

if TYPE_CHECKING:  # the lake brings Dagster
    from resources.lake import Lake
    from resources.versions import Version

WHOLE: Final = "-"
"""Stands where a tag would, for a dataset that is replaced whole."""
_FEW: Final = 3


def dataset(name: str) -> str:
    """The dataset of that name.

    Raises:
        ValueError: There is none.
    """
    if name not in records.SCHEMAS:
        near = close(name, [*records.SCHEMAS])
        raise ValueError(f"no dataset '{name}'{near}: there are {', '.join(records.SCHEMAS)}")
    return name


def tag(name: str) -> str:
    """The tag of exactly that name.

    Raises:
        ValueError: There is none, or the name is a pattern or a list; the message counts the tags.
    """
    known = taxonomy.current()
    if name in known.tags:
        return name
    found = known.matching(name)
    few = ", ".join(found[:_FEW]) + (", …" if len(found) > _FEW else "")
    raise ValueError(
        f"one tag is expected, '{name}' matches {len(found)} ({few}): name one of them whole; "
        f"`agentar tags '{name}'` lists them"
    )


def versions(lake: "Lake", name: str, one: str | None) -> "list[Version]":
    """Versions of a dataset's tag, newest first; of the dataset, where it is replaced whole.

    Raises:
        LookupError: There are none; the message says what has some.
    """
    if found := lake.history(name, one):
        return found
    if one is None and (kept := lake.heads(name)):
        raise LookupError(f"{name} is kept by tag: name one of its {len(kept)}: {_some(kept)}")
    if one is not None and lake.history(name, None):
        raise LookupError(f"{name} is not kept by tag but replaced whole: leave the tag out")
    having = [other for other in lake.datasets() if lake.history(other, one)]
    what = f"no version of tag {one}" if one else "no version yet"
    which = f"datasets that have one: {', '.join(having) or 'none, the loop never made it'}"
    raise LookupError(f"{name} has {what}; {which}")


def _some(kept: dict[str, "Version"]) -> str:
    return ", ".join(sorted(kept)[:_FEW]) + (", …" if len(kept) > _FEW else "")
