"""HTML to blocks: headings, paragraphs, lists and tables; nothing in it is ever executed."""

import re

from lxml import etree, html

from agentar_assets.documents.blocks import Block, Page, unwrapped

_SKIPPED = re.compile(
    "script|style|noscript|template|nav|svg|math|iframe|object|embed|canvas|button|select|"
    "textarea|head"
)
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|caption|dd|details|div|dl|dt|figcaption|figure|footer|"
    "form|header|hr|html|li|main|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul"
)
_EDGES = frozenset({"header", "footer"})
"""Left out where they hold no heading: then they belong to the site, not to the text."""
_LINES = frozenset({"li", "tr"})
_CELLS = frozenset({"td", "th"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def page(text: str) -> Page:
    """The blocks of an HTML page; scripts, navigation, site edges and hidden parts are left out.

    Raises:
        ValueError: The file holds no HTML at all, or nests it too deeply to be read whole.
    """
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
    meta = {m.get("name", "").lower(): m.get("content", "") for m in root.iter("meta")}
    named = unwrapped(title) if title else None
    return Page(walk.blocks, title=named or None, meta=meta | {"language": root.get("lang", "")})


class _Walk:
    """Goes through a tree and writes down its blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._line = ""

    def into(self, element: html.HtmlElement) -> None:
        """Read an element and all that is in it."""
        tag = element.tag
        if not isinstance(tag, str) or _SKIPPED.fullmatch(tag) or _hidden(element):
            return
        if tag in _EDGES and not element.xpath(".//h1|.//h2|.//h3"):
            return
        apart = tag in _HEADINGS or _BLOCKS.fullmatch(tag)
        if apart:
            self.flush()
        self._open(tag, element)
        self._text.append(element.text or "")
        for child in element:
            self.into(child)
            self._text.append(child.tail or "")
        if apart:
            self.flush(level=_HEADINGS.get(tag, 0), line=tag if tag in _LINES else "")

    def flush(self, *, level: int = 0, line: str = "") -> None:
        """End the block that is being read; lines of one kind in a row stand close together."""
        lines = [unwrapped(part) for part in "".join(self._text).split("\v")]
        self._text = []
        kept = [part.strip("| ") if line else part for part in lines if part.strip("| -")]
        close = bool(line) and line == self._line
        self.blocks += [Block(part, level, tight=bool(n) or close) for n, part in enumerate(kept)]
        self._line = line if kept else self._line

    def _open(self, tag: str, element: html.HtmlElement) -> None:
        if tag == "br":
            self._text.append("\v")
        elif tag == "li":
            self._text.append("- ")
        elif tag in _CELLS and element.getprevious() is not None:
            self._text.append(" | ")


def _hidden(element: html.HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style") or "") is not None
    )
