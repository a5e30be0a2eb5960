"""The packed streams of a PDF, unpacked without keeping them, before any parser sees them."""

import re
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Final

MOST: Final = 64 * 2**20
"""Bytes that a stream may unpack to; a page of text takes some thousand."""
MOST_IN_ALL: Final = 2**30
"""Bytes that all of them may unpack to."""
_DEEPEST = 8  # streams packed in streams
_STREAM = re.compile(rb"stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s{0,9}/Image\b")
_TOLD_IN = 1024  # bytes before a stream, in which stands what it is
_CHUNK, _PIECE = 2**12, 2**20


def checked(data: bytes) -> None:
    """Make sure that a PDF's streams unpack to a bounded size, those packed twice too.

    Pictures are passed over: no reader of text unpacks them.

    Raises:
        ValueError: They do not.
    """
    unpacked = 0
    for found in _STREAM.finditer(data):
        told = data[max(0, found.start() - _TOLD_IN) : found.start()]
        if not _PICTURE.search(told, told.rfind(b"obj") + 1):
            unpacked += _size(data, found.end())
        if unpacked > MOST_IN_ALL:
            raise ValueError(
                f"bomb: its streams unpack to over {MOST_IN_ALL} bytes: split the file"
            )


def _size(data: bytes, start: int) -> int:
    """Bytes that a stream unpacks to; 0 where it is not packed by deflate."""
    if not _is_packed(data[start : start + 2]):
        return 0
    pieces = _inflated(data[at : at + _CHUNK] for at in range(start, len(data), _CHUNK))
    for _ in range(_DEEPEST):
        first = next(pieces, b"")
        if not _is_packed(first):
            return len(first) + sum(map(len, pieces))
        pieces = _inflated(chain([first], pieces))
    raise ValueError(f"bomb: a stream is packed over {_DEEPEST} times: save the file anew")


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    """What a stream unpacks to, by pieces; it ends at the first damage, as parsers do."""
    inflate = zlib.decompressobj()
    size = 0
    for piece in packed:
        left = piece
        while left and not inflate.eof:
            try:
                found = inflate.decompress(left, _PIECE)
            except zlib.error:
                return
            left = inflate.unconsumed_tail
            size += len(found)
            if size > MOST:
                raise ValueError(f"bomb: a stream unpacks to over {MOST} bytes: save the file anew")
            if found:
                yield found
        if inflate.eof:
            return


def _is_packed(data: bytes) -> bool:
    """Whether bytes begin as those that zlib packs."""
    return len(data) > 1 and data[0] & 15 == 8 and int.from_bytes(data[:2]) % 31 == 0  # noqa: PLR2004
