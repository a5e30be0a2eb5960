"""The durable store of calls: what was asked of a model, paid for, and came back; never twice."""

import fcntl
import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

Messages = list[dict[str, str]]

_LOOKED_UP: Final = 500
"""Keys in one SELECT."""
_PATIENCE: Final = 60.0
"""Seconds to wait while another process writes."""
_APPLICATION: Final = 0x41474C4C
"""Marks the file as ours, in SQLite's header."""
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the same messages, asked for one or more samples."""

    messages: Messages
    samples: tuple[int, ...]
    """Which samples of the prompt are asked for, from 0, without a gap."""
    keys: tuple[str, ...]
    """Key of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One sample as it came, thinking and all."""

    content: str | None
    reasoning: str | None = None
    """Thinking that the server gave apart from the content."""
    fault: str | None = None
    """Why it is of no use, though it was paid."""
    finish_reason: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    latency: float = 0.0
    """Seconds from the last attempt's start to its last byte."""
    attempts: int = 1
    model: str | None = None
    """As the server names it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call: replies to its first samples, or an error."""

    call: Call
    replies: Sequence[Reply] = ()
    error: str | None = None
    attempts: int = 0


_COLUMNS: Final = [field.name for field in fields(Reply)]
_values: Final = attrgetter(*_COLUMNS)
_TABLES: Final = f"""
CREATE TABLE IF NOT EXISTS calls(
    key TEXT PRIMARY KEY, {", ".join(_COLUMNS)}, asked TEXT, time REAL, run TEXT);
CREATE TABLE IF NOT EXISTS asked(id TEXT PRIMARY KEY, parameters TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spent(
    day TEXT, run TEXT, tokens INTEGER, money REAL, PRIMARY KEY(day, run)) WITHOUT ROWID;
"""
_KEEP: Final = f"INSERT OR IGNORE INTO calls VALUES (?{', ?' * (len(_COLUMNS) + 3)})"
_ASKED: Final = "INSERT OR IGNORE INTO asked VALUES (?, ?)"
_SPEND: Final = """
INSERT INTO spent VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
SET tokens = tokens + excluded.tokens, money = money + excluded.money
"""


class Keys:
    """Names calls by their content: the same call is the same key, on every machine."""

    def __init__(self, model: str, revision: str, parameters: Mapping[str, Any]) -> None:
        self.shared = canonical({"model": model, "parameters": parameters, "revision": revision})
        """What all calls have in common, as JSON."""

    def of(self, messages: Messages, samples: Iterable[int]) -> list[str]:
        """Key of each sample: SHA-256 of the canonical JSON of all that the call is."""
        said = f'{{"messages":{canonical(messages)},{self.shared[1:-1]},"sample":'.encode()
        common = hashlib.sha256(said)
        keys = []
        for sample in samples:
            one = common.copy()
            one.update(b"%d}" % sample)
            keys.append(one.hexdigest())
        return keys


def canonical(value: object) -> str:
    """The one way in which we write a JSON value.

    Raises:
        ValueError: It holds a number that JSON does not know.
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


class Calls:
    """The store: one SQLite file that several processes may share, of calls that were answered.

    What `keep` has returned from outlives SIGKILL. Keys of a service are never part of a call.
    """

    def __init__(self, path: Path) -> None:
        """Open the store, made when missing.

        Raises:
            ValueError: The file is damaged, or is none of ours.
            OSError: It cannot be read or written.
        """
        self.path = path
        with self._said():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Reading and keeping happen on two threads: each has a connection of its own.
            with _alone(path.with_suffix(".opening")):
                self._reading, self._keeping = self._opened(), self._opened()

    def found(self, keys: Sequence[str]) -> dict[str, Reply]:
        """The replies that are here, by key."""
        found: dict[str, Reply] = {}
        with self._said():
            for start in range(0, len(keys), _LOOKED_UP):
                some = keys[start : start + _LOOKED_UP]
                marks = ", ".join("?" * len(some))
                select = f"SELECT key, {', '.join(_COLUMNS)} FROM calls WHERE key IN ({marks})"
                for key, *values in self._reading.execute(select, some):
                    found[key] = Reply(**dict(zip(_COLUMNS, values, strict=True)))
        return found

    def keep(self, replies: Mapping[str, Reply], *, shared: str, run: str) -> None:
        """Keep replies by their key, and count what they cost; in one commit.

        Args:
            replies: As they came.
            shared: How they were asked for: model, revision and parameters, as JSON.
            run: Who asked.

        Raises:
            OSError: They cannot be written; none is kept.
        """
        now, asked = time.time(), hashlib.sha256(shared.encode()).hexdigest()[:16]
        rows = [(key, *_values(reply), asked, now, run) for key, reply in replies.items()]
        tokens = sum((r.prompt_tokens or 0) + (r.completion_tokens or 0) for r in replies.values())
        money = sum(r.cost or 0.0 for r in replies.values())
        with self._said(), self._keeping:
            self._keeping.execute("BEGIN IMMEDIATE")
            self._keeping.execute(_ASKED, (asked, shared))
            self._keeping.executemany(_KEEP, rows)
            self._keeping.execute(_SPEND, (_day(now), run, tokens, money))

    def spent(self, *, run: str | None = None) -> tuple[int, float]:
        """Tokens and money spent by a run, on any day; or by all of them today, in UTC."""
        where, value = ("day", _day(time.time())) if run is None else ("run", run)
        select = f"SELECT total(tokens), total(money) FROM spent WHERE {where} = ?"
        with self._said():
            tokens, money = self._keeping.execute(select, (value,)).fetchone()
        return int(tokens), money

    def close(self) -> None:
        """Let go of the file."""
        self._reading.close()
        self._keeping.close()

    def _opened(self) -> sqlite3.Connection:
        file = sqlite3.connect(
            self.path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        tables, marked, version = (  # in this order: whoever makes the tables marks them before
            file.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("schema_version", "application_id", "user_version")
        )
        if tables and (marked, version) != (_APPLICATION, _VERSION):
            raise ValueError(
                f"{self.path} is no call store of version {_VERSION}, but another program's file: "
                "name another file"
            )
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = NORMAL")  # outlives a kill; a power cut may cost seconds
        if not tables:
            marks = f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_VERSION};"
            file.executescript(f"BEGIN IMMEDIATE; {marks} {_TABLES} COMMIT;")
        return file

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Errors of SQLite, in words for people."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise OSError(
                f"the call store {self.path}: {error}: make room or give leave to write there, "
                "then run again: what was kept is not asked again"
            ) from error
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # a fault of ours, not of the file
                raise
            raise ValueError(
                f"the call store {self.path} is damaged, or is none: {error}: "
                "move it away, or bring back a copy of it"
            ) from error


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold a file against other processes: two that open a new store at once would both make it."""
    with path.open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _day(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d")
