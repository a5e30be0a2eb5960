"""What is installed, what is missing for which profile, and what to type."""

import platform
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

PROJECT = "agentar-fin"
"""The project's name in `pyproject.toml`, whose requirements are looked for."""
DEMO = "demo"
"""The profile that every installation must be able to run."""
LEAST_FREE = 5 * 2**30
"""Bytes: a demo root takes well under 1 GiB, an environment about 3."""
COMPILERS = ("cc", "gcc", "clang")


@dataclass(frozen=True)
class Finding:
    """One thing that a profile needs."""

    profile: str
    """`demo`, or the extra of `pyproject.toml` that asks for it."""
    name: str
    needs: str
    """Versions that will do; empty where any will."""
    found: str
    """Version or path; empty where it is missing."""
    fits: bool
    """Whether it is there and will do."""
    mend: str
    """What to type where it does not fit."""


def findings(root: Path) -> Iterator[Finding]:
    """Everything that was looked at, missing or not."""
    try:
        project = metadata.metadata(PROJECT)
    except metadata.PackageNotFoundError:
        yield Finding(DEMO, PROJECT, "", "", False, "make run")
        return
    yield python(project["Requires-Python"], platform.python_version())
    yield program("make", ("make",), mend="install make (Debian: apt-get install make)")
    yield program(
        "C compiler", COMPILERS, mend="install gcc or clang (Debian: apt-get install gcc)"
    )
    yield disk(root)
    extras = [DEMO, *(project.get_all("Provides-Extra") or [])]
    yield from packages(metadata.requires(PROJECT) or [], extras, installed)


def packages(
    requirements: Iterable[str], profiles: Iterable[str], version: Callable[[str], str]
) -> Iterator[Finding]:
    """Every distribution that a profile asks for.

    Args:
        requirements: As a wheel's metadata gives them: `ray>=2.60; extra == "ray"`.
        profiles: `demo` for what needs no extra, and the extras.
        version: Of a distribution by name; empty where it is not installed.
    """
    asked = [Requirement(line) for line in requirements]
    for profile in profiles:
        extra = "" if profile == DEMO else f"[{profile}]"
        for needed in asked:
            if _wanted(needed, profile):
                found = version(needed.name)
                fits = bool(found) and needed.specifier.contains(found, prereleases=True)
                mend = f".venv/bin/pip install -e '.{extra}'"
                yield Finding(profile, needed.name, str(needed.specifier), found, fits, mend)


def python(needs: str, found: str) -> Finding:
    """The interpreter that runs this."""
    fits = SpecifierSet(needs).contains(found, prereleases=True)
    return Finding(DEMO, "Python", needs, found, fits, "make clean run PYTHON=python3.11")


def program(name: str, commands: Iterable[str], *, mend: str) -> Finding:
    """A program on the PATH, by the first of its names that is there."""
    found = next((path for path in map(shutil.which, commands) if path), "")
    return Finding(DEMO, name, "", found, bool(found), mend)


def disk(root: Path) -> Finding:
    """Room for a root, in the folder that exists and will hold it."""
    existing = next(folder for folder in [root, *root.resolve().parents] if folder.exists())
    free = shutil.disk_usage(existing).free
    mend = f"free 5 GiB under {existing.resolve()}, or name another --root"
    return Finding(DEMO, "disk", ">=5 GiB", f"{free / 2**30:.0f} GiB", free >= LEAST_FREE, mend)


def installed(name: str) -> str:
    """Version of an installed distribution; empty where there is none."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _wanted(needed: Requirement, profile: str) -> bool:
    """Whether a profile asks for it; what needs no extra is the demo's alone."""
    always = needed.marker is None or needed.marker.evaluate({"extra": ""})
    if profile == DEMO:
        return always
    return not always and needed.marker is not None and needed.marker.evaluate({"extra": profile})
