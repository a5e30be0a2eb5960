"""The ground: work on what is not to be trusted, in processes that may die of it."""

import gc
import math
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

PATIENCE: Final = 5
"""Seconds on the clock for each second of computing that a task may take: others compute too."""
_NO_MORE: Final = object()
_AHEAD = 8  # tasks for each process that may be done before one that is still waited for
_FULL = "memory: it takes more than a process may: split the file"
_LONG = "time: it takes more than a process may: split the file, or save it anew"
_SIGNALS: Final = {
    signal.SIGXCPU: _LONG,
    signal.SIGABRT: _FULL,  # how libraries end that get no memory
    signal.SIGKILL: "killed: the system ended its process, for want of memory perhaps: try again",
}
_REFUSED: Final = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.system",
    "pty.spawn",
    "urllib.",
    "webbrowser.",
)
_FOUND_FULL: Final = 77  # exit code of a process that found itself too large
_GLANCE: Final = 0.2  # seconds between two looks at the size of a process


@dataclass(frozen=True, slots=True)
class Killed:
    """The place of an answer that never came."""

    why: str
    """`time`, `memory`, `crashed` or `killed`, then what it means and what to do."""

    @property
    def from_outside(self) -> bool:
        """Whether the system ended the process: the task itself may be sound."""
        return self.why.startswith("killed")


def answers(
    function: Callable[[T], R],
    tasks: Iterable[T],
    *,
    processes: int,
    seconds: int,
    memory: int,
) -> Iterator[R | Killed]:
    """The answers of a function to tasks, in their order; each comes from a process apart.

    A task that takes too long, or more memory, or that ends its process, is answered by `Killed`;
    the others go on in a new one. Tasks are taken as they are needed, so they may be endless. The
    function can neither open a connection nor start a program there.

    Args:
        function: A function of a module, so that a new process finds it.
        tasks: What it is called with, one by one.
        processes: How many work side by side.
        seconds: Of computing, that each task may take.
        memory: Bytes, that each process may take more than at its start.

    Raises:
        RuntimeError: A process ends before it has begun to work.
    """
    crew: list[_Child[T, R]] = []
    line: deque[list[R | Killed]] = deque()
    coming = iter(tasks)
    more = True
    with ExitStack() as ending:
        for _ in range(max(1, processes)):
            crew.append(_Child(function, seconds, memory))
            ending.callback(crew[-1].end)
        while more or line:
            for child in crew:
                if more and child.asked is None and len(line) < _AHEAD * len(crew):
                    task = next(coming, _NO_MORE)
                    more = task is not _NO_MORE
                    if more:
                        line.append(child.ask(task))  # type: ignore[arg-type]
            while line and line[0]:
                yield line.popleft()[0]
            if line:
                _attend([child for child in crew if child.asked is not None])


def _attend(busy: list["_Child[T, R]"]) -> None:
    """Wait until a child answers, dies, or has had its time; not at all where none is asked."""
    if not busy:
        return
    nearest = min(child.deadline for child in busy)
    left = None if nearest == math.inf else max(0.0, nearest - time.monotonic())
    ready = wait([child.pipe for child in busy], timeout=left)
    now = time.monotonic()
    for child in busy:
        if child.pipe in ready:
            child.hear()
        elif child.deadline <= now:
            child.give_up("time: it stood still: save the file anew")


