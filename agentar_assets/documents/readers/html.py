"""HTML to blocks: headings, paragraphs, lists and tables; nothing in it is ever executed."""

import re
from collections.abc import Iterator

from lxml import etree, html

from agentar_assets.documents.blocks import Block, Page, normalised, unwrapped
from agentar_assets.documents.readers import front, tables
from agentar_assets.documents.readers.decoding import decoded

_SKIPPED = re.compile(
    "script|style|noscript|template|nav|svg|math|iframe|object|embed|canvas|button|select|"
    "textarea|head"
)
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|caption|dd|details|div|dl|dt|figcaption|figure|footer|"
    "form|header|hr|html|li|main|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_EDGES = frozenset({"header", "footer"})
"""Left out where they hold no heading: then they belong to the site, not to the text."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LINES = frozenset({"br", "div", "li", "p", "tr"})
"""Of a cell, those in a table in it too."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LAID_OUT = ".//table|.//h1|.//h2|.//h3|.//h4|.//ul|.//ol|.//td[count(.//p) > 3]"
"""What a table holds that only lays out a page, unless the cells of its first row are heads."""
_HEADS = "(./tr|./*/tr)[1]/th"


def page(data: bytes) -> Page:
    """The blocks of an HTML page; scripts, navigation, site edges and hidden parts are left out.

    Raises:
        ValueError: The file holds no HTML at all, or nests it too deeply to be read whole.
    """
    meta, text = front.parted(normalised(decoded(data)))
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError as error:
        raise ValueError("empty: there is no HTML in the file") from error
    if fatal := [entry.message for entry in parser.error_log if entry.level_name == "FATAL"]:
        raise ValueError(f"html: the parser gave up ({fatal[0].lower()}): simplify the page")
    walk = _Walk()
    walk.into(root)
    walk.flush()
    title = next((b.text for b in walk.blocks if b.level == 1), None) or root.findtext(".//title")
    said = {m.get("name", "").lower(): m.get("content", "") for m in root.iter("meta")}
    named = front.named(said | {"language": root.get("lang", "")}) | meta
    return Page(walk.blocks, title=unwrapped(title) if title else None, meta=named)


class _Walk:
    """Goes through a tree and writes down its blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._listed = False

    def into(self, element: html.HtmlElement) -> None:
        """Read an element and all that is in it."""
        tag = element.tag
        if _is_skipped(element):
            return
        if tag in _EDGES and not element.xpath(".//h1|.//h2|.//h3"):
            return
        apart = tag in _HEADINGS or _BLOCKS.fullmatch(tag)
        if apart:
            self.flush()
        if tag == "table" and (element.xpath(_HEADS) or not element.xpath(_LAID_OUT)):
            self._table(element)
            return
        self._text.append({"br": "\v", "li": "- "}.get(tag, ""))
        self._text.append(element.text or "")
        for child in element:
            self.into(child)
            self._text.append(child.tail or "")
        if apart:
            self.flush(level=_HEADINGS.get(tag, 0), listed=tag == "li")

    def flush(self, *, level: int = 0, listed: bool = False) -> None:
        """End the block that is being read; the items of a list stand close together."""
        lines = [unwrapped(part) for part in "".join(self._text).split("\v")]
        self._text = []
        kept = [part for part in lines if part.strip("- ")]
        close = listed and self._listed
        self.blocks += [Block(part, level, tight=bool(n) or close) for n, part in enumerate(kept)]
        self._listed = listed if kept else self._listed

    def _table(self, table: html.HtmlElement) -> None:
        self._listed = False
        for caption in table.iterchildren("caption"):
            self.into(caption)
        lines = [line for line in table.xpath("./tr|./*/tr") if not _is_skipped(line)]
        rows = tables.spread(_cells(line) for line in lines)
        head = bool(lines) and (lines[0].getparent().tag == "thead" or lines[0].find("td") is None)
        self.blocks += tables.blocks(rows, head=head or None)


def _cells(line: html.HtmlElement) -> Iterator[tables.Cell]:
    for cell in line.iterchildren("td", "th"):
        text = "" if _is_skipped(cell) else unwrapped("".join(_words(cell)))
        yield tables.Cell(text, across=_span(cell, "colspan"), down=_span(cell, "rowspan"))


def _words(element: html.HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not _is_skipped(child):
            yield "\n" if child.tag in _LINES else " " if child.tag in ("td", "th") else ""
            yield from _words(child)
        yield child.tail or ""


def _span(cell: html.HtmlElement, name: str) -> int:
    written = cell.get(name, "").strip()
    return max(1, int(written)) if re.fullmatch("[0-9]{1,4}", written) else 1


def _is_skipped(element: html.HtmlElement) -> bool:
    """Whether an element is none that people read: a script, a comment, or hidden."""
    return (
        not isinstance(element.tag, str)
        or _SKIPPED.fullmatch(element.tag) is not None
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style") or "") is not None
    )
