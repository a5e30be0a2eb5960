"""The files of the document folders: which there are, and the bytes of each."""

import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Final

LARGEST: Final = 20 * 2**20
"""Bytes of a text; a larger one is not read."""
LARGEST_LAID_OUT: Final = 64 * 2**20
"""Bytes of a PDF or an Office file: pictures take most of them."""
DEEPEST: Final = 256
"""Folders that may lie in each other: what lies deeper is not looked for."""
FORMATS: Final = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    "": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
"""Format by the ending of the file name."""

_INSTEAD = {".doc": ".docx", ".wps": ".docx", ".rtf": ".docx", ".xls": ".xlsx", ".et": ".xlsx"}
_LAID_OUT = frozenset({"pdf", "docx", "xlsx"})
_READ = ".md, .txt, .html, .pdf, .docx, .xlsx, .csv or .jsonl"
_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_NEVER = datetime.fromtimestamp(0, UTC)
_STEP = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_LIST = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a folder, before it is read; `reason` says why it will not be."""

    path: str
    """Folder name and the path in it, the same on every machine; signs that are not printed are
    written as escapes."""
    place: Path
    """Where it is, by a path without links."""
    format: str
    size: int = 0
    modified: datetime = _NEVER
    reason: str | None = None


def listed(folders: Sequence[Path]) -> Iterator[Found]:
    """Every file of the folders in the order of their paths; hidden ones are passed over.

    None is opened. A folder that lies in another one of those named is listed with that one. A link
    to a file of its folder is listed as a file, any other is refused.

    Raises:
        FileNotFoundError: A folder does not exist.
        NotADirectoryError: A path is that of a file.
        ValueError: No folder was named, or one holds no file.
    """
    if not folders:
        raise ValueError(f"documents: no folder was named: pass one that holds {_READ}")
    for label, folder in sorted(_labelled(folders), key=lambda item: f"{item[0]}/"):
        empty = True
        for found in _under(folder, label):
            empty = False
            yield found
        if empty:
            raise ValueError(f"documents: {folder} holds no file: put {_READ} there")


def data(found: Found) -> bytes:
    """The bytes of a file that was listed.

    No link is followed on the way, and nothing but a regular file is read.

    Raises:
        ValueError: It cannot be read, or has changed since; the message is the reason.
    """
    if found.reason:
        raise ValueError(found.reason)
    try:
        with open(_regular(found.place), "rb") as file:
            before = _state(os.fstat(file.fileno()))
            if before != (found.size, found.modified):
                raise ValueError("changed: the file is not as it was listed: start again")
            held = file.read(found.size + 1)
            after = _state(os.fstat(file.fileno()))
    except OSError as error:
        raise ValueError(_unreadable(error)) from error
    if after != before or len(held) != found.size:
        raise ValueError("changed: the file was written while it was read: start again")
    return held


def _labelled(folders: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """The folders by name, without those that lie in another one of them."""
    for folder in folders:
        if not folder.exists():
            raise FileNotFoundError(
                f"documents: {folder} does not exist: create it or name another"
            )
        if not folder.is_dir():
            raise NotADirectoryError(f"documents: {folder} is a file: name the folder it lies in")
    used: set[str] = set()
    real = [folder.resolve() for folder in folders]
    for place, folder in enumerate(real):
        name = _printed(folder.name or "root")
        labels = chain([name], (f"{name}-{number}" for number in count(2)))
        label = next(label for label in labels if label not in used)
        used.add(label)
        others = [*real[:place], *(other for other in real[place + 1 :] if other != folder)]
        if not any(_covers(other, folder) for other in others):
            yield label, folder


def _covers(outer: Path, inner: Path) -> bool:
    """Whether a folder's files are listed with those of another."""
    if not inner.is_relative_to(outer):
        return False
    return not any(part.startswith(".") for part in inner.relative_to(outer).parts)


