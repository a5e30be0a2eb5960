"""A model in this process that writes texts after messages, in the manner of one stream."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from resources.calling import structured
from resources.calling.calls import Call, Messages, canonical
from resources.calling.sampling import Sampling

PLAIN: Final = "{{ messages | map(attribute='content') | join('\n\n') }}"
"""Chat template of a tokenizer that has none: a prompt stands as it is."""
_SEEDS: Final = 2**48
_NOT_SAMPLING: Final = ("chat_template_kwargs",)


@dataclass(frozen=True, slots=True)
class Written:
    """One text that a model wrote."""

    text: str
    finish_reason: str
    """`stop` where the model or a stop text ended it, `length` where there was no more room."""
    tokens: int


class Gone(RuntimeError):
    """The model can write no more, whatever it is asked."""


class Writer(ABC):
    """A model in memory that writes in one manner: the sampling of a stream."""

    tokenizer: Any
    """Its tokenizer, of transformers."""
    context: int
    """Most tokens of a prompt and its reply together."""

    def __init__(self, sampling: Sampling, extra: Mapping[str, Any], *, in_words: bool) -> None:
        """Take on a manner.

        Args:
            sampling: How texts are drawn.
            extra: What else every call says: `chat_template_kwargs`, and names of the library.
            in_words: Put the schema into the messages.
        """
        self._sampling, self._in_words = sampling, in_words
        self._templating = dict(extra.get("chat_template_kwargs") or {})
        self._further = {name: extra[name] for name in extra if name not in _NOT_SAMPLING}

    @abstractmethod
    def written(self, calls: Sequence[Call]) -> list[list[Written]]:
        """The texts of each call, one for each of its samples.

        Raises:
            Gone: The model is lost; whatever else is raised is a fault of these calls.
        """

    def length(self, call: Call) -> int:
        """Tokens of a call's prompt, as the model reads them."""
        return len(self._read(call))

    def _messages(self, call: Call) -> Messages:
        schema = self._sampling.schema
        if schema is None or not self._in_words:
            return call.messages
        return structured.instructed(call.messages, schema)

    def _read(self, call: Call) -> list[int]:
        text = self.tokenizer.apply_chat_template(
            self._messages(call),
            tokenize=False,
            add_generation_prompt=True,
            chat_template=self._template(),
            **self._templating,
        )
        ids: list[int] = self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        return ids

    def _template(self) -> str | None:
        return None if self.tokenizer.chat_template else PLAIN

    def _seed(self, call: Call) -> int | None:
        """Seed of a call's first sample, from which its others count upward; null for chance.

        It depends on the messages too: under one seed, all prompts would draw the same numbers,
        and those that are alike would be answered alike.
        """
        if self._sampling.seed is None:
            return None
        said = hashlib.sha256(canonical(call.messages).encode("utf-8", "replace")).digest()
        return (self._sampling.seed + int.from_bytes(said[:6])) % _SEEDS + call.samples[0]
