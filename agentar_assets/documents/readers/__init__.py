"""From the bytes of a file to its blocks: a reader for each format, none of which runs a thing."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from agentar_assets.documents.blocks import Block, Page, normalised, unwrapped
from agentar_assets.documents.readers import (
    delimited,
    docx,
    html,
    jsonl,
    markdown,
    pdf,
    plain,
    xlsx,
)

LONGEST: Final = 40_000_000
"""Characters that a document may hold."""
BLOCKS_AT_MOST: Final = 1_000_000
"""Blocks of a document: a row of a table is one."""
_CODE = re.compile("[a-z0-9]+: ")
_NOTES_AT_MOST = 50
_NOTE_LENGTH = 300


def _tidied(reader: Callable[[bytes], Page], data: bytes) -> Page:
    """What a reader read, without control characters and empty blocks, and of a bounded size.

    Raises:
        ValueError: There is no text in the file, or too much.
    """
    page = _read(reader, data)
    blocks = [tidy for block in page.blocks if (tidy := _clean(block)).text]
    if not blocks:
        why = f" ({page.notes[0][:_NOTE_LENGTH]})" if page.notes else ""
        raise ValueError(f"empty: no text is left when marks and scripts are taken away{why}")
    size = sum(len(block.text) for block in blocks)
    for count, most, what in (
        (size, LONGEST, "characters"),
        (len(blocks), BLOCKS_AT_MOST, "lines and paragraphs"),
    ):
        if count > most:
            raise ValueError(f"oversized: {count} {what}, at most {most} are read: split the file")
    notes = [normalised(note)[:_NOTE_LENGTH] for note in page.notes]
    if len(notes) > _NOTES_AT_MOST:
        notes = [*notes[: _NOTES_AT_MOST - 1], f"and {len(notes) - _NOTES_AT_MOST + 1} more notes"]
    title = normalised(page.title).strip() if page.title else None
    meta = {normalised(key): normalised(value) for key, value in page.meta.items()}
    return replace(page, blocks=blocks, title=title or None, meta=meta, notes=tuple(notes))


def _read(reader: Callable[[bytes], Page], data: bytes) -> Page:
    try:
        return reader(data)
    except MemoryError:
        raise  # whoever set the limit knows better what it means
    except Exception as error:  # a door: what a parser throws at a damaged file is anybody's guess
        if isinstance(error, ValueError) and _CODE.match(str(error)):
            raise
        said = unwrapped(f"{type(error).__name__} {error}")[:100]
        raise ValueError(f"damaged: the file cannot be read ({said}): save it again") from error


def _clean(block: Block) -> Block:
    text = normalised(block.text).strip()
    return block if text == block.text else replace(block, text=text)


READERS: Final[dict[str, Callable[[bytes], Page]]] = {
    "markdown": partial(_tidied, markdown.page),
    "text": partial(_tidied, plain.page),
    "html": partial(_tidied, html.page),
    "pdf": partial(_tidied, pdf.page),
    "docx": partial(_tidied, docx.page),
    "xlsx": partial(_tidied, xlsx.page),
    "csv": partial(_tidied, delimited.page),
    "jsonl": partial(_tidied, jsonl.page),
}
"""By format, as `files.FORMATS` names it; each raises ValueError where it rejects a file, with a
message that starts with the code of the reason."""
