"""Answers in JSON that say what a text holds: spans, slots, triples, events, fields, tables."""

from collections.abc import Callable

from training.forms.reading import dumped, json_value, plain, quantity, value

_Entry = tuple[str | tuple[tuple[str, object], ...], ...]


def spans(text: str) -> str | None:
    """Set of (type, text); `[]` says that there is none."""
    return _set_of(text, _typed)


def triples(text: str) -> str | None:
    """Set of (head, relation, tail); `[]` says that there is none."""
    return _set_of(text, _triple)


def events(text: str) -> str | None:
    """Set of (type, arguments by name, numerals in one writing); `[]` says that there is none."""
    return _set_of(text, _event)


def slots(text: str) -> str | None:
    """Slot by name, numerals in one writing."""
    filled = json_value(text)
    if not isinstance(filled, dict):
        return None
    if any(isinstance(said, bool | dict | list) or said is None for said in filled.values()):
        return None
    pairs = {plain(name): value(str(said)) for name, said in filled.items()}
    return dumped(sorted(pairs.items())) if len(pairs) == len(filled) else None


def fields(text: str) -> str | None:
    """Span by field, as it is written: a span is not rewritten, not even its numerals."""
    filled = json_value(text)
    named = _named(filled, _span)
    return None if named is None else dumped(named)


def table(text: str) -> str | None:
    """Value by row and column, numerals in one writing; no row without a value."""
    rows = json_value(text)
    named = _named(rows, lambda row: _named(row, quantity) or None)
    return dumped(named) if named else None


def _set_of(text: str, read: Callable[[dict[object, object]], _Entry | None]) -> str | None:
    listed = json_value(text)
    if not isinstance(listed, list):
        return None
    entries = {read(entry) if isinstance(entry, dict) else None for entry in listed}
    return None if None in entries else dumped(sorted(entry for entry in entries if entry))


def _typed(entry: dict[object, object]) -> _Entry | None:
    if set(entry) != {"type", "text"}:
        return None
    kind, text = entry["type"], entry["text"]
    if not (isinstance(kind, str) and isinstance(text, str) and text.strip()):
        return None
    return plain(kind), plain(text)


def _triple(entry: dict[object, object]) -> _Entry | None:
    if set(entry) != {"head", "relation", "tail"}:
        return None
    head, relation, tail = (_span(entry[key]) for key in ("head", "relation", "tail"))
    return (head, relation, tail) if head and relation and tail else None


def _event(entry: dict[object, object]) -> _Entry | None:
    if set(entry) != {"type", "arguments"}:
        return None
    kind, arguments = _span(entry["type"]), _named(entry["arguments"], quantity)
    return None if kind is None or arguments is None else (kind, tuple(arguments))


def _span(said: object) -> str | None:
    return plain(said) or None if isinstance(said, str) else None


def _named(filled: object, read: Callable[[object], object]) -> list[tuple[str, object]] | None:
    """Pairs in order of their names; null where a value or a name cannot be read or is double."""
    if not isinstance(filled, dict):
        return None
    pairs = {plain(name): read(said) for name, said in filled.items()}
    if len(pairs) < len(filled) or None in pairs.values() or "" in pairs:
        return None
    return sorted(pairs.items(), key=lambda pair: pair[0])
