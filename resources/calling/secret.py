"""The key of a service: read when needed, never shown."""

import os
import re
from pathlib import Path
from typing import Final

_LOOKS_LIKE_A_KEY: Final = re.compile(r"(?i)\b(?:sk|pk|key)-[\w-]{8,}|(?<=bearer )\S+")
_SHORTEST: Final = 8
"""Shorter values, such as `EMPTY`, keep nothing secret and may stand in any text."""


class NoKey(ValueError):
    """The key is not where it was said to be; the message says what to do."""


class Key:
    """A key in an environment variable, or in a file that somebody rotates; or none at all."""

    def __init__(self, variable: str, file: str) -> None:
        self._variable, self._file = variable, file
        self._seen: set[bytes] = set()
        self.value: str | None = None

    @property
    def where(self) -> str:
        """Where the key is to be put right, for people."""
        if self._file:
            return f"the file {self._file}"
        return f"variable {self._variable}" if self._variable else "`key_variable`"

    def read(self) -> str | None:
        """The key as it is now; null where the service needs none.

        Raises:
            NoKey: The variable is not set, the file is not there, or it holds no key.
        """
        self.value = self._read()
        if self.value and len(self.value) >= _SHORTEST:
            self._seen.add(self.value.encode())
        return self.value

    def hidden(self, body: bytes) -> bytes:
        """The bytes without any key that was ever read."""
        for value in self._seen:
            if value in body:
                body = body.replace(value, b"[key]")
        return body

    def _read(self) -> str | None:
        if not (self._file or self._variable):
            return None
        try:
            said = Path(self._file).read_text("utf-8") if self._file else self._environment()
        except NoKey:
            raise
        except (OSError, ValueError) as error:
            raise NoKey(f"{self.where} cannot be read: {type(error).__name__}") from error
        value = said.strip()
        if not value:
            raise NoKey(f"{self.where} is not set")
        if not re.fullmatch(r"[!-~]+", value):
            raise NoKey(f"{self.where} holds characters that no key has: set it anew")
        return value

    def _environment(self) -> str:
        if not re.fullmatch(r"[A-Za-z_]\w*", self._variable):
            raise NoKey("key_variable is no name of a variable: name one, and put the key there")
        return os.environ.get(self._variable, "")


def shown(text: str, most: int = 80) -> str:
    """The beginning of a foreign text, in one printable line, without what looks like a key."""
    start = " ".join(text[: 4 * most].split())
    printable = "".join(char if char.isprintable() else "�" for char in start)
    return _LOOKS_LIKE_A_KEY.sub("[key]", printable)[:most]
