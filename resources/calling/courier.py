"""The process that asks a server and keeps the answers: `python -m resources.calling.courier`.

It stands apart from the process that streams so that the death of that one takes no answer with
it. What it needs is little, so that it starts soon: neither Dagster nor polars.
"""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, Final

import aiohttp

from resources.calling import orphans
from resources.calling.attempts import Attempts
from resources.calling.calls import Call, Calls, Outcome
from resources.calling.errands import Errand
from resources.calling.ledger import Ledger
from resources.calling.secret import shown
from resources.calling.spending import Spending

_GATHER: Final = 0.005
"""Seconds in which more answers come for the same commit; the loop does not wait for it."""
_STDERR: Final = 2
_TICK: Final = 0.1
"""Seconds between two looks at what no message tells of."""


class Courier:
    """Asks for one stream: calls come down the line, outcomes go up once they are kept.

    Answers go from the event loop to a thread that keeps all that came meanwhile in one commit,
    and only then up the line: the loop never waits for the disk, and no outcome is handed out that
    a kill could take back.
    """

    def __init__(self, errand: Errand, line: "Connection[Any, Any]", ledger: Ledger) -> None:
        self._errand, self._line, self._ledger = errand, line, ledger
        self._came: SimpleQueue[Outcome | None] = SimpleQueue()
        self._tasks: set[asyncio.Task[None]] = set()
        self.orphaned = False

    def run(self) -> None:
        """Ask until the stream is over, or its process dead and what it had asked for is here."""
        keeper = threading.Thread(target=self._keep, name="llm-keeper")
        keeper.start()
        try:
            asyncio.run(self._live())
        finally:
            self._came.put(None)
            keeper.join()

    async def _live(self) -> None:
        """The life of the loop, from the first connection to the last."""
        self._over = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._left)
        async with self._session() as session:
            errand = self._errand
            self._attempts = Attempts(errand.server, errand.wire, self._ledger, session)
            threading.Thread(target=self._listen, args=(loop,), daemon=True).start()
            watch = loop.create_task(self._watch())
            await self._over.wait()
            watch.cancel()
            if self.orphaned:
                await self._finish()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _session(self) -> aiohttp.ClientSession:
        server = self._errand.server
        silence = aiohttp.ClientTimeout(
            total=None, sock_connect=server.connect_timeout, sock_read=server.silence_timeout
        )
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            timeout=silence,
            trust_env=server.through_proxy,
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take on calls until the stream is over."""
        try:
            while (calls := self._line.recv()) is not None:
                loop.call_soon_threadsafe(self._begin, calls)
            then = self._over.set
        except (EOFError, OSError):
            then = self._left
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(then)

    async def _watch(self) -> None:
        """Find out that the process is dead where one that it forked still holds the line."""
        while os.getppid() == self._errand.parent:
            await asyncio.sleep(_TICK)
        self._left()

    def _left(self) -> None:
        self.orphaned = True
        self._over.set()

    async def _finish(self) -> None:
        """Wait for what was asked, and ask nothing more."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)  # somebody may wait for the end of what we have inherited
        loop = asyncio.get_running_loop()
        until = loop.time() + orphans.LIFETIME
        self._attempts.stop("the process that asked is gone: run again")
        while self._attempts.under_way and loop.time() < until:
            await asyncio.sleep(_TICK)

    def _begin(self, calls: Sequence[Call]) -> None:
        for call in calls:
            for part in self._attempts.parts(call):
                task = asyncio.get_running_loop().create_task(self._made(part))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _made(self, call: Call) -> None:
        try:
            outcome = await self._attempts.made(call)
        except Exception as error:  # whatever it is, the stream waits for a row
            outcome = Outcome(call, error=f"failed: {type(error).__name__}: {shown(str(error))}")
        self._came.put(outcome)

    def _keep(self) -> None:
        """Keep what came, in groups as large as they have become during the last commit."""
        last = False
        while not last:
            outcomes = [self._came.get()]
            time.sleep(_GATHER)
            while not self._came.empty():
                outcomes.append(self._came.get())
            last = None in outcomes
            group = [outcome for outcome in outcomes if outcome is not None]
            self._ledger.keep(group)
            if group:
                _told(self._line, group)


def carried(errand: Errand, line: "Connection[Any, Any]") -> bool:
    """Ask for one stream; whether there may be another."""
    os.environ.clear()
    os.environ.update(errand.environment)
    with orphans.carrying(errand.mark), closing(Calls(errand.store)) as calls:
        spending = Spending(errand.budget, calls, errand.run)
        ledger = Ledger(calls, spending, shared=errand.shared, run=errand.run)
        courier = Courier(errand, line, ledger)
        courier.run()
    if courier.orphaned:
        errand.mark.unlink(missing_ok=True)
        return False
    _told(line, None)
    return True


def _told(line: "Connection[Any, Any]", message: object) -> None:
    with suppress(OSError):  # nobody is there any more
        line.send(message)


def main(socket: int) -> None:
    """Ask for one stream after another, until nobody is there."""
    for number in (signal.SIGINT, signal.SIGHUP):  # the process that streams gets them as well
        signal.signal(number, signal.SIG_IGN)
    line: Connection[Any, Any] = Connection(socket)
    more = True
    while more:
        try:
            errand = line.recv()
        except (EOFError, OSError):
            return
        try:
            more = carried(errand, line)
        except (OSError, ValueError) as error:
            _told(line, f"shut: {error}")
            return


if __name__ == "__main__":
    main(int(sys.argv[1]))
