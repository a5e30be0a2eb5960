"""How a model is to give an answer of each form, and how it is then spelled."""

import json
from typing import Any, Final

_TEXT: Final[dict[str, Any]] = {"type": "string"}
_SCALAR: Final[dict[str, Any]] = {"type": ["string", "number"]}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }


def _mapping(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


def _listed(entries: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": entries}


_ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "json_spans": _listed(_object(type=_TEXT, text=_TEXT)),
    "json_triples": _listed(_object(head=_TEXT, relation=_TEXT, tail=_TEXT)),
    "json_events": _listed(_object(type=_TEXT, arguments=_mapping(_SCALAR))),
    "json_slots": _mapping(_SCALAR),
    "json_fields": _mapping(_TEXT),
    "json_call": _object(tool=_TEXT, arguments=_mapping(_SCALAR)),
    "tool_list": _listed(_TEXT),
}
"""Schema of the answers that are JSON themselves; those of any other form are text."""


def schema(form: str) -> dict[str, Any]:
    """JSON schema of an item as a model gives it, for an answer form."""
    return _object(question=_TEXT, thinking=_TEXT, answer=_ANSWERS.get(form, _TEXT), quote=_TEXT)


def spelled(answer: object) -> str:
    """An answer as items hold it: a text as it is, anything else as JSON."""
    return answer.strip() if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
