"""What a Word file holds beside its body: footnotes, heads and feet, comments."""

from collections.abc import Callable, Iterator
from typing import Final

from docx.document import Document
from lxml import etree

from agentar_assets.documents.blocks import Block, language

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAMES: Final = {"zh": ("注释", "注{}：{}"), "en": ("Notes", "Note {}: {}")}
_SHOWN = 60  # characters of a head or foot that a note shows

Words = Callable[[etree._Element], str]
"""Gives the text of all paragraphs in an element."""


def footnotes(document: Document, words: Words) -> Iterator[Block]:
    """The footnotes and endnotes of a document, numbered, under a heading of their own."""
    said = [
        text
        for kind in ("footnote", "endnote")
        for root in _parts(document, f"{kind}s")
        for note in root.iterchildren(_W + kind)
        if note.get(_W + "type", "normal") == "normal" and (text := words(note))
    ]
    heading, line = _NAMES[language("".join(said))]
    if said:
        yield Block(heading, level=2)
    for number, text in enumerate(said, start=1):
        yield Block(line.format(number, text))


def left_out(document: Document, words: Words) -> Iterator[str]:
    """A note of each text at the edge of pages, and of the comments: no part of the document."""
    edges = (words(root) for kind in ("header", "footer") for root in _parts(document, kind))
    for text in dict.fromkeys(filter(None, edges)):
        yield f"left out at the edge of pages: '{text[:_SHOWN]}'"
    if count := sum(len(root) for root in _parts(document, "comments")):
        yield f"{count} comments: left out"


def _parts(document: Document, kind: str) -> Iterator[etree._Element]:
    """The roots of the parts of a kind; `packed.checked` has seen to it that none has entities."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            yield etree.fromstring(
                relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True)
            )
