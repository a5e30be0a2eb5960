"""Where calls wait, in order, until the pacing lets them go."""

import asyncio
from collections import deque

from resources.calling.pacing import Pacing, Sent


class Turnstile:
    """Lets coroutines of one event loop through as fast as the server may be asked."""

    def __init__(self, pacing: Pacing) -> None:
        self._pacing = pacing
        self._line: deque[tuple[asyncio.Future[Sent], int]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def entered(self, tokens: int, *, first: bool) -> Sent:
        """Wait for one's turn.

        Args:
            tokens: How many the call will most likely use.
            first: Before all that wait: the call has waited before.
        """
        if not self._line and self._pacing.delay(tokens) == 0:
            return self._pacing.sent(tokens)
        turn: asyncio.Future[Sent] = asyncio.get_running_loop().create_future()
        (self._line.appendleft if first else self._line.append)((turn, tokens))
        self.move()
        return await turn

    def move(self) -> None:
        """Let go all whose turn it is."""
        while self._line:
            turn, tokens = self._line[0]
            delay = 0.0 if turn.done() else self._pacing.delay(tokens)
            if delay is None:
                return
            if delay > 0:
                self._wake(delay)
                return
            self._line.popleft()
            if not turn.done():
                turn.set_result(self._pacing.sent(tokens))

    def clear(self) -> None:
        """Let all go that wait, whatever the pacing says: nothing will be sent any more."""
        line, self._line = self._line, deque()
        for turn, tokens in line:
            if not turn.done():
                turn.set_result(self._pacing.window.sent(tokens))

    def _wake(self, delay: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(delay, self._woken)

    def _woken(self) -> None:
        self._timer = None
        self.move()
