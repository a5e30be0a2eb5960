"""From the bytes of a file to a row of `texts`: what stands in it, and what it says of itself."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, Final

from agentar_assets import personal, program, records, titles
from agentar_assets.documents import blocks, dates, days, headline, near, origin, repeals
from agentar_assets.documents.citing import references
from agentar_assets.documents.readers import READERS, scanned
from agentar_assets.documents.structure.sections import sections

LIBRARIES: Final = (
    "charset-normalizer",
    "lxml",
    "openpyxl",
    "pdfplumber",
    "pypdfium2",
    "python-docx",
)
"""What files are read with; the pictures of a PDF with `scanned.libraries`."""
_HEAD: Final = 400
"""Characters in which a document without articles tells of itself."""
_ANNEX: Final = ("附件", "附录")
"""How the heading of a text begins that stands behind another one."""


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a file, and what names them."""

    text_id: str
    sha256: str
    name: str
    """File name without its ending: it may tell the title and the day."""
    format: str
    data: bytes


def source(path: str, form: str, data: bytes) -> Source:
    """The bytes of a file under the name of what this program reads in them."""
    sha256 = hashlib.sha256(data).hexdigest()
    return Source(text_id(sha256, path, form), sha256, PurePath(path).stem, form, data)


def text_id(sha256: str, path: str, form: str) -> str:
    """Name of what this program reads in bytes of this hash under this file name."""
    recogniser = scanned.libraries() if form == "pdf" else ()
    code = program.code("agentar_assets.documents", *LIBRARIES, *recogniser)
    named = "\x1f".join((sha256, PurePath(path).stem, form, code))
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def text(file: Source) -> dict[str, Any]:
    """What stands in a file, as a row of `records.TEXTS`; where it cannot be read, the reason."""
    try:
        return _read(file)
    except ValueError as error:
        return refused(file, str(error))


def refused(file: Source, reason: str) -> dict[str, Any]:
    """The row of a file that cannot be read."""
    named = {"text_id": file.text_id, "doc_id": file.sha256[:16], "reason": reason}
    return dict.fromkeys(records.TEXTS.names()) | named


def _read(file: Source) -> dict[str, Any]:
    page = READERS[file.format](file.data)
    named, laid = headline.entitled(page, file.name)
    written, placed = blocks.laid_out(laid)
    if not written:
        raise ValueError("empty: no text is left when marks and scripts are taken away")
    masks = personal.masks(written)
    body = personal.masked(written, masks)
    title = personal.masked(named, personal.masks(named))
    parts = [part.row() for part in sections(_impersonal(placed, body), title)]
    return {
        "text_id": file.text_id,
        "doc_id": _id(body.encode()),
        "title": title,
        "language": _language(page.meta, body),
        "text": body,
        "sections": parts,
        "mentions": _mentions(body, parts, title),
        "masked": masks,
        "characters": len(body),
        "notes": list(page.notes),
        "pages": page.pages,
        "articles": _articles(parts),
        "signature": near.signature(body),
        "reason": None,
        **_standing(page.meta, title, body, parts, file.name),
    }


def _standing(
    meta: Mapping[str, str], title: str, body: str, parts: Sequence[Mapping[str, Any]], name: str
) -> dict[str, Any]:
    """What a document is, who made it and when, and what tells its copies.

    Where the lines above its first article state no day, those behind its last section may.
    """
    head = body[: next((part["start"] for part in parts if part["kind"] == "article"), _HEAD)]
    if not dates.revisions(head):
        head = f"{head}\n{body[parts[-1]['end'] if parts else len(body) :]}"
    from_whom = origin.origin(title, head, parts, meta)
    statute = from_whom.kind == "statute"
    return {
        **from_whom._asdict(),
        **_days(meta, body, head, name, statute=statute),
        "essence": near.essence(_said(body, head, parts, title) if statute else body),
    }


def _days(
    meta: Mapping[str, str], body: str, head: str, name: str, *, statute: bool
) -> dict[str, Any]:
    """What a document says of its days, in its front matter before its text."""
    public = days.read(meta.get("published", "")) or dates.published(head, name)
    since = days.read(meta.get("valid_from", "")) or dates.valid_from(body, head, public)
    return {
        "revisions": dates.revisions(head),
        "published": public,
        "valid_from": since or (None if statute else public),
        "valid_to": days.read(meta.get("valid_to", "")) or dates.valid_to(body, since),
        "retrieved": days.read(meta.get("retrieved", "")),
    }


def _mentions(body: str, parts: Sequence[Mapping[str, Any]], title: str) -> list[dict[str, Any]]:
    told = repeals.stated_repeals(body, title) + repeals.stated_amendments(body, title)
    return sorted(
        told + references.mentions(body, parts, title), key=lambda mention: mention["start"]
    )


def _articles(parts: Sequence[Mapping[str, Any]]) -> int:
    """How many articles a text has; those of an annex count where it has no others."""
    found = [part for part in parts if part["kind"] == "article"]
    annexed = sum(1 for part in found if part["heading"].startswith(_ANNEX))
    return len(found) - annexed or annexed


def _said(body: str, head: str, parts: Sequence[Mapping[str, Any]], title: str) -> str:
    """What a statute says: its title, its newest day, and its text from the first article on.

    The lines of its head tell of its making, some of more and some of less; a later day is that of
    another version.
    """
    starts = (part["start"] for part in parts if part["kind"] == "article")
    start = next(starts, None)
    if start is None:
        return body
    said = body[start : parts[-1]["end"]]
    return f"{titles.plained([title]).item()}\n{dates.published(head, '')}\n{said}"


def _language(meta: Mapping[str, str], body: str) -> str:
    named = meta.get("language", "")[:2].lower()
    return named if named in ("zh", "en") else blocks.language(body)


def _impersonal(placed: list[blocks.Placed], body: str) -> list[blocks.Placed]:
    """The blocks as the masked text has them, so that no name of a section holds personal data."""
    texts = [body[one.start : one.end] for one in placed]
    return [
        one if one.block.text == text else replace(one, block=replace(one.block, text=text))
        for one, text in zip(placed, texts, strict=True)
    ]


def _id(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