def _under(root: Path, label: str) -> Iterator[Found]:
    """The files under a folder; folders in folders wait in a pile, however deep they lie."""
    pile: list[Iterator[tuple[str, Path]]] = [iter([(f"{label}/", root)])]
    while pile:
        printed, place = next(pile[-1], ("", root))
        if not printed:
            pile.pop()
        elif not printed.endswith("/"):
            yield _found(place, printed, root)
        elif len(pile) > DEEPEST:
            reason = f"unreadable: over {DEEPEST} folders lie in each other: move it up"
            yield Found(printed[:-1], place, "", reason=reason)
        else:
            try:
                pile.append(iter(_entries(place, printed)))
            except OSError as error:
                yield Found(printed[:-1], place, "", reason=_unreadable(error))


def _entries(place: Path, label: str) -> list[tuple[str, Path]]:
    """What a folder holds, a folder with a slash: so that the whole is in the order of the paths.

    A folder that has become a link is not followed.
    """
    folder = _opened(place, _LIST)
    try:
        with os.scandir(folder) as entries:
            shown = [entry for entry in entries if not entry.name.startswith(".")]
            return sorted(
                (
                    f"{label}{_printed(entry.name)}"
                    + ("/" if entry.is_dir(follow_symlinks=False) else ""),
                    place / entry.name,
                )
                for entry in shown
            )
    finally:
        os.close(folder)


def _found(place: Path, label: str, root: Path) -> Found:
    suffix = place.suffix.lower()
    kind = FORMATS.get(suffix, _printed(suffix.removeprefix(".")))
    try:
        real = Path(os.path.realpath(place, strict=True)) if place.is_symlink() else place
        if not real.is_relative_to(root):
            reason: str | None = "symlink: it leads out of the folder: copy the file instead"
            return Found(label, place, kind, reason=reason)
        status = real.lstat()
    except OSError as error:
        return Found(label, place, kind, reason=_unreadable(error))
    size, modified = _state(status)
    return Found(label, real, kind, size, modified, _refused(status, suffix))


def _refused(status: os.stat_result, suffix: str) -> str | None:
    if stat.S_ISDIR(status.st_mode):
        return "symlink: it leads to a folder: name that folder instead"
    if not stat.S_ISREG(status.st_mode):
        return "unreadable: a regular file was expected"
    if suffix not in FORMATS:
        form = _INSTEAD.get(suffix, _READ)
        return f"format: {_printed(suffix)} is not read: save it as {form}"
    most = LARGEST_LAID_OUT if FORMATS[suffix] in _LAID_OUT else LARGEST
    if status.st_size > most:
        return f"oversized: {status.st_size} bytes, at most {most} are read: split the file"
    return None


def _opened(place: Path, how: int) -> int:
    """A descriptor of a file or folder; a link in the place of any part of its path is refused."""
    at = os.open(place.anchor, _STEP)
    try:
        for part in place.parts[1:-1]:
            deeper = os.open(part, _STEP, dir_fd=at)
            os.close(at)
            at = deeper
        return os.open(place.name or place.anchor, how, dir_fd=at)
    finally:
        os.close(at)


def _regular(place: Path) -> int:
    """A descriptor of a regular file."""
    file = _opened(place, _OPEN)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError("a regular file was expected")
    return file


def _state(status: os.stat_result) -> tuple[int, datetime]:
    return status.st_size, datetime.fromtimestamp(status.st_mtime_ns // 1000 / 1e6, UTC)


def _unreadable(error: OSError) -> str:
    why = (error.strerror or str(error) or type(error).__name__).lower()
    return f"unreadable: {why}: check the file and its permissions"


def _printed(name: str) -> str:
    """A name in signs that can be printed, another for each name."""
    return "".join(
        f"\\x{ord(char) & 0xFF:02x}"
        if "\udc80" <= char <= "\udcff"
        else char.encode("unicode_escape").decode()
        if char == "\\" or unicodedata.category(char) in _UNPRINTED
        else char
        for char in name
    )
