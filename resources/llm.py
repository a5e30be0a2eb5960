"""The door to language models: many prompts in, a row out for each sample of each."""

import json
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
from pydantic import Field, PrivateAttr

from resources.calling import asking
from resources.calling.calls import Call, Calls, Outcome
from resources.calling.completions import Completions
from resources.calling.engine import Batches, Engine
from resources.calling.ledger import Ledger
from resources.calling.options import Budget, Server
from resources.calling.replies import REPLIES, Sampling, summary
from resources.calling.serving import ServerEngine
from resources.calling.spending import Spending

__all__ = ["REPLIES", "Budget", "Llm", "ReplayLlm", "Sampling", "Server", "ServerLlm", "summary"]


class Llm(dg.ConfigurableResource[Any], ABC):
    """A model that answers many prompts at once, and is never asked twice for the same.

    `asked` has `prompt`, and `system` where there is a system prompt. A call that fails is a row,
    not an exception: `reply` is null and `error` says why.
    """

    model: str
    """Name by which it is asked for."""
    calls: str
    """Folder of the call store, made when missing: what was paid for is answered from there."""
    revision: str = ""
    """Which weights stand behind the name; other weights are other calls."""
    extra: str = ""
    """What every request says besides, as JSON, such as `{"top_k": 20}`."""
    budget: Budget = Budget()
    """Prices and limits."""
    look_ahead: int = 256
    """Prompts that are drawn before they are answered: bounds the memory."""

    _run: str = PrivateAttr(default_factory=lambda: f"session-{uuid.uuid4()}")

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Count what is spent on the Dagster run that uses the door."""
        self._run = context.run_id or self._run

    def stream(self, asked: Iterable[pl.DataFrame], sampling: Sampling) -> Iterator[pl.DataFrame]:
        """Rows of `REPLIES`, as they come, in frames; `asked` counts over the whole stream.

        Prompts are drawn as answers make room for them. What came is kept, wherever this ends.

        Raises:
            ValueError: The schema, the configuration or the call store is of no use; nothing was
                asked.
            OSError: The call store cannot be read or written; nothing was asked.
        """
        keys = asking.keys(self.model, self._revision(), sampling, self._extra())
        with ExitStack() as stack:
            calls = stack.enter_context(closing(Calls(Path(self.calls) / "calls.sqlite")))
            spending = Spending(self.budget, calls, self._run)
            ledger = Ledger(calls, spending, shared=keys.shared, run=self._run)
            engine = stack.enter_context(closing(self._engine(sampling, ledger)))
            stream = asking.Asking(sampling, keys, calls, engine, look_ahead=self._ahead())
            yield from stream.frames(asked)

    def replies(self, asked: pl.DataFrame, sampling: Sampling) -> pl.DataFrame:
        """All rows of `REPLIES`, in the order of (asked, sample)."""
        frames = self.stream([asked], sampling)
        return pl.concat([REPLIES.to_frame(), *frames]).sort("asked", "sample")

    @abstractmethod
    def _engine(self, sampling: Sampling, ledger: Ledger) -> Engine:
        """What answers the calls that are not in the store, for one stream."""

    def _ahead(self) -> int:
        """Prompts to draw before they are answered, so that the engine is never idle."""
        return self.look_ahead

    def _revision(self) -> str:
        """Which weights stand behind the name, as calls are named by it."""
        return self.revision

    def _extra(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self.extra or "{}"))
        except (ValueError, TypeError) as error:
            raise ValueError(f"extra {self.extra!r}: expected a JSON object") from error


class ServerLlm(Llm):
    """A model behind a server that speaks `/chat/completions`: vLLM, Ollama, a service."""

    server: Server
    """Where it is, and how to treat it."""
    aliases: list[str] = Field(default_factory=list)
    """Other names by which the server may call the model."""

    def _engine(self, sampling: Sampling, ledger: Ledger) -> Engine:
        wire = Completions(
            model=self.model,
            aliases=self.aliases,
            sampling=sampling,
            extra=self._extra(),
            budget=self.budget,
        )
        return ServerEngine(self.server, wire, ledger)

    def _ahead(self) -> int:
        return max(self.look_ahead, 2 * self.server.in_flight)


class ReplayLlm(Llm):
    """Answers from the call store alone; a call that is not in it is a row that says so."""

    def _engine(self, sampling: Sampling, ledger: Ledger) -> Engine:  # noqa: ARG002
        return Batches(_not_recorded, ledger)


def _not_recorded(calls: Sequence[Call]) -> list[Outcome]:
    return [Outcome(call, error="not recorded") for call in calls]
