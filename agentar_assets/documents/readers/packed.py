"""Office files as the ZIP archives that they are, checked before any parser sees them."""

import io
import zipfile
import zlib
from typing import Final

MOST: Final = 256 * 2**20
"""Bytes that an archive may unpack to."""
MOST_XML: Final = 64 * 2**20
"""Bytes that one of its XML parts may unpack to: a parser takes several times as much."""
_ENTRIES_AT_MOST = 10_000
_RATIO_AT_MOST = 1000  # deflate reaches 1032, text that people wrote 50
_RATIO_FROM = 2**20
_CHUNK = 2**20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def checked(data: bytes, part: str, form: str) -> None:
    """Make sure that an archive is what its name says, and safe to unpack.

    Args:
        data: The file.
        part: The part that it must hold.
        form: The ending of such files, for people to read.

    Raises:
        ValueError: It is not, or unpacks to too much, or its XML declares entities.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise ValueError(f"encrypted: the {form} needs a password: save it without one")
        raise ValueError(f"format: an old Office file was found: save it as {form}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _sized(archive)
            if part not in archive.namelist():
                raise ValueError(f"format: the archive holds no {part}: save it as {form} again")
            for entry in archive.infolist():
                _unpacked(archive, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        # NotImplementedError, of a method that is not known, is a RuntimeError too.
        raise ValueError(f"damaged: no whole {form}: {str(error)[:100]}: save it again") from error


def _sized(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > _ENTRIES_AT_MOST:
        raise ValueError(f"bomb: {len(entries)} entries, at most {_ENTRIES_AT_MOST} are read")
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise ValueError("damaged: two entries of the archive have one name: save it again")
    size = sum(entry.file_size for entry in entries)
    if size > MOST:
        raise ValueError(f"bomb: it unpacks to {size} bytes, at most {MOST} are read")
    for entry in entries:
        if entry.file_size > max(_RATIO_FROM, _RATIO_AT_MOST * entry.compress_size):
            raise ValueError(f"bomb: {entry.file_size} bytes out of {entry.compress_size}")
        if _is_xml(entry) and entry.file_size > MOST_XML:
            raise ValueError(f"oversized: an XML part of {entry.file_size} bytes: split the file")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpack an entry without keeping it: its true size, its checksum, and what its XML declares.

    `zipfile` stops at the declared size, and what stops there too early fails its checksum.
    """
    tail = b""
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            if _is_xml(entry):
                plain = tail + chunk.replace(b"\0", b"")  # UTF-16 as well
                if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                    raise ValueError("bomb: its XML declares entities, which no Office file needs")
                tail = plain[-16:]


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith((".xml", ".rels", ".vml"))
