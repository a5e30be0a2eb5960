"""Hashed windows of many texts at once: the shingles of deduplication and decontamination."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

BASE: Final = 0x9E3779B97F4A7C15
"""Odd, so that it has an inverse modulo 2**64."""

INVERSE: Final = pow(BASE, -1, 2**64)

HAN: Final = (range(0x3400, 0xA000), range(0x20000, 0x323B0))
LETTERS: Final = (
    *(range(0x30, 0x3A), range(0x41, 0x5B), range(0x61, 0x7B)),
    *(range(0xC0, 0xD7), range(0xD8, 0xF7), range(0xF8, 0x2000)),
)
"""Code points of what words are made of: figures, Latin, and the scripts beside it."""


@dataclass(frozen=True)
class Windows:
    """Spans of characters, each of one text: (window,) arrays."""

    row: Integers
    start: Integers
    end: Integers
    """Offsets into the joined text, end exclusive."""

    def where(self, mask: NDArray[np.bool_]) -> "Windows":
        """The windows that the mask keeps."""
        return Windows(self.row[mask], self.start[mask], self.end[mask])


class Corpus:
    """Texts joined end to end, so that all their windows are hashed in a few array operations.

    A window's hash is that of its characters alone, the same in every corpus and every process.
    """

    def __init__(self, texts: pl.Series) -> None:
        """Join the texts; null counts as empty."""
        filled = texts.fill_null("")
        self.text = "".join(filled)
        self.codes = np.frombuffer(self.text.encode("utf-32-le"), dtype=np.uint32)
        lengths = filled.str.len_chars().to_numpy().astype(np.int64)
        self.bounds: Integers = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        """Text i is `text[bounds[i]:bounds[i + 1]]`, (texts + 1,)."""

    @cached_property
    def _sums(self) -> Hashes:
        """Running sums of mixed character times BASE**place, modulo 2**64, (characters + 1,)."""
        with np.errstate(over="ignore"):
            terms = _mixed(self.codes.astype(np.uint64)) * self._powers(BASE)
            return np.concatenate([np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)])

    @cached_property
    def _inverses(self) -> Hashes:
        return self._powers(INVERSE)

    def _powers(self, base: int) -> Hashes:
        steps = np.full(len(self.codes), base, dtype=np.uint64)
        steps[:1] = 1
        return np.cumprod(steps, dtype=np.uint64)

    @cached_property
    def _han(self) -> Integers:
        """How many of the first i characters are Han, (characters + 1,)."""
        han = _within(self.codes, HAN)
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(han, dtype=np.int64)])

    def hashes(self, windows: Windows) -> Hashes:
        """Hash of each window, (window,); of an empty one too."""
        spread = self._sums[windows.end] - self._sums[windows.start]
        started = np.minimum(windows.start, max(len(self.codes) - 1, 0))
        shifts = self._inverses[started] if len(self.codes) else np.ones_like(spread)
        return _mixed(spread * shifts + (windows.end - windows.start).astype(np.uint64))

    def han(self, windows: Windows) -> Integers:
        """How many Han characters each window holds, (window,)."""
        return self._han[windows.end] - self._han[windows.start]

    def wholes(self) -> Windows:
        """Every text as one window."""
        rows = np.arange(len(self.bounds) - 1, dtype=np.int64)
        return Windows(rows, self.bounds[:-1], self.bounds[1:])

    def characters(self, size: int) -> Windows:
        """Every window of `size` characters."""
        starts = np.arange(len(self.codes) - size + 1, dtype=np.int64)
        rows = self._rows(starts)
        windows = Windows(rows, starts, starts + size)
        return windows.where(windows.end <= self.bounds[rows + 1])

    def words(self, size: int) -> Windows:
        """Every window of `size` words, with what stands between them; no word is Han."""
        starts, ends = self._words
        first = np.arange(max(len(starts) - size + 1, 0), dtype=np.int64)
        windows = Windows(self._rows(starts[first]), starts[first], ends[first + size - 1])
        inside = windows.end <= self.bounds[windows.row + 1]
        return windows.where(inside & (self.han(windows) == 0))

    @cached_property
    def _words(self) -> tuple[Integers, Integers]:
        inside = np.concatenate([[False], _within(self.codes, LETTERS), [False]])
        cut = np.zeros(len(inside), dtype=np.bool_)
        cut[self.bounds] = True  # a word ends where its text ends
        starts = np.flatnonzero(inside[1:-1] & (~inside[:-2] | cut[:-2]))
        ends = np.flatnonzero(inside[1:-1] & (~inside[2:] | cut[1:-1])) + 1
        return starts, ends

    def _rows(self, starts: Integers) -> Integers:
        return np.searchsorted(self.bounds, starts, side="right").astype(np.int64) - 1


def shingles(texts: pl.Series, *, characters: int, words: int) -> pl.DataFrame:
    """What a text is made of, as a set: `row` and `hash`, each pair once.

    Windows of characters where a text has Han characters, of words where it has none; a text
    that is shorter than its window is its own one shingle. Figures stay what they are.
    """
    corpus = Corpus(texts)
    wholes = corpus.wholes()
    chinese = corpus.han(wholes) > 0
    by_character, by_word = corpus.characters(characters), corpus.words(words)
    windows = [by_character.where(chinese[by_character.row]), by_word.where(~chinese[by_word.row])]
    found = np.zeros(len(wholes.row), dtype=np.bool_)
    for some in windows:
        found[some.row] = True
    return pl.concat(
        hashed(corpus, some).select("row", "hash") for some in (*windows, wholes.where(~found))
    ).unique(maintain_order=True)


def hashed(corpus: Corpus, windows: Windows) -> pl.DataFrame:
    """The windows as a table: `row`, `start` and `end` within the joined text, `hash`."""
    return pl.DataFrame(
        {
            "row": windows.row,
            "start": windows.start,
            "end": windows.end,
            "hash": corpus.hashes(windows),
        },
        schema={"row": pl.Int64, "start": pl.Int64, "end": pl.Int64, "hash": pl.UInt64},
    )


def _within(codes: NDArray[np.uint32], ranges: tuple[range, ...]) -> NDArray[np.bool_]:
    found = np.zeros(len(codes), dtype=np.bool_)
    for some in ranges:
        found |= (codes >= some.start) & (codes < some.stop)
    return found


def _mixed(values: Hashes) -> Hashes:
    """The finalizer of splitmix64: near values far apart."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
