"""The name of the program that made something once for all: another program makes it anew."""

from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import xxhash

GROUND: Final = ("identifiers", "numerals", "personal", "credentials", "titles")
"""Modules beside the stages that decide what a stage makes; `records` only names its columns."""
_SOURCES: Final = (".py", ".toml", ".txt", ".yaml")


@cache
def code(package: str, *libraries: str) -> str:
    """Name of a stage's sources, the ground it stands on, and its libraries; 16 hexadecimal digits.

    Args:
        package: Import name of the stage; the packages below it count too.
        libraries: Distributions whose version changes what it makes.
    """
    digest = xxhash.xxh3_64()
    ground = files(package.partition(".")[0])
    beside = [ground / f"{module}.py" for module in GROUND]
    for source in [*_sources(files(package)), *beside]:
        digest.update(f"\x1f{source.name}\x1f".encode())
        digest.update(source.read_bytes())
    for library in libraries:
        digest.update(f"\x1f{library} {version(library)}".encode())
    return digest.hexdigest()


def _sources(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found += _sources(entry)
        elif entry.name.endswith(_SOURCES):
            found.append(entry)
    return found
