"""The engine of a model in this process: a few calls at a time, and what cannot be is a row."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from resources.calling.calls import Call, Outcome, Reply
from resources.calling.engine import Batches
from resources.calling.ledger import Ledger
from resources.calling.secret import shown
from resources.calling.spending import Budget
from resources.calling.writing import Gone, Writer, Written

_NO_MEMORY: Final = ("out of memory", "can't allocate memory", "not enough memory")


class WritingEngine(Batches):
    """Answers the longest prompts first, so many at a time that a kill costs no more than those."""

    def __init__(
        self, opened: Callable[[], Writer], ledger: Ledger, *, budget: Budget, at_once: int
    ) -> None:
        """Take a model on, which is opened when the first call needs it.

        Args:
            opened: Opens it.
            ledger: Is told of all that comes.
            budget: Knows the prices.
            at_once: Replies in one batch.
        """
        super().__init__(self._tried, ledger)
        self._opened, self._budget, self._at_once = opened, budget, at_once
        self._writer: Writer | None = None

    def answers(self) -> list[Outcome]:
        """Outcomes of some of the calls that wait."""
        self._calls.sort(key=_characters, reverse=True)
        count, replies = 0, 0
        while count < len(self._calls) and replies < self._at_once:
            replies += len(self._calls[count].samples)
            count += 1
        rest = self._calls[count:]
        del self._calls[count:]
        outcomes = super().answers()
        self._calls = rest
        return outcomes

    def _tried(self, calls: Sequence[Call]) -> list[Outcome]:
        try:
            writer = self._writer = self._writer or self._opened()
        except Exception as error:  # whatever keeps the model from being opened, rows say so
            self._ledger.shut(_line(error))
            return self._refused(calls)
        outcomes = [Outcome(call, error=self._unfit(writer, call)) for call in calls]
        fit = [outcome.call for outcome in outcomes if outcome.error is None]
        return [o for o in outcomes if o.error is not None] + self._written(writer, fit)

    @staticmethod
    def _unfit(writer: Writer, call: Call) -> str | None:
        """Why a call cannot be answered; null where it can."""
        try:
            length = writer.length(call)
        except Exception as error:  # a chat template may refuse in whatever way it likes
            return f"failed: the chat template takes no such messages: {_line(error)}"
        if length < writer.context:
            return None
        return f"too long: {length:,} tokens: prompt and reply together may have {writer.context:,}"

    def _written(self, writer: Writer, calls: Sequence[Call]) -> list[Outcome]:
        """Outcomes of calls that fit; where all at once fail, of one half and of the other."""
        if not calls or self._ledger.refusal():
            return self._refused(calls)
        start = time.perf_counter()
        try:
            texts = writer.written(calls)
        except Gone as error:
            self._writer = None
            self._ledger.shut(_line(error))
            return self._refused(calls)
        except Exception as error:  # whatever it is, the stream waits for rows
            fault = _fault(error)
        else:
            self._ledger.answered([])
            latency = time.perf_counter() - start
            return [
                Outcome(call, self._replies(writer.length(call), some, latency), attempts=1)
                for call, some in zip(calls, texts, strict=True)
            ]
        return self._halved(writer, calls, fault)

    def _halved(self, writer: Writer, calls: Sequence[Call], fault: str) -> list[Outcome]:
        if fault.startswith("memory"):
            self._at_once = max(1, self._at_once // 2)
        middle = len(calls) // 2
        if middle:
            first = self._written(writer, calls[:middle])
            return first + self._written(writer, calls[middle:])
        call, middle = calls[0], len(calls[0].samples) // 2
        if middle and fault.startswith("memory"):
            some = Call(call.messages, call.samples[:middle], call.keys[:middle])
            return [replace(self._written(writer, [some])[0], call=call)]
        if not fault.startswith("memory"):
            self._ledger.hopeless(fault)
        return [Outcome(call, error=fault, attempts=1)]

    def _refused(self, calls: Sequence[Call]) -> list[Outcome]:
        return [Outcome(call, error=self._ledger.refusal()) for call in calls]

    def _replies(self, length: int, texts: Sequence[Written], latency: float) -> list[Reply]:
        """Replies as the store keeps them; the prompt counts once, for all samples."""
        replies = []
        for place, one in enumerate(texts):
            asked = length // len(texts) + (place < length % len(texts))
            replies.append(
                Reply(
                    content=one.text.encode("utf-8", "replace").decode(),
                    finish_reason=one.finish_reason,
                    prompt_tokens=asked,
                    completion_tokens=one.tokens,
                    cost=self._budget.cost(asked, one.tokens),
                    latency=latency,
                )
            )
        return replies


def _characters(call: Call) -> int:
    return sum(len(message["content"]) for message in call.messages)


def _fault(error: Exception) -> str:
    """An error as a row tells it; text alone, for the error itself holds on to memory."""
    said = f"{type(error).__name__} {error}"
    if isinstance(error, MemoryError) or any(sign in said.lower() for sign in _NO_MEMORY):
        return f"memory: {_line(error)}: lower at_once or max_tokens, or take a larger machine"
    return f"failed: {_line(error)}"


def _line(error: Exception) -> str:
    named = isinstance(error, ImportError | OSError | ValueError | Gone)
    return shown(str(error) if named else f"{type(error).__name__}: {error}", most=300)
