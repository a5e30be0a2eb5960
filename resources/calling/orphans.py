"""Who asks a server still though the process that streamed is dead: known by locks on files.

The kernel lets go of a lock when its holder dies, however it dies. These are record locks: they
belong to one process, and not to those that it forks.
"""

import fcntl
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

LIFETIME: Final = 600.0
"""Most seconds for which an orphan waits for what it has asked."""
_BOUND: Final = f"at most {LIFETIME / 60:g} minutes"
_TICK: Final = 0.05
_STREAM, _COURIER = 0, 1
"""The byte of a mark that is locked by the process that streams, and by the one that asks."""

_OURS: set[Path] = set()
"""Marks of this process: to open and close one again would let go of its locks."""


class Mark:
    """The lock file of a stream, beside the call store."""

    def __init__(self, folder: Path) -> None:
        """Make it; nobody sees it before it is locked."""
        name = f"stream-{uuid.uuid4().hex}"
        self.path = folder / f"{name}.lock"
        unseen = folder / f".{name}"
        self._file = unseen.open("w+b")
        fcntl.lockf(self._file, fcntl.LOCK_EX, 1, _STREAM)
        _OURS.add(self.path)
        unseen.rename(self.path)

    def close(self) -> None:
        """Take it away: whoever asks for the stream has ended."""
        self.path.unlink(missing_ok=True)
        self._file.close()
        _OURS.discard(self.path)


@contextmanager
def carrying(mark: Path) -> Iterator[None]:
    """Let everybody know that somebody asks for a stream.

    Raises:
        FileNotFoundError: Its process is dead, and another has cleared up after it.
    """
    with mark.open("r+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX, 1, _COURIER)
        mark.stat()
        yield


def awaited(folder: Path, say: Callable[[str], None], *, patience: float = LIFETIME + 30.0) -> None:
    """Wait until all orphans in a folder have ended.

    Args:
        folder: Where the call store is.
        say: Is told that we wait, and that we no longer do.
        patience: Most seconds; by then they should have.
    """
    until = time.monotonic() + patience
    for path in sorted(set(folder.glob("stream-*.lock")) - _OURS):
        with suppress(FileNotFoundError), path.open("rb") as file:
            if not _free(file, _STREAM):  # it lives, and asks for itself
                continue
            if not _free(file, _COURIER):
                say(f"a stream over {folder} was killed: waiting for what it had asked, {_BOUND}")
            while not _free(file, _COURIER):
                if time.monotonic() > until:
                    say(f"the process that asks for {path} does not end: going on without it")
                    return
                time.sleep(_TICK)
            path.unlink(missing_ok=True)


def _free(file: IO[bytes], byte: int) -> bool:
    """Whether nobody holds a byte; then we do, with all others that ask, until we close."""
    try:
        fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, byte)
    except OSError:
        return False
    return True
