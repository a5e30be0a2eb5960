"""What it means when a server does not answer as it should."""

import email.utils
import json
import re
import time
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from resources.calling.secret import shown

Then = Literal["stop", "again", "refused", "schema", "singly", "key", "shut", "unsent"]

_ANY: Final = re.compile("")
_NO_QUOTA: Final = re.compile(r"insufficient_quota|exceeded your current quota|billing", re.I)
_NO_SCHEMA: Final = re.compile(
    r"response_format|json_schema|structured.?output|guided|grammar|\bschema\b", re.I
)
_TOO_LONG: Final = re.compile(
    r"context.?(length|window|size)|max_model_len|too many tokens|(prompt|input) is too long", re.I
)
_PAY: Final = "{}: the quota is spent: pay, or take another key"
_RULES: Final[tuple[tuple[Container[int], re.Pattern[str], Then, str], ...]] = (
    ({400, 413, 422}, _TOO_LONG, "stop", "too long: {}"),
    ({400, 422}, _NO_SCHEMA, "schema", "{}"),
    ({400, 422}, _ANY, "singly", "{}"),
    ({401}, _ANY, "key", "{}"),
    ({402}, _ANY, "shut", _PAY),
    ({429}, _NO_QUOTA, "shut", _PAY),
    ({429, 503, 529}, _ANY, "refused", "{}"),
    ({408, 409, 425, *range(500, 600)}, _ANY, "again", "{}"),
    (range(300, 400), _ANY, "stop", "{}: the address moved: mend base_url"),
)
"""Status, what the body says, what follows, and how the error is told; the first that fits."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that brought no reply, and what that means for the next one."""

    error: str
    then: Then = "stop"
    pause: float = 0.0
    """Seconds for which the server asks to be left alone."""
    hopeless: bool = False
    """Whether every other call will most likely fail in the same way."""


def failure(status: int, headers: Mapping[str, str], body: bytes) -> Failure:
    """What a response means whose status does not say that all is well."""
    text, error = body.decode("utf-8", "replace"), f"status {status}: {message(body)}"
    pause = _pause(headers.get("Retry-After", ""))
    for statuses, pattern, then, told in _RULES:
        if status in statuses and pattern.search(text):
            return Failure(told.format(error), then, pause)
    return Failure(error)


def message(body: bytes) -> str:
    """What a server says about an error, wherever it puts it."""
    try:
        data = json.loads(body)
        said = data.get("error", data)
        said = said.get("message", said) if isinstance(said, dict) else said
        return shown(said if isinstance(said, str) else json.dumps(said, ensure_ascii=False))
    except (ValueError, AttributeError, RecursionError):
        return start(body)


def start(body: bytes) -> str:
    """The beginning of a response that is not what was expected."""
    return shown(body[:400].decode("utf-8", "replace")) or "nothing"


def _pause(retry_after: str) -> float:
    """Seconds of a `Retry-After`, given as a number or as a date; 0 where it is neither."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time()
        except (ValueError, OverflowError):
            return 0.0
    return seconds if 0.0 < seconds < float("inf") else 0.0
