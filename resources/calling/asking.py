"""One stream of prompts through a model door: looked up, asked once each, and made into rows."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import polars as pl

from resources.calling import structured
from resources.calling.calls import Call, Calls, Keys, Messages, Outcome, Reply
from resources.calling.engine import Engine
from resources.calling.replies import REPLIES, Sampling
from resources.calling.thinking import parted

_BLOCK: Final = 256
"""Prompts looked up at once."""
_ROWS: Final = 512
"""Rows of a frame, where they come quickly."""
_SOON: Final = 1.0
"""Seconds after which fewer rows make a frame."""

_SUMMED: Final = ("prompt_tokens", "completion_tokens", "cost", "latency", "attempts")
"""What both attempts at a reply add up in."""


@dataclass(slots=True)
class Slot:
    """A row to be: one sample of one prompt, and how far it has come."""

    asked: int
    sample: int
    messages: Messages
    key: str
    first: Reply | None = None
    """The reply that did not fit its schema, and was sent back."""
    stored: bool = True
    """Whether all of it came from the store so far."""


def keys(model: str, revision: str, sampling: Sampling, extra: Mapping[str, Any]) -> Keys:
    """What names the calls of a stream: all that a reply depends on.

    Args:
        model: As it is asked for.
        revision: Which weights stand behind the name, as far as the user says.
        sampling: How replies are drawn; how many of them changes none.
        extra: What else every request says.
    """
    said: dict[str, Any] = sampling.parameters()
    if sampling.schema is not None:
        said["schema"] = sampling.schema
    if extra:
        said["extra"] = extra
    return Keys(model, revision, said)


class Asking:
    """The part that every door shares; lives as long as one stream, in one thread."""

    def __init__(
        self, sampling: Sampling, keys: Keys, calls: Calls, engine: Engine, *, look_ahead: int
    ) -> None:
        self._sampling, self._keys, self._calls, self._engine = sampling, keys, calls, engine
        self._look_ahead = look_ahead * sampling.samples
        schema = sampling.schema
        self._validator = structured.validator(schema) if schema is not None else None
        self._waiting: dict[str, list[Slot]] = {}
        self._open = 0
        self._rows: list[tuple[Any, ...]] = []
        self._since = time.monotonic()

    def frames(self, asked: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """Rows of `REPLIES`, as they come; prompts are drawn as the answers make room."""
        for slots in self._slots(asked):
            self._seek(slots)
            yield from self._ready(_ROWS)
            while self._open > self._look_ahead:
                self._settle(self._engine.answers())
                yield from self._ready(_ROWS)
        while self._open:
            self._settle(self._engine.answers())
            yield from self._ready(_ROWS)
        yield from self._ready(1)

    def _slots(self, asked: Iterable[pl.DataFrame]) -> Iterator[list[Slot]]:
        """The rows to be, a block of prompts at a time; one without a prompt is a row already."""
        number = 0
        for frame in asked:
            for block in _shaped(frame).iter_slices(_BLOCK):
                slots: list[Slot] = []
                for prompt, system in block.rows():
                    slots += self._slots_of(number, prompt, system)
                    number += 1
                yield slots

    def _slots_of(self, asked: int, prompt: str | None, system: str | None) -> list[Slot]:
        samples = range(self._sampling.samples)
        if prompt is None:
            for sample in samples:
                self._fail(Slot(asked, sample, [], ""), "no prompt: the row has none", 0)
            return []
        before = [] if system is None else [{"role": "system", "content": system}]
        messages = [*before, {"role": "user", "content": prompt}]
        named = zip(samples, self._keys.of(messages, samples), strict=True)
        return [Slot(asked, sample, messages, key) for sample, key in named]

    def _seek(self, slots: Sequence[Slot]) -> None:
        """Answer slots from the store, join those to calls under way, and ask for the rest."""
        while slots:
            unknown = [slot.key for slot in slots if slot.key not in self._waiting]
            found = self._calls.found(list(dict.fromkeys(unknown)))
            missing: list[Slot] = []
            again: list[Slot] = []
            for slot in slots:
                if slot.key in found and slot.key not in self._waiting:
                    again += self._answer(slot, found[slot.key], stored=True)
                elif self._join(slot):
                    missing.append(slot)
            self._engine.ask(_calls(missing))
            slots = again

    def _join(self, slot: Slot) -> bool:
        """Let a slot wait for its call; whether it is the first that does."""
        self._open += 1
        waiting = self._waiting.setdefault(slot.key, [])
        waiting.append(slot)
        return len(waiting) == 1

    def _left(self, key: str) -> list[Slot]:
        """The slots that waited for a call."""
        slots = self._waiting.pop(key)
        self._open -= len(slots)
        return slots

    def _settle(self, outcomes: Iterable[Outcome]) -> None:
        """Hand outcomes to the slots that wait for them; ask again for samples that are missing."""
        again: list[Slot] = []
        for outcome in outcomes:
            call, came = outcome.call, len(outcome.replies)
            for key, reply in zip(call.keys, outcome.replies, strict=False):
                for place, slot in enumerate(self._left(key)):
                    again += self._answer(slot, reply, stored=place > 0)
            if outcome.error is None and 0 < came < len(call.keys):
                self._engine.ask([Call(call.messages, call.samples[came:], call.keys[came:])])
                continue
            for key in call.keys[came:]:
                for slot in self._left(key):
                    self._fail(slot, outcome.error or "empty: no reply", outcome.attempts)
        self._seek(again)

    def _answer(self, slot: Slot, reply: Reply, *, stored: bool) -> list[Slot]:
        """Make the row of a slot; or the slot again, where its reply must be sent back."""
        slot.stored = slot.stored and stored
        text, thinking = parted(reply.content, reply.reasoning)
        error = reply.fault
        if error is None and not (text and text.strip()):
            error = f"empty: the reply ended ({reply.finish_reason}) before it said anything"
        if error is None and text and self._validator is not None:
            whole = reply.finish_reason != "length"
            try:
                text = structured.fitted(text, self._validator, whole=whole)
            except structured.Misfit as misfit:
                if slot.first is None and whole:
                    return [self._sent_back(slot, reply, text, str(misfit))]
                error = f"invalid: {misfit}"
        self._row(slot, reply, (None if error else text, thinking, error))
        return []

    def _sent_back(self, slot: Slot, reply: Reply, text: str, problem: str) -> Slot:
        slot.messages = structured.returned(slot.messages, text, problem)
        slot.key, slot.first = self._keys.of(slot.messages, [slot.sample])[0], reply
        return slot

    def _fail(self, slot: Slot, error: str, attempts: int) -> None:
        nothing = Reply(content=None, attempts=attempts)
        slot.stored = False
        self._row(slot, nothing, (None, None, error))

    def _row(
        self, slot: Slot, reply: Reply, said: tuple[str | None, str | None, str | None]
    ) -> None:
        whole = _whole(slot.first, reply) if slot.first else reply
        self._rows.append(
            (
                slot.asked,
                slot.sample,
                *said,
                whole.finish_reason,
                whole.prompt_tokens,
                whole.completion_tokens,
                whole.latency,
                whole.attempts,
                whole.cost,
                whole.model,
                slot.key or None,
                slot.stored,
            )
        )

    def _ready(self, enough: int) -> Iterator[pl.DataFrame]:
        """The rows so far, where they are enough, or have waited long."""
        late = time.monotonic() - self._since > _SOON
        if self._rows and (late or len(self._rows) >= enough):
            rows, self._rows = self._rows, []
            yield pl.DataFrame(rows, schema=REPLIES, orient="row")
            self._since = time.monotonic()


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    """Prompt and system prompt, the latter null where there is none.

    Raises:
        ValueError: There is no column of prompts, or it holds no text.
    """
    if frame.schema.get("prompt") not in (pl.String, pl.Null):
        raise ValueError(f"expected a column `prompt` of text, found {dict(frame.schema)}")
    system = pl.col("system") if "system" in frame.columns else pl.lit(None)
    return frame.select("prompt", system.cast(pl.String).alias("system"))


def _calls(slots: Sequence[Slot]) -> list[Call]:
    """One call for the samples of a prompt that follow each other.

    Samples with a gap go apart: the server counts the seeds of one request upward.
    """
    numbered = enumerate(slots)
    runs = groupby(numbered, key=lambda pair: (id(pair[1].messages), pair[1].sample - pair[0]))
    calls = []
    for _, run in runs:
        some = [slot for _, slot in run]
        samples = tuple(slot.sample for slot in some)
        calls.append(Call(some[0].messages, samples, tuple(slot.key for slot in some)))
    return calls


def _whole(first: Reply, second: Reply) -> Reply:
    """Both attempts at a reply as one: what the second says, what both cost."""

    def both(name: str) -> Any:  # noqa: ANN401 - an integer, a number, or null
        values = [getattr(reply, name) for reply in (first, second)]
        return sum(values) if None not in values else next((v for v in values if v), None)

    return Reply(
        content=second.content,
        finish_reason=second.finish_reason,
        model=second.model or first.model,
        **{name: both(name) for name in _SUMMED},
    )
