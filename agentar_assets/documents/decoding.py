"""Bytes to text: UTF-8, GB18030 and UTF-16, or the reason why they are no text."""

import codecs
from typing import Final

from charset_normalizer import from_bytes

BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_COMMON = 0.9
"""Least share of a Chinese text's two-byte characters that are common ones (GB 2312, level 1)."""

_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r\f"))
_CONTROLS_AT_MOST = 0.01


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
    """Text in UTF-16 without a mark; anything else that holds NUL is binary."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum(map(_plausible, text)) >= _COMMON * len(text):
            return text
    raise ValueError("binary: the file holds NUL bytes and is no UTF-16 text")


def _chinese(data: bytes, error: UnicodeDecodeError) -> str:
    """Text in GB18030, if its characters are those that Chinese is written with."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    wide = [char.encode("gb18030") for char in text if not char.isascii()]
    common = [pair for pair in wide if _is_common(pair)]
    controls = sum(char < " " and char not in "\t\n\r\f" for char in text)
    if wide and not controls and len(common) >= _COMMON * len(wide):
        return text
    if sum(byte in _CONTROLS for byte in data) > _CONTROLS_AT_MOST * len(data):
        raise ValueError("binary: the file holds control bytes and is no text")
    guess = from_bytes(data[:65536]).best()
    near = f", perhaps {guess.encoding}" if guess else ""
    raise ValueError(
        f"encoding: byte {error.start} is not UTF-8, and it is not GB18030{near}: save it as UTF-8"
    )


def _is_common(pair: bytes) -> bool:
    """Whether a two-byte character is a symbol or one of the 3,755 commonest of GB 2312."""
    return b"\xa1\xa1" <= pair <= b"\xd7\xfe" and pair[1:] >= b"\xa1"


def _plausible(char: str) -> bool:
    return (
        " " <= char <= "~" or char in "\t\n\r" or "\u2010" <= char <= "\u9fff" or char >= "\uff00"
    )
