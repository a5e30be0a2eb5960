"""YAML read with the line of every key, so that an error can name file, line and key."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a YAML file and the key and line it stands at."""

    path: Path
    key: str
    line: int
    node: yaml.Node

    def error(self, message: str) -> ValueError:
        """What is wrong here, for a person to mend: `file:line: key: message`."""
        return ValueError(f"{self.path}:{self.line}: {self.key}: {message}")

    def entries(self) -> "dict[str, Entry]":
        """The fields of a mapping, in the order of the file.

        Raises:
            ValueError: This is no mapping, or a key stands in it twice.
        """
        found: dict[str, Entry] = {}
        for entry in self._pairs():
            if entry.key in found:
                raise entry.error(
                    f"duplicate key in {self.key}, first at line {found[entry.key].line}"
                )
            found[entry.key] = entry
        return found

    def fields(self, needed: tuple[str, ...], allowed: tuple[str, ...] = ()) -> "dict[str, Entry]":
        """The fields of a mapping of which every name is known.

        Raises:
            ValueError: A needed field is missing, or a field is neither needed nor allowed.
        """
        found = self.entries()
        if missing := [name for name in needed if name not in found]:
            raise self.error(f"missing field {', '.join(missing)}")
        for name, entry in found.items():
            if name not in needed + allowed:
                raise entry.error(f"unknown field in {self.key}{close(name, needed + allowed)}")
        return found

    def text(self) -> str:
        """A scalar as it is written, not empty."""
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            raise self.error("a text was expected")
        return str(self.node.value)

    def texts(self) -> tuple[str, ...]:
        """A list of scalars."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error("a list was expected, such as [one, two]")
        return tuple(
            Entry(self.path, self.key, item.start_mark.line + 1, item).text()
            for item in self.node.value
        )

    def number(self) -> float:
        """A number."""
        try:
            return float(self.text())
        except ValueError:
            raise self.error(f"a number was expected, {self.text()!r} came") from None

    def _pairs(self) -> "Iterator[Entry]":
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("a mapping was expected, such as {key: value}")
        for key, value in self.node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else str(key.tag)
            yield Entry(self.path, name, key.start_mark.line + 1, value)


def read(path: Path) -> Entry:
    """The whole of a YAML file, as one entry.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is not YAML, or holds nothing.
    """
    if not path.is_file():
        raise FileNotFoundError(f"taxonomy {path}: no such file: name one in AGENTAR_TAXONOMY")
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not UTF-8 (byte {error.start}): save it as UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ValueError(f"{path}:{line}: not YAML: {getattr(error, 'problem', error)}") from error
    if root is None:
        raise ValueError(f"{path}:1: empty file: a taxonomy was expected")
    return Entry(path, path.name, 1, root)


def close(name: str, known: "tuple[str, ...] | list[str]") -> str:
    """`; did you mean …?` with the names nearest to a wrong one, or nothing."""
    near = get_close_matches(name, known, n=3, cutoff=0.6)
    return f"; did you mean {', '.join(near)}?" if near else ""
