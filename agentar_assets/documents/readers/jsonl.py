"""JSON lines to blocks: pairs of question and answer, titled texts, or rows of `key: value`."""

import json
from collections.abc import Iterator
from typing import Any

from agentar_assets.documents.blocks import Block, Page, normalised, unwrapped
from agentar_assets.documents.readers.decoding import decoded

_PAIRS = (
    ("question", "answer"),
    ("instruction", "output"),
    ("prompt", "response"),
    ("prompt", "completion"),
    ("query", "response"),
    ("问题", "答案"),
    ("问题", "回答"),
    ("问", "答"),
)
_TITLES = ("title", "标题", "name", "名称")
_TEXTS = ("text", "content", "body", "正文", "内容")
_ASKED_FURTHER = "input"
_HEADING = 2


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
    for asked, answered in _PAIRS:
        if _is_text(found.get(asked)) and _is_text(found.get(answered)):
            more = rest.pop(_ASKED_FURTHER, "") if asked == "instruction" else ""
            yield Block(_question(f"{rest.pop(asked)}\n{more}"), level=_HEADING)
            yield from _paragraphs(rest.pop(answered))
            yield from _pairs(rest)
            return
    title = next((key for key in _TITLES if _is_text(found.get(key))), None)
    text = next((key for key in _TEXTS if _is_text(found.get(key))), None)
    if title and text:
        yield Block(unwrapped(rest.pop(title)), level=_HEADING)
    if text:
        yield from _paragraphs(rest.pop(text))
    yield from _pairs(rest)


def _question(text: str) -> str:
    """A heading that is read as a question: it ends with its mark, or begins with one."""
    asked = unwrapped(normalised(text))
    return asked if asked.endswith(("?", "？")) else f"问：{asked}"


def _paragraphs(text: str) -> Iterator[Block]:
    for part in normalised(text).split("\n\n"):
        lines = [line for line in map(unwrapped, part.split("\n")) if line]
        yield from (Block(line, tight=place > 0) for place, line in enumerate(lines))


def _pairs(rest: dict[str, Any]) -> Iterator[Block]:
    said = [(key, value) for key, value in rest.items() if value not in (None, "", [], {})]
    for place, (key, value) in enumerate(said):
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield Block(unwrapped(normalised(f"{key}: {text}")), tight=place > 0)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
