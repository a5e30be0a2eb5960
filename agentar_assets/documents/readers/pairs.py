"""Questions with their answers, as rows and objects hold them, to headings with their text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from agentar_assets.documents.blocks import Block, normalised, unwrapped
from agentar_assets.documents.readers import tables

NAMES: Final = (
    ("question", "answer"),
    ("instruction", "output"),
    ("prompt", "response"),
    ("prompt", "completion"),
    ("query", "response"),
    ("问题", "答案"),
    ("问题", "回答"),
    ("问", "答"),
)
"""What the two are called."""


def named(found: Mapping[str, object]) -> tuple[str, str] | None:
    """The keys of a question and of its answer, where both hold text; null: there is no pair."""
    keys = {key.strip().lower(): key for key, value in found.items() if is_text(value)}
    pairs = ((keys.get(asked), keys.get(told)) for asked, told in NAMES)
    return next(((asked, told) for asked, told in pairs if asked and told), None)


def rows(table: Sequence[Sequence[str]], level: int = 2) -> Iterator[Block]:
    """The rows of a table, as pairs where its head names a question and an answer.

    Args:
        table: Its rows; where they are no pairs, see `tables.blocks`.
        level: Of the heading that a question becomes.
    """
    head = [name.strip() for name in table[0]] if table else []
    if len(set(head)) < len(head) or not named({name: name for name in head}):
        yield from tables.blocks(table)
        return
    for row in table[1:]:
        found = dict(zip(head, row, strict=False))
        if pair := named(found):
            yield question(found.pop(pair[0]), level)
            yield from paragraphs(found.pop(pair[1]))
        yield from lines((name, text) for name, text in found.items() if text.strip())


def question(text: str, level: int = 2) -> Block:
    """A heading that is read as a question: it ends with its mark, or begins with one."""
    asked = unwrapped(normalised(text))
    return Block(asked if asked.endswith(("?", "？")) else f"问：{asked}", level=level)


def paragraphs(text: str) -> Iterator[Block]:
    """A text of several lines: blank ones part its paragraphs."""
    for part in normalised(text).split("\n\n"):
        found = [line for line in map(unwrapped, part.split("\n")) if line]
        yield from (Block(line, tight=place > 0) for place, line in enumerate(found))


def lines(said: Iterable[tuple[str, str]]) -> Iterator[Block]:
    """Names and values, one line each."""
    for place, (name, text) in enumerate(said):
        yield Block(unwrapped(normalised(f"{name}: {text}")), tight=place > 0)


def is_text(value: object) -> bool:
    """Whether a value is a text that holds something."""
    return isinstance(value, str) and bool(value.strip())
