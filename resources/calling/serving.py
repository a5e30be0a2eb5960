"""The engine of a model server: a process of its own asks, and outlives the one that streams."""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

import dagster as dg

from resources.calling import attempts, orphans, spending
from resources.calling.calls import Call, Outcome
from resources.calling.completions import Completions
from resources.calling.engine import Engine
from resources.calling.errands import Errand
from resources.calling.ledger import Ledger

_MOMENT: Final = 0.2
"""Seconds to wait for outcomes before those that wait for them may look at the clock."""
_GOODBYE: Final = 90.0
"""Seconds in which what came must be on the disk."""


class Hired:
    """A process that asks, at the other end of a line; it starts in half a second."""

    def __init__(self) -> None:
        self.line, theirs = Pipe()
        here = str(Path(__file__).parents[1])
        paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "resources.calling.courier", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()

    def lives(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()

    def close(self) -> int:
        """Let it end; how it did."""
        self.line.close()
        return self._process.wait()


_idle: list[Hired] = []
"""Has nothing to do until the next stream of this process, which need not wait for another."""
os.register_at_fork(after_in_child=_idle.clear)


def _hired() -> Hired:
    while _idle:
        courier = _idle.pop()
        if courier.lives():
            return courier
        courier.close()
    return Hired()


def dismiss() -> None:
    """End what waits for the next stream; it ends by itself when this process does."""
    while _idle:
        _idle.pop().close()


class Talk:
    """One stream's talk with the process that asks for it; threads of its own speak and listen.

    So an interrupt cuts no message in two, and outcomes never wait for the one who draws them.
    """

    def __init__(self, errand: Errand) -> None:
        self.came: SimpleQueue[list[Outcome]] = SimpleQueue()
        self.ended: str | None = None
        """How the process ended before the stream did; null while it has not."""
        self._said: SimpleQueue[Any] = SimpleQueue()
        self._courier = _hired()
        self._said.put(errand)
        self._threads = [threading.Thread(target=f, daemon=True) for f in (self._speak, self._hear)]
        for thread in self._threads:
            thread.start()

    def say(self, calls: Sequence[Call]) -> None:
        """Hand calls over, without waiting."""
        self._said.put(list(calls))

    def close(self) -> None:
        """Give up what is under way, and wait until what came is kept."""
        self._said.put(None)
        for thread in self._threads:
            thread.join(_GOODBYE)
            if thread.is_alive():
                self._courier.kill()
                thread.join()
        if self.ended is None:
            _idle.append(self._courier)
            for spare in _idle[1:]:  # of streams at the same time
                with suppress(ValueError):  # another thread has taken it meanwhile
                    _idle.remove(spare)
                    spare.close()

    def _speak(self) -> None:
        message: Any = ...
        try:
            while message is not None:
                message = self._said.get()
                self._courier.line.send(message)
        except OSError:  # it is gone, as we shall hear
            return

    def _hear(self) -> None:
        try:
            while (said := self._courier.line.recv()) is not None:
                if isinstance(said, str):  # why it cannot ask
                    self._courier.close()
                    self.ended = said
                    return
                self.came.put(said)
        except (EOFError, OSError):
            self.ended = f"failed: the process that asks ended ({self._courier.close()}): run again"


class ServerEngine(Engine):
    """Asks a server from a process of its own, which keeps every answer before it is handed out.

    When this process dies, that one sends nothing more, keeps what is still under way, and ends; a
    later stream over the same store waits for it.
    """

    def __init__(self, server: attempts.Server, wire: Completions, ledger: Ledger) -> None:
        """Wait for what a killed stream has left under way.

        Raises:
            ValueError: The address is of no use.
        """
        server.url()
        self._server, self._wire, self._ledger = server, wire, ledger
        self._under_way: dict[str, Call] = {}
        self._talk: Talk | None = None
        self._mark: orphans.Mark | None = None
        orphans.awaited(self._folder(), dg.get_dagster_logger().warning)

    def ask(self, calls: Sequence[Call]) -> None:
        """Hand calls over; the first ones need a process."""
        if not calls:
            return
        for call in calls:
            self._under_way.update(dict.fromkeys(call.keys, call))
        self._begun().say(calls)

    def answers(self) -> list[Outcome]:
        """Wait a moment for outcomes; all that came, if any."""
        talk = self._begun()
        ended = talk.ended
        outcomes = _drawn(talk.came, 0.0 if ended else _MOMENT)
        for outcome in outcomes:
            for key in outcome.call.keys:
                del self._under_way[key]
        if ended is None or outcomes:
            return outcomes
        lost, self._under_way = self._under_way, {}
        return [_lost(key, call, ended) for key, call in lost.items()]

    def close(self) -> None:
        """Give up what is under way; keep what came."""
        if self._talk is not None:
            self._talk.close()
        if self._mark is not None:
            self._mark.close()

    def _begun(self) -> Talk:
        if self._talk is None:
            self._mark = orphans.Mark(self._folder())
            self._talk = Talk(self._errand(self._mark))
        return self._talk

    def _errand(self, mark: orphans.Mark) -> Errand:
        """What the process must know; in types that it can load without Dagster."""
        ledger = self._ledger
        budget = spending.Budget(**self._wire.budget.model_dump())
        return Errand(
            server=attempts.Server(**self._server.model_dump()),
            wire=replace(self._wire, budget=budget),
            budget=budget,
            store=ledger.calls.path,
            shared=ledger.shared,
            run=ledger.run,
            mark=mark.path,
            parent=os.getpid(),
            environment=dict(os.environ),
        )

    def _folder(self) -> Path:
        return self._ledger.calls.path.parent


def _drawn(came: SimpleQueue[list[Outcome]], seconds: float) -> list[Outcome]:
    outcomes: list[Outcome] = []
    try:
        outcomes += came.get(timeout=seconds)
        while True:
            outcomes += came.get_nowait()
    except Empty:
        return outcomes


def _lost(key: str, call: Call, error: str) -> Outcome:
    sample = call.samples[call.keys.index(key)]
    return Outcome(Call(call.messages, (sample,), (key,)), error=error)
