"""Replies that fit a JSON schema: read, mended where that is safe, or sent back once."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import json_repair
import referencing
from jsonschema import exceptions, validators
from jsonschema.protocols import Validator

from resources.calling.calls import Messages, canonical

_MENDED: Final = 100_000
"""Longest reply, in characters, that is mended here: a longer one takes minutes."""
_TOLD: Final = 300
"""Characters of a problem that the model, or a person, is told."""
_SENT_BACK: Final = 8_000
"""Characters of a reply that go back to the model."""


class Misfit(ValueError):
    """A reply that does not fit its schema; the message says where."""


def validator(schema: Mapping[str, Any]) -> Validator:
    """What holds replies against a schema; nothing is fetched, whatever the schema refers to.

    Raises:
        ValueError: This is no JSON schema, or one that refers to something outside itself.
    """
    outside = [ref for ref in _references(schema) if not ref.startswith("#")]
    if outside:
        raise ValueError(f"the schema refers to {outside[0]!r}: put what is meant into its `$defs`")
    kind = validators.validator_for(schema, default=validators.Draft202012Validator)
    try:
        kind.check_schema(dict(schema))
        made: Validator = kind(schema, registry=referencing.Registry())
        for ref in _references(schema):
            made.evolve(schema={"$ref": ref}).is_valid(None)
    except exceptions.SchemaError as error:
        raise ValueError(f"the schema is none: at {error.json_path}: {error.message}") from error
    except referencing.exceptions.Unresolvable as error:
        raise ValueError(f"the schema refers to what it does not hold: {error.ref}") from error
    return made


def fitted(reply: str, against: Validator, *, whole: bool = True) -> str:
    """The JSON text of a reply: as it stands where it fits, else mended.

    Args:
        reply: Without its thinking.
        against: What it must fit.
        whole: Whether it came to its own end: what a cut took cannot be mended, only made up.

    Raises:
        Misfit: It does not fit, mended or not.
    """
    text = reply.strip()
    try:
        problem = _problem(json.loads(text, parse_constant=_refused), against)
        mended = text
    except (ValueError, RecursionError) as error:
        problem, mended = str(error), ""
    if problem and whole and len(text) <= _MENDED:
        value = _mended(text)
        if value is not None and not _problem(value, against):
            return _clean(json.dumps(value, ensure_ascii=False))
    if problem:
        cut = "" if whole else "; it was cut off: raise max_tokens"
        raise Misfit(f"{_clean(problem)[:_TOLD]}{cut}")
    return mended


def instructed(messages: Messages, schema: Mapping[str, Any]) -> Messages:
    """The messages, with the schema in words, for a server that takes none as a parameter."""
    said = "Answer with one JSON value that fits this JSON schema, and nothing else:\n"
    asked = said + canonical(schema)
    if messages[0]["role"] != "system":
        return [{"role": "system", "content": asked}, *messages]
    return [{"role": "system", "content": f"{messages[0]['content']}\n\n{asked}"}, *messages[1:]]


def returned(messages: Messages, reply: str, problem: str) -> Messages:
    """The messages that send a reply back with what is wrong with it."""
    asked = (
        f"This does not fit the JSON schema: {problem}\n"
        "Answer again: the JSON value alone, mended, with nothing before or after it."
    )
    return [
        *messages,
        {"role": "assistant", "content": reply[:_SENT_BACK]},
        {"role": "user", "content": asked},
    ]


def _problem(value: Any, against: Validator) -> str:  # noqa: ANN401 - any JSON value
    """Where a value breaks the schema first, and how; empty where it does not."""
    try:
        error = exceptions.best_match(against.iter_errors(value))
    except RecursionError:
        return "nested too deep"
    return f"at {error.json_path}: {error.message}" if error else ""


def _mended(text: str) -> object | None:
    try:
        return json_repair.loads(text, skip_json_loads=True) or None
    except (ValueError, RecursionError):
        return None


def _clean(text: str) -> str:
    """The text without the halves of characters that JSON can spell and no table can hold."""
    return text.encode("utf-8", "replace").decode()


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON value")


def _references(schema: object) -> Iterator[str]:
    if isinstance(schema, Mapping):
        for name, value in schema.items():
            if name in {"$ref", "$dynamicRef"} and isinstance(value, str):
                yield value
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)
