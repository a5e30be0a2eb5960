"""What may still be sent, and what came: the one place that engines report to."""

from collections.abc import Iterable
from typing import Final

from resources.calling.calls import Calls, Outcome, Reply
from resources.calling.spending import Spending

_HOPELESS: Final = 3
"""Calls in a row, none answered between, that failed in a way in which all will."""


class Ledger:
    """Keeps every answer as it comes, and says when no more calls may be sent."""

    def __init__(self, calls: Calls, spending: Spending, *, shared: str, run: str) -> None:
        self._spending = spending
        self.calls, self.shared, self.run = calls, shared, run
        self._shut: str | None = None
        self._failed = 0

    def refusal(self) -> str | None:
        """Why no more calls may be sent; null while they may."""
        return self._shut or self._spending.refusal()

    def shut(self, reason: str) -> str:
        """Let no more calls be sent, for this reason; the first one given stands."""
        self._shut = self._shut or f"shut: {reason}"
        return self._shut

    def hopeless(self, error: str) -> None:
        """Count a failure that every call will share; some in a row shut the door."""
        self._failed += 1
        if self._failed >= _HOPELESS:
            self.shut(f"{self._failed} calls in a row failed: {error}")

    def answered(self, replies: Iterable[Reply]) -> None:
        """Count what just came, at once: the next call may be the one too many."""
        self._failed = 0
        for reply in replies:
            self._spending.add(reply)

    def keep(self, outcomes: Iterable[Outcome]) -> None:
        """Keep all replies; a store that fails shuts the door."""
        replies = {
            key: reply
            for outcome in outcomes
            for key, reply in zip(outcome.call.keys, outcome.replies, strict=False)
        }
        try:
            if replies:
                self.calls.keep(replies, shared=self.shared, run=self.run)
            self._spending.agree()
        except (OSError, ValueError) as error:
            self.shut(str(error))
