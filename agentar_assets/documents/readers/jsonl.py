"""JSON lines to blocks: pairs of question and answer, titled texts, or rows of `key: value`."""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from agentar_assets.documents.blocks import Block, Page, language, unwrapped
from agentar_assets.documents.readers import pairs, tables
from agentar_assets.documents.readers.decoding import decoded

_TITLES = ("title", "标题", "name", "名称")
_TEXTS = ("text", "content", "body", "正文", "内容")
_ASKED_FURTHER = "input"
_HEADING = 2
_DEEPEST = 8
"""Objects in each other that are told apart; what lies deeper stays as it is written."""
_COLUMNS = 32
"""Of a table that a list of objects becomes; objects that share too little stay as written."""


def page(data: bytes) -> Page:
    """The blocks of a file that holds one JSON object a line; a bad line is a note.

    Raises:
        ValueError: No line holds an object.
    """
    blocks: list[Block] = []
    notes: list[str] = []
    for number, line in enumerate(decoded(data).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            blocks += _blocks(_object(line))
        except ValueError as error:
            notes.append(f"line {number}: {error}")
    if not blocks:
        first = f" ({notes[0]})" if notes else ""
        raise ValueError(f"jsonl: no line holds a JSON object{first}: write one object a line")
    return Page(blocks, notes=tuple(notes))


def _object(line: str) -> dict[str, Any]:
    try:
        # Numbers as they are written: 1.10 is no 1.1 where it is an amount.
        found = json.loads(line, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"no JSON object: {str(error)[:100]}") from error
    if not isinstance(found, dict) or not found:
        raise ValueError(f"no JSON object: {type(found).__name__} with nothing in it to read")
    return found


def _blocks(found: dict[str, Any]) -> Iterator[Block]:
    rest = dict(found)
    if pair := pairs.named(found):
        asked, told = pair
        more = rest.pop(_ASKED_FURTHER, "") if asked == "instruction" else ""
        yield pairs.question(f"{rest.pop(asked)}\n{more}")
        yield from pairs.paragraphs(rest.pop(told))
    else:
        title = next((key for key in _TITLES if pairs.is_text(found.get(key))), None)
        text = next((key for key in _TEXTS if pairs.is_text(found.get(key))), None)
        if title and text:
            yield Block(unwrapped(rest.pop(title)), level=_HEADING)
        if text:
            yield from pairs.paragraphs(rest.pop(text))
    plain, lists = _flat(rest)
    yield from pairs.lines(plain.items())
    for name, objects in lists.items():
        columns = list(dict.fromkeys(key for one in objects for key in one))
        rows = [[one.get(column, "") for column in columns] for one in objects]
        yield Block(unwrapped(f"{name}:"))
        yield from tables.blocks([columns, *rows], head=True)


def _flat(
    found: Mapping[str, Any], prefix: str = "", depth: int = 0
) -> tuple[dict[str, str], dict[str, list[dict[str, str]]]]:
    """What an object holds by name, `outer.inner` where it lies in others; lists of objects apart.

    Args:
        found: The object.
        prefix: Names of those that it lies in.
        depth: How many these are.
    """
    plain: dict[str, str] = {}
    lists: dict[str, list[dict[str, str]]] = {}
    for key, value in found.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth < _DEEPEST:
            inner, further = _flat(value, f"{name}.", depth + 1)
            plain |= inner
            lists |= further
        elif isinstance(value, list) and (rows := _rows(value)):
            lists[name] = rows
        elif value not in (None, "", [], {}):
            plain[name] = _written(value)
    return plain, lists


def _rows(found: list[Any]) -> list[dict[str, str]]:
    """A list of objects as the rows of a table, their own lists as they are written; or nothing."""
    if not all(isinstance(one, dict) for one in found):
        return []
    rows = []
    for one in found:
        plain, lists = _flat(one, depth=_DEEPEST - 1)
        rows.append(
            plain | {name: json.dumps(inner, ensure_ascii=False) for name, inner in lists.items()}
        )
    return rows if len(set(chain.from_iterable(rows))) <= _COLUMNS else []


def _written(value: object) -> str:
    """A value as people write it: those of a list beside each other."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ("、" if language("".join(value)) == "zh" else ", ").join(value)
    return json.dumps(value, ensure_ascii=False)
