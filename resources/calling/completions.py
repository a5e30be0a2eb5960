"""The wire shape of `/chat/completions`: a request out of a call, replies out of a response."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from resources.calling import structured
from resources.calling.calls import Call, Reply
from resources.calling.sampling import Sampling
from resources.calling.secret import shown
from resources.calling.spending import Budget
from resources.calling.verdicts import Failure, message, start

_DATED: Final = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4})|:latest")
_MOST_TOKENS: Final = 2**40
_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True, kw_only=True)
class Completions:
    """One model at one server, asked in one way."""

    model: str
    aliases: Sequence[str]
    sampling: Sampling
    extra: Mapping[str, Any]
    budget: Budget

    def request(self, call: Call, *, in_words: bool) -> bytes:
        """Body of the request.

        Args:
            call: What is asked.
            in_words: Put the schema into the messages: the server takes none as a parameter.
        """
        schema, body = self.sampling.schema, {"model": self.model, **self.sampling.parameters()}
        body["messages"] = call.messages
        if "seed" in body:
            body["seed"] += call.samples[0]
        if len(call.samples) > 1:
            body["n"] = len(call.samples)
        if schema is not None and in_words:
            body["messages"] = structured.instructed(call.messages, schema)
        elif schema is not None:
            form = {"name": "reply", "schema": schema, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        return _write({**self.extra, **body}).encode("utf-8", "replace")

    def read(self, body: bytes, wanted: int, **told: Any) -> list[Reply] | Failure:  # noqa: ANN401
        """Replies out of the body of a response that says all is well.

        Args:
            body: As it came.
            wanted: How many replies were asked for; those beyond are left out.
            told: What every reply says besides: `latency`, `attempts`.
        """
        try:
            data = json.loads(body)
            if isinstance(data, dict) and data.get("error"):
                return Failure(f"status 200: {message(body)}", "again")
            choices = [choice for choice in data["choices"] if isinstance(choice["message"], dict)]
            choices.sort(key=lambda choice: int(choice.get("index") or 0))
        except (ValueError, TypeError, KeyError, RecursionError):
            return Failure(f"garbled: expected a chat completion, got {start(body)}", "again")
        if not choices:
            return Failure(f"garbled: a chat completion without choices: {start(body)}", "again")
        said = data.get("model") or None
        if said is not None and not self._ours(said):
            error = f"model: asked {self.model}, the server answers as {shown(str(said))}"
            return Failure(error, hopeless=True)
        usage = data.get("usage") if isinstance(data.get("usage"), dict) else {}
        prompt = _shares(usage.get("prompt_tokens"), len(choices))[:wanted]
        completion = _shares(usage.get("completion_tokens"), len(choices))
        return [
            Reply(
                **_said(choice),
                prompt_tokens=asked,
                completion_tokens=answered,
                cost=self.budget.cost(asked, answered),
                model=said,
                **told,
            )
            for choice, asked, answered in zip(choices, prompt, completion, strict=False)
        ]

    def _ours(self, said: object) -> bool:
        if not isinstance(said, str):
            return False
        dated = said.startswith(self.model) and _DATED.fullmatch(said, len(self.model))
        return said in (self.model, *self.aliases) or bool(dated)


def _said(choice: Mapping[str, Any]) -> dict[str, Any]:
    """What the message of a choice says."""
    message = choice["message"]
    content = message.get("content")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str))
    reasoning = message.get("reasoning_content") or message.get("reasoning")
    said = _text(content)
    return {
        "content": said,
        "reasoning": _text(reasoning),
        "fault": None if said else _instead(message),
        "finish_reason": _text(choice.get("finish_reason")),
    }


def _instead(message: Mapping[str, Any]) -> str | None:
    """What came instead of content, where it was something."""
    if tools := message.get("tool_calls") or message.get("function_call"):
        return f"tool call: expected a reply, got {shown(json.dumps(tools, ensure_ascii=False))}"
    refusal = message.get("refusal")
    return f"declined: {shown(refusal)}" if isinstance(refusal, str) and refusal else None


def _text(value: object) -> str | None:
    """A text that every table can hold; null where it is none."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None


def _shares(total: object, count: int) -> Sequence[int | None]:
    """A count of tokens, dealt out evenly; nulls where the server gave none."""
    if type(total) is not int or not 0 <= total < _MOST_TOKENS:
        return [None] * count
    return [total // count + (place < total % count) for place in range(count)]
