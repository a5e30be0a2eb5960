"""Plans and calls of tools. Names of tools and arguments are code: their case counts."""

import json

from training.forms.reading import dumped, json_value, quantity
from training.numerals import tidy


def tool_list(text: str) -> str | None:
    """The tools in their order; those of an inner list may come in any order among themselves."""
    listed = json_value(text)
    if not isinstance(listed, list):
        return None
    steps = [_group(step) if isinstance(step, list) else _tool(step) for step in listed]
    return None if None in steps else dumped(steps)


def same_order(gold: str, answer: str) -> bool:
    """Whether a flat list keeps the gold's order; a list with inner lists must be the gold's."""
    if gold == answer:
        return True
    wanted, said = json.loads(gold), json.loads(answer)
    if any(isinstance(step, list) for step in said):
        return False
    groups = [step if isinstance(step, list) else [step] for step in wanted]
    if sum(map(len, groups)) != len(said):
        return False
    steps = iter(said)
    return all(sorted(next(steps) for _ in group) == group for group in groups)


def call(text: str) -> str | None:
    """Tool and arguments by name: texts and numbers as slots, flags and flat lists as they are."""
    said = json_value(text)
    if not isinstance(said, dict) or set(said) != {"tool", "arguments"}:
        return None
    tool, arguments = _tool(said["tool"]), said["arguments"]
    if tool is None or not isinstance(arguments, dict):
        return None
    bound: dict[str, object] = {tidy(name): _argument(given) for name, given in arguments.items()}
    if len(bound) < len(arguments) or None in bound.values() or "" in bound:
        return None
    return dumped([tool, [(name, bound[name]) for name in sorted(bound)]])


def _tool(said: object) -> str | None:
    return tidy(said) or None if isinstance(said, str) else None


def _group(steps: list[object]) -> list[str] | None:
    """An inner list of two tools or more; a smaller one says nothing that a name does not."""
    tools = [tool for tool in map(_tool, steps) if tool is not None]
    whole = len(tools) == len(steps) > 1
    return sorted(tools) if whole else None


def _argument(given: object) -> object:
    if isinstance(given, bool):
        return given
    if isinstance(given, list):
        entries = [entry if isinstance(entry, bool) else quantity(entry) for entry in given]
        return None if None in entries else entries
    return quantity(given)
