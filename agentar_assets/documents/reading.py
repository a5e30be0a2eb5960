"""From files to the documents table: text, sections, dates and standing of each."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from agentar_assets import records
from agentar_assets.documents import blocks, dates, front, html, markdown, plain, validity
from agentar_assets.documents.decoding import decoded
from agentar_assets.documents.files import File, files
from agentar_assets.documents.sections import Section, sections
from agentar_assets.documents.validity import Standing

_READERS: Final[dict[str, Callable[[str], blocks.Page]]] = {
    "markdown": markdown.page,
    "text": plain.page,
    "html": html.page,
}
_STATUTE = re.compile(r"(法|条例|规定|办法|解释|规则|细则|决定|编|批复|通知)([(（].{1,12}[)）])?$")
_ENACTED = re.compile(r"(?m)^[(（]?\d{4}年\d{1,2}月\d{1,2}日.*(通过|公布|发布|修订|修正|施行)")
_STATE_BODIES = re.compile(
    r"全国人民代表大会常务委员会|全国人民代表大会|国务院|最高人民法院|最高人民检察院|"
    r"中国人民银行|国家金融监督管理总局|中国证券监督管理委员会"
)
_FAQ_SHARE = 0.5
_HEAD = 400  # characters in which a document without articles tells of itself


@dataclass(frozen=True, slots=True)
class Document:
    """A file that could be read."""

    file: File
    title: str
    kind: str
    authority: str | None
    language: str
    text: str
    sections: list[Section]
    standing: Standing


def documents(folders: Sequence[Path]) -> pl.DataFrame:
    """Every file of the folders as `records.DOCUMENTS`, in the order of their paths.

    A file that cannot be read is a row with state `rejected` and the reason.

    Raises:
        FileNotFoundError: A folder does not exist.
        ValueError: No folder was named, or one holds no file.
    """
    rows: dict[str, dict[str, Any]] = {}
    read: dict[str, Document] = {}
    for file in files(folders):
        try:
            read[file.path] = document(file)
        except ValueError as error:
            rows[file.path] = _rejected(file, str(error))
    for standing in validity.settled(found.standing for found in read.values()):
        rows[standing.path] = _row(read[standing.path], standing)
    return pl.DataFrame([rows[path] for path in sorted(rows)], schema=records.DOCUMENTS)


def document(file: File) -> Document:
    """Read one file.

    Raises:
        ValueError: The file cannot be used; the message is the reason for its row.
    """
    if file.reason:
        raise ValueError(file.reason)
    meta, body = front.parted(blocks.normalised(decoded(file.data)))
    page = _READERS[file.format](body)
    text, placed = blocks.laid_out(page.blocks)
    if not text:
        raise ValueError("empty: no text is left when marks and scripts are taken away")
    meta = front.named(page.meta) | meta
    name = Path(file.path).stem
    title = meta.get("title") or _title(page) or re.sub(r"[(（]\d{4}.*$", "", name)
    parts = sections(placed, title)
    head = text[: next((part.start for part in parts if part.article), _HEAD)]
    authority = meta.get("authority") or _authority(title, head)
    kind = _kind(title, head, authority, parts)
    language = meta.get("language", "")[:2].lower()
    language = language if language in ("zh", "en") else blocks.language(text)
    public = dates.read(meta.get("published", "")) or dates.published(head, name)
    since = dates.read(meta.get("valid_from", "")) or dates.valid_from(text, head, public)
    standing = Standing(
        path=file.path,
        doc_id=_id(text.encode()),
        title=title,
        text=text,
        family=f"{language}/{kind if kind == 'statute' else authority}",
        published=public,
        valid_from=since or (None if kind == "statute" else public),
        valid_to=dates.read(meta.get("valid_to", "")),
        repeals=dates.repealed(text),
    )
    return Document(file, title, kind, authority, language, text, parts, standing)


def _title(page: blocks.Page) -> str | None:
    """The heading that a document opens with; a code and its book stand in two."""
    top: list[str] = []
    for block in page.blocks:
        if block.level != 1:
            break
        top.append(block.text)
    return " ".join(top) or page.title


def _kind(title: str, head: str, authority: str | None, parts: list[Section]) -> str:
    """`statute`, `rules` (articles of another writer), `faq` or `document`."""
    if any(part.article for part in parts):
        public = authority is None or _STATE_BODIES.match(authority)
        named = _STATUTE.search(title) or _ENACTED.search(head)
        return "statute" if public and named else "rules"
    asked = sum(part.section.endswith(("?", "？")) for part in parts)
    return "faq" if parts and asked >= _FAQ_SHARE * len(parts) else "document"


def _authority(title: str, head: str) -> str | None:
    """The body that made a statute: named last in its head, or in its title."""
    if named := _STATE_BODIES.match(title):
        return named[0]
    found = _STATE_BODIES.findall(re.sub(r"《.*?》|<.*?>", "", head.partition("\n")[2]))
    return found[-1] if found else None


def _id(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _row(found: Document, standing: Standing) -> dict[str, Any]:
    return {
        "doc_id": standing.doc_id,
        "path": standing.path,
        "title": found.title,
        "kind": found.kind,
        "format": found.file.format,
        "language": found.language,
        "authority": found.authority,
        "text": found.text,
        "sections": [part.row() for part in found.sections],
        "articles": sum(part.article for part in found.sections),
        "published": standing.published,
        "valid_from": standing.valid_from,
        "valid_to": standing.valid_to,
        "superseded_by": standing.superseded_by,
        "sha256": hashlib.sha256(found.file.data).hexdigest(),
        "state": standing.state,
        "reason": standing.reason,
    }


def _rejected(file: File, reason: str) -> dict[str, Any]:
    return dict.fromkeys(records.DOCUMENTS.names()) | {
        "doc_id": _id(file.path.encode() + file.data),
        "path": file.path,
        "format": file.format,
        "sections": [],
        "articles": 0,
        "sha256": hashlib.sha256(file.data).hexdigest() if file.data else None,
        "state": "rejected",
        "reason": reason,
    }
