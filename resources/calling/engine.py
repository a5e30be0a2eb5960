"""What turns calls into answers, behind every model door."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence

from resources.calling.calls import Call, Outcome
from resources.calling.ledger import Ledger


class Engine(ABC):
    """Takes calls on and gives their outcomes, in any order; used by one thread."""

    @abstractmethod
    def ask(self, calls: Sequence[Call]) -> None:
        """Take calls on, without waiting for them."""

    @abstractmethod
    def answers(self) -> list[Outcome]:
        """Wait a moment for outcomes; those that came, if any, each of them kept before."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything; calls under way are given up, what came is kept."""


class Batches(Engine):
    """Answers all calls taken on at once, in the caller's thread: for models in process."""

    def __init__(
        self, answered: Callable[[Sequence[Call]], Iterable[Outcome]], ledger: Ledger
    ) -> None:
        self._answered, self._ledger = answered, ledger
        self._calls: list[Call] = []

    def ask(self, calls: Sequence[Call]) -> None:
        """Put calls into the next batch."""
        self._calls.extend(calls)

    def answers(self) -> list[Outcome]:
        """Outcomes of the batch; where the budget is spent or the door shut, that it is."""
        calls, self._calls = self._calls, []
        if refusal := self._ledger.refusal():
            return [Outcome(call, error=refusal) for call in calls]
        outcomes = list(self._answered(calls))
        for outcome in outcomes:
            self._ledger.answered(outcome.replies)
        self._ledger.keep(outcomes)
        return outcomes

    def close(self) -> None:
        """Forget the batch."""
        self._calls.clear()
