"""What calls cost, and the limits at which no more are sent."""

import threading
import time
from typing import Any, Final

from pydantic import BaseModel

from resources.calling.calls import Calls, Reply

_CHARACTERS: Final = 2
"""Characters of a token where the server does not count: Chinese has fewer, English more."""
_AGREED: Final = 10.0
"""Seconds until other processes' spending is looked up again."""


class Budget(BaseModel):
    """Prices, and limits of tokens and money; null knows or limits nothing."""

    prompt_price: float | None = None
    """Price of a million prompt tokens."""
    completion_price: float | None = None
    """Price of a million completion tokens."""
    run_tokens: int | None = None
    """Tokens of one run, prompts and completions."""
    run_money: float | None = None
    """Money of one run."""
    day_tokens: int | None = None
    """Tokens of a day in UTC, of all runs that share the call store."""
    day_money: float | None = None
    """Money of a day in UTC, of all runs that share the call store."""

    def cost(self, prompt_tokens: int | None, completion_tokens: int | None) -> float | None:
        """What so many tokens cost; null where a price or a count is unknown."""
        parts = (self.prompt_price, prompt_tokens), (self.completion_price, completion_tokens)
        if any(price is None or count is None for price, count in parts):
            return None
        return sum((price or 0.0) * (count or 0) for price, count in parts) / 1_000_000

    def limited(self) -> bool:
        """Whether anything is limited.

        Raises:
            ValueError: Money is, but a price is unknown.
        """
        money = [self.run_money, self.day_money]
        if any(limit is not None for limit in money) and self.cost(0, 0) is None:
            raise ValueError(
                "a budget of money needs prompt_price and completion_price: "
                "name both, or limit tokens instead"
            )
        return any(limit is not None for limit in (*money, self.run_tokens, self.day_tokens))


class Spending:
    """Sums of the run and of the day, from the store, so that they outlive a kill."""

    def __init__(self, budget: Budget, calls: Calls, run: str) -> None:
        """Look up what was spent before.

        Raises:
            ValueError: The budget limits money, and a price is unknown.
        """
        self._budget, self._calls, self._run = budget, calls, run
        self._limited = budget.limited()
        self._lock = threading.Lock()
        self._run_sum, self._day_sum = (0, 0.0), (0, 0.0)
        self._looked_up()

    def refusal(self) -> str | None:
        """Why no more may be sent; null while it may."""
        if not self._limited:
            return None
        limits = self._budget
        checks: list[tuple[str, float, Any, str]] = [
            ("run", self._run_sum[0], limits.run_tokens, "tokens"),
            ("run", self._run_sum[1], limits.run_money, "money"),
            ("day", self._day_sum[0], limits.day_tokens, "tokens"),
            ("day", self._day_sum[1], limits.day_money, "money"),
        ]
        for whose, spent, limit, what in checks:
            if limit is not None and spent >= limit:
                return f"budget: {whose}_{what} reached: {spent:,.6g} of {limit:,.6g} spent"
        return None

    def add(self, reply: Reply) -> None:
        """Count a reply that just came."""
        if not self._limited:
            return
        tokens = (reply.prompt_tokens or 0) + _completion(reply)
        with self._lock:
            self._run_sum = (self._run_sum[0] + tokens, self._run_sum[1] + (reply.cost or 0.0))
            self._day_sum = (self._day_sum[0] + tokens, self._day_sum[1] + (reply.cost or 0.0))

    def agree(self) -> None:
        """Look up now and then what other processes spent, and what day it is."""
        if self._limited and time.monotonic() - self._looked > _AGREED:
            self._looked_up()

    def _looked_up(self) -> None:
        self._looked = time.monotonic()
        if self._limited:
            with self._lock:
                self._run_sum = self._calls.spent(run=self._run)
                self._day_sum = self._calls.spent()


def _completion(reply: Reply) -> int:
    """Tokens of a reply, guessed where the server did not count."""
    if reply.completion_tokens is not None:
        return reply.completion_tokens
    return len(f"{reply.content or ''}{reply.reasoning or ''}") // _CHARACTERS
