"""Bytes to text: UTF-8, GB18030 and UTF-16, or the reason why they are no text."""

import codecs
import re
from collections.abc import Callable, Sequence
from typing import Final

from charset_normalizer import from_bytes

BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536
"""Characters or bytes by which an encoding is told."""
_COMMON = 0.9
"""Least share of a Chinese text's two-byte characters that are common ones (GB 2312, level 1)."""

_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\f"))
_CONTROLS_AT_MOST = 0.01
_UTF8_HAN = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){4,64}")


def decoded(data: bytes) -> str:
    """The text of a file.

    Raises:
        ValueError: The bytes are no text, or text in an encoding that is not read; the message
            starts with the code of the reason.
    """
    if not data.strip():
        raise ValueError("empty: the file holds no text")
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _strict(data, encoding)
    if b"\0" in data:
        return _wide(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _chinese(data, error)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"encoding: the mark says {encoding}, byte {error.start} is not: save it as UTF-8"
        ) from error


def _wide(data: bytes) -> str:
    """Text in UTF-16 without a mark; anything else that holds NUL is binary.

    Latin letters in one order of bytes are rare Han in the other: the more usual text is meant.
    """
    texts = (_read(data, encoding) for encoding in ("utf-16-le", "utf-16-be"))
    text = max(texts, key=lambda text: _share(text[:_SAMPLE], _usual))
    if text and _share(text[:_SAMPLE], lambda char: _plausible(char) or _usual(char)) >= _COMMON:
        return text
    raise ValueError("binary: the file holds NUL bytes and is no UTF-16 text")


def _chinese(data: bytes, error: UnicodeDecodeError) -> str:
    """Text in GB18030, or in UTF-16 of Han characters alone."""
    lines = data.count(b"\n", 0, error.start) + 1
    if place := _utf8(data):
        held = data.count(b"\n", 0, place - 1) + 1
        raise ValueError(
            f"encoding: mixed: line {held} is UTF-8, byte {error.start} in line {lines} is not: "
            "save all of it as UTF-8"
        )
    for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
        text = _read(data, encoding)
        controls = sum(char < " " and char not in "\t\n\r\f" for char in text)
        if text and not controls and _is_chinese([char for char in text if not char.isascii()]):
            return text
    if sum(byte in _CONTROLS for byte in data) > _CONTROLS_AT_MOST * len(data):
        raise ValueError("binary: the file holds control bytes and is no text")
    guess = from_bytes(data[:_SAMPLE]).best()
    near = f", perhaps {guess.encoding}" if guess else ""
    raise ValueError(
        f"encoding: byte {error.start} in line {lines} is not UTF-8, and it is not GB18030{near}: "
        "save it as UTF-8"
    )


def _utf8(data: bytes) -> int:
    """Place, from 1, of a passage of UTF-8 in bytes that are not UTF-8 throughout; 0: none.

    What makes sense in GB18030 as well is none.
    """
    for found in _UTF8_HAN.finditer(data):
        one, other = _read(found[0], "utf-8"), _read(found[0], "gb18030")
        if _is_chinese(one) and not _is_chinese([char for char in other if not char.isascii()]):
            return found.start() + 1
    return 0


def _read(data: bytes, encoding: str) -> str:
    """The text of bytes; empty where they are none of this encoding."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _is_chinese(chars: Sequence[str]) -> bool:
    """Whether characters are those that Chinese is written with."""
    common = sum(_is_common(char.encode("gb18030")) for char in chars)
    return common > 0 and common >= _COMMON * len(chars)


def _is_common(pair: bytes) -> bool:
    """Whether a two-byte character is a symbol or one of the 3,755 commonest of GB 2312."""
    return b"\xa1\xa1" <= pair <= b"\xd7\xfe" and pair[1:] >= b"\xa1"


def _share(text: str, holds: Callable[[str], bool]) -> float:
    return sum(map(holds, text)) / len(text) if text else 0.0


def _usual(char: str) -> bool:
    """Whether a character is an ASCII one that is printed, or a common one of Chinese."""
    if char.isascii():
        return " " <= char <= "~" or char in "\t\n\r"
    return _is_common(char.encode("gb18030"))


def _plausible(char: str) -> bool:
    return (
        " " <= char <= "~" or char in "\t\n\r" or "\u2010" <= char <= "\u9fff" or char >= "\uff00"
    )
