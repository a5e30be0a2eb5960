"""How fast a server may be asked: a window of calls in flight, pauses, and rates by the minute."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

Clock = Callable[[], float]

_FIRST: Final = 16
"""Calls in flight at the start; two answers allow one more until the server first refuses."""
_CALM: Final = 2
"""Windows full of answers before the first probe upward; doubled by each refusal."""
_MOST_CALM: Final = 16
_CUT: Final = 0.75
"""What a cut leaves of the window where the last cut did not suffice."""

_ALONE: Final = 0.25
"""Seconds of the pause after a call was refused that was alone in flight; doubled each time."""
_LONGEST: Final = 30.0


@dataclass(frozen=True, slots=True)
class Sent:
    """What a call remembers of the moment when it was sent."""

    cuts: int
    """Cuts of the window by then."""
    tokens: int
    """Tokens that it was expected to use."""


class Window:
    """How many calls may be in flight: grows while they are answered, shrinks when one is refused.

    A refusal cuts once for each round trip, to what the server had accepted; answers then allow
    probes upward, rare at first refused, quick once they succeed.
    """

    def __init__(self, most: int) -> None:
        self._most, self.limit = most, min(most, _FIRST)
        self.in_flight = self._cuts = self._answers = self._accepted = 0
        self._step, self._calm, self._wait = 1, _CALM, _CALM

    def sent(self, tokens: int = 0) -> Sent:
        """Count a call that goes out now."""
        self.in_flight += 1
        return Sent(self._cuts, tokens)

    def answered(self, sent: Sent) -> None:
        """Count an answer."""
        self.in_flight -= 1
        if sent.cuts < self._cuts or self.limit == self._most:
            return
        self._answers += 1
        if not self._cuts:
            self.limit += self._answers % 2
        elif self._answers >= self._wait * self.limit:
            self.limit = min(self._most, self.limit + self._step)
            self._calm = _CALM if self._step > 1 else self._calm
            self._answers, self._wait, self._step = 0, 1, 2 * self._step

    def refused(self, sent: Sent) -> None:
        """Count a refusal."""
        self.in_flight -= 1
        if sent.cuts < self._cuts:  # of the burst that was cut already: only learn from it
            self._accepted -= 1
            self.limit = max(1, min(self.limit, self._accepted))
            return
        again = self._cuts > 0 and self._answers < self.limit and self._step == 1
        self._accepted = min(self.in_flight, int(_CUT * self.limit) if again else self.limit)
        self.limit = max(1, self._accepted)
        self._cuts += 1
        self._calm = min(_MOST_CALM, 2 * self._calm)
        self._answers, self._wait, self._step = 0, self._calm, 1

    def ended(self) -> None:
        """Count a call that ended otherwise: it says nothing about the window."""
        self.in_flight -= 1


class Bucket:
    """So much by the minute: fills evenly, holds at most what flows in within ten seconds."""

    def __init__(self, per_minute: float | None, clock: Clock) -> None:
        self._rate = per_minute / 60 if per_minute else math.inf
        self._most = 10 * self._rate
        self._level, self._filled, self._clock = self._most, clock(), clock

    def delay(self, amount: float) -> float:
        """Seconds until so much may be taken; what never fits may go when the bucket is full."""
        if self._rate == math.inf:
            return 0.0
        now = self._clock()
        self._level = min(self._most, self._level + (now - self._filled) * self._rate)
        self._filled = now
        return max(0.0, (min(amount, self._most) - self._level) / self._rate)

    def take(self, amount: float) -> None:
        """Take so much, or give back what is below zero; it may leave a debt."""
        if self._rate != math.inf:
            self._level -= amount


class Pacing:
    """All that decides when the next call may go."""

    def __init__(
        self,
        most: int,
        *,
        clock: Clock,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
    ) -> None:
        self.window = Window(most)
        self._requests = Bucket(requests_per_minute, clock)
        self._tokens = Bucket(tokens_per_minute, clock)
        self._clock, self._until, self._alone = clock, -math.inf, 0

    def delay(self, tokens: int) -> float | None:
        """Seconds until a call may go; 0 is now, null is when one in flight has ended."""
        if self.window.in_flight >= self.window.limit:
            return None
        pause = self._until - self._clock()
        return max(0.0, pause, self._requests.delay(1), self._tokens.delay(tokens))

    def sent(self, tokens: int) -> Sent:
        """Count a call that goes out now."""
        self._requests.take(1)
        self._tokens.take(tokens)
        return self.window.sent(tokens)

    def answered(self, sent: Sent, tokens: int | None) -> None:
        """Count an answer, and the tokens it used in truth; null where nobody counted."""
        self._tokens.take(0 if tokens is None else tokens - sent.tokens)
        self.window.answered(sent)
        self._alone = 0

    def refused(self, sent: Sent, pause: float) -> None:
        """Count a refusal: nobody is sent for so many seconds.

        A call that was alone in flight was refused for a rate, which no window can keep: then we
        pause of ourselves, longer each time.
        """
        self._tokens.take(-sent.tokens)
        self.window.refused(sent)
        if self.window.limit == 1 and self.window.in_flight == 0:
            pause = max(pause, min(_LONGEST, _ALONE * 2**self._alone))
            self._alone = min(self._alone + 1, 10)
        self._until = max(self._until, self._clock() + pause)
