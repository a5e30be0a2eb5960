"""Likeness of short texts by their characters, for the answerer that knows no finance at all."""

import re
from collections import Counter
from math import sqrt

_NOISE = re.compile(r"[\s，,。.；;：:？?！!、“”\"「」（）()《》]+")


def grams(text: str, *sizes: int) -> Counter[str]:
    """Counts of the character n-grams of a text, without spaces and punctuation."""
    plain = _NOISE.sub("", text.casefold())
    return Counter(
        plain[start : start + size]
        for size in sizes or (1, 2)
        for start in range(len(plain) - size + 1)
    )


def cosine(left: Counter[str], right: Counter[str]) -> float:
    """Cosine of two bags of n-grams, in [0, 1]."""
    shared = sum(count * right[gram] for gram, count in left.items())
    norm = sqrt(sum(count**2 for count in left.values()) * sum(c**2 for c in right.values()))
    return shared / norm if norm else 0.0


def containment(inner: Counter[str], outer: Counter[str]) -> float:
    """Share of the first bag that the second holds, in [0, 1]."""
    return (inner & outer).total() / inner.total() if inner else 0.0


def sentences(text: str) -> list[str]:
    """The sentences of a passage, and the clauses that a semicolon parts."""
    parts = re.split(r"(?<=[。；;！？!?])\s*|(?<=[a-z)]\.)\s+|\n+", text)
    return [part.strip() for part in parts if part and part.strip()]


def clauses(text: str) -> list[str]:
    """The pieces between any two punctuation marks."""
    return [part for part in re.split(r"[，。；;！？!?\n]+|,(?!\d)|\.\s", text) if part.strip()]