class _Child(Generic[T, R]):
    """A process that answers one task after another, and is replaced when it ends."""

    def __init__(self, function: Callable[[T], R], seconds: int, memory: int) -> None:
        self._work = function, seconds, memory
        self.asked: list[R | Killed] | None = None
        self.deadline = math.inf
        self._start()

    def ask(self, task: T) -> list[R | Killed]:
        """Hand over a task; the answer will be in what is given back."""
        asked: list[R | Killed] = []
        self.asked = asked
        written = ForkingPickler.dumps(task)
        try:
            self.pipe.send_bytes(written)
        except OSError:  # it died while it had nothing to do, or never lived
            self._begin_again()
            try:
                self.pipe.send_bytes(written)
            except OSError:
                self._mourn()
                return asked
        self._set_clock()
        return asked

    def hear(self) -> None:
        """Take what the process says; nothing more, where it has died."""
        try:
            said = self.pipe.recv()
        except (EOFError, OSError):
            self._mourn()
            return
        if said is None:
            self._begun = True
            self._set_clock()
        elif self.asked is not None:
            self.asked.append(said[0])
            self.asked, self.deadline = None, math.inf
            if isinstance(said[0], Killed):
                self.end()
                self._start()

    def give_up(self, why: str) -> None:
        """End the process, and answer its task by the reason."""
        self.end()
        if self.asked is not None:
            self.asked.append(Killed(why))
        self.asked, self.deadline = None, math.inf
        self._start()

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self.pipe.close()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._begun = False
        self._process = context.Process(target=_serve, args=(theirs, *self._work), daemon=True)
        try:
            self._process.start()
        finally:
            theirs.close()

    def _begin_again(self) -> None:
        """A new process in the place of one that has died, if that one had begun."""
        self._process.join(PATIENCE)
        with self.pipe:
            if not (self._begun or self._has_begun()):
                self._never_began()
        self._process.kill()
        self._process.join()
        self._start()

    def _has_begun(self) -> bool:
        try:
            return self.pipe.poll() and self.pipe.recv() is None
        except (EOFError, OSError):
            return False

    def _set_clock(self) -> None:
        if self._begun:  # loading what it needs takes no time of its first task
            self.deadline = time.monotonic() + PATIENCE * self._work[1]

    def _mourn(self) -> None:
        self._process.join()
        code = self._process.exitcode or 0
        if not self._begun:
            self._never_began()
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        crashed = f"crashed: its process ended by {name}: save the file anew"
        full = _FULL if code == _FOUND_FULL else crashed
        self.give_up(_SIGNALS.get(signal.Signals(-code), crashed) if code < 0 else full)

    def _never_began(self) -> None:
        code = self._process.exitcode
        raise RuntimeError(f"a process ended with {code} before it began: see what it wrote")


def _serve(pipe: Connection, function: Callable[[Any], Any], seconds: int, memory: int) -> None:
    """Answer tasks until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children
    os.environ["POLARS_MAX_THREADS"] = "1"  # as many processes work as there are cores
    threading.Thread(target=_end_with_parent, daemon=True).start()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)
    gc.freeze()  # what was loaded stays: no look at it for each task
    most = _held() + memory
    if not _held():
        threading.Thread(target=_stay_below, args=(memory,), daemon=True).start()
    pipe.send(None)
    while True:
        try:
            task = pipe.recv()  # without a limit: what it is handed is no fault of the task
        except EOFError:
            return
        if _held():
            _limit(resource.RLIMIT_AS, max(most, _held()))
        _limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + seconds)
        written = _answered(function, task)
        task = None
        for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
            _limit(kind, resource.RLIM_INFINITY)
        pipe.send_bytes(written)


def _answered(function: Callable[[Any], Any], task: object) -> bytes:
    """The answer as it goes through the pipe."""
    try:
        return bytes(ForkingPickler.dumps((function(task),)))
    except MemoryError:
        answer = Killed(_FULL)
    except Exception as error:  # this is the door behind which anything may fail
        answer = Killed(f"crashed: {type(error).__name__}: {str(error)[:200]}")
    return bytes(ForkingPickler.dumps((answer,)))


def _refuse(event: str, _: object) -> None:
    """What a document says must be fetched or run is neither."""
    if event.startswith(_REFUSED):
        raise PermissionError(f"{event} is refused: nothing in a document is fetched or run")


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    free = hard == resource.RLIM_INFINITY
    least = hard if most == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most if free else least, hard))


def _held() -> int:
    """Bytes of address space that this process has; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _stay_below(memory: int) -> None:
    """End this process when it has grown by more; for systems that limit no address space."""
    unit = 1 if sys.platform == "darwin" else 1024
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun) * unit <= memory:
        time.sleep(_GLANCE)
    os._exit(_FOUND_FULL)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
