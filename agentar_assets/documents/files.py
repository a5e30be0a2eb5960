"""The files of the document folders: each one's bytes, or the reason why it is not read."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LARGEST: Final = 20 * 2**20
"""Bytes; a larger file is not read."""
FORMATS: Final = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    "": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
"""Format by the ending of the file name."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a folder; `data` is empty where `reason` says why it was not read."""

    path: str
    """Folder name and the path in it, the same on every machine."""
    format: str
    data: bytes = b""
    reason: str | None = None


def files(folders: Sequence[Path]) -> list[File]:
    """Every file of the folders in the order of their paths; hidden ones are passed over.

    A file that lies in two of the folders is read once. Nothing outside the folders is read.

    Raises:
        FileNotFoundError: A folder does not exist.
        NotADirectoryError: A path is that of a file.
        ValueError: No folder was named, or one holds no file.
    """
    if not folders:
        raise ValueError("documents: no folder was named: pass one that holds .md, .txt or .html")
    seen: set[Path] = set()
    found: dict[str, File] = {}
    for name, folder in _labelled(folders):
        names = sorted(_names(folder))
        if not names:
            raise ValueError(f"documents: {folder} holds no file: put .md, .txt or .html there")
        for path in names:
            real = path.resolve()
            if real not in seen or path.is_symlink():
                label = f"{name}/{path.relative_to(folder).as_posix()}"
                found[label] = _read(path, label, folder.resolve())
            seen.add(real)
    return [found[label] for label in sorted(found)]


def _labelled(folders: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    used: dict[str, int] = {}
    for folder in folders:
        if not folder.exists():
            raise FileNotFoundError(
                f"documents: {folder} does not exist: create it or name another"
            )
        if not folder.is_dir():
            raise NotADirectoryError(f"documents: {folder} is a file: name the folder it lies in")
        name = folder.resolve().name or "root"
        used[name] = used.get(name, 0) + 1
        yield (name if used[name] == 1 else f"{name}-{used[name]}"), folder


def _names(folder: Path) -> Iterator[Path]:
    """Files under a folder, links to folders, and folders that cannot be listed."""
    closed: list[Path] = []
    walk = os.walk(folder, onerror=lambda error: closed.append(Path(error.filename)))
    for place, folders, names in walk:
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        yield from (Path(place) / name for name in [*names, *linked] if not name.startswith("."))
    yield from closed


def _read(path: Path, label: str, folder: Path) -> File:
    suffix = path.suffix.lower()
    kind = FORMATS.get(suffix, suffix.removeprefix("."))
    try:
        reason = _refused(path, folder)
        return File(label, kind, b"" if reason else path.read_bytes(), reason)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        return File(label, kind, reason=f"unreadable: {why}: check the file and its permissions")


def _refused(path: Path, folder: Path) -> str | None:
    if path.is_symlink() and not path.resolve().is_relative_to(folder):
        return "symlink: it leads out of the folder: copy the file instead"
    stat = path.stat()
    if not path.is_file():
        return "unreadable: a regular file was expected"
    if stat.st_size > LARGEST:
        return f"oversized: {stat.st_size} bytes, at most {LARGEST} are read: split the file"
    if path.suffix.lower() not in FORMATS:
        return f"format: {path.suffix} is not read: save it as .md, .txt or .html"
    return None
