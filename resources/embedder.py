"""The door to a text embedder: hashed character n-grams by default, a sentence model by path."""

from abc import ABC, abstractmethod
from pathlib import Path

import dagster as dg
import numpy as np
import numpy.typing as npt
import polars as pl

Vectors = npt.NDArray[np.float32]

_BLOCK = 8192
"""Texts embedded at once: bounds the memory, changes no result."""


class Embedder(dg.ConfigurableResource[None], ABC):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    @abstractmethod
    def vectors(self, texts: pl.Series) -> Vectors:
        """One L2-normalised row a text, (text, dimension); a null or empty text is all zeros."""


class HashedEmbedder(Embedder):
    """Character n-grams hashed into signed buckets; needs no weights, the same on every machine."""

    dimensions: int = 256
    """Width of a vector."""
    longest: int = 3
    """Longest n-gram, in characters."""

    def vectors(self, texts: pl.Series) -> Vectors:
        """One row a text: the signed counts of its n-grams, at unit length."""
        blocks = texts.cast(pl.String).fill_null("").to_frame().iter_slices(_BLOCK)
        rows = [self._counts(block.to_series()) for block in blocks]
        return np.concatenate(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)

    def _counts(self, texts: pl.Series) -> Vectors:
        codes = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        owner = np.repeat(np.arange(len(texts)), texts.str.len_chars().to_numpy())
        sums = np.zeros(len(texts) * self.dimensions)
        grams = np.zeros(len(codes), dtype=np.uint64)
        for size in range(1, min(self.longest, len(codes)) + 1):
            tail = codes[size - 1 :]
            grams = _mixed(grams[: len(tail)] + tail)
            whole = owner[: len(tail)] == owner[size - 1 :]
            slot = ((grams >> np.uint64(8)) % np.uint64(self.dimensions)).astype(np.int64)
            sign = 1.0 - 2.0 * (grams & np.uint64(1)).astype(np.float64)
            bucket = owner[: len(tail)] * self.dimensions + slot
            sums += np.bincount(bucket[whole], weights=sign[whole], minlength=len(sums))
        return _unit_length(sums.reshape(len(texts), self.dimensions))


class SentenceEmbedder(Embedder):
    """A sentence-transformers model from a local folder."""

    path: str
    """Folder of the model."""
    batch: int = 64
    """Texts in one forward pass."""

    def vectors(self, texts: pl.Series) -> Vectors:
        """One row a text, as the model embeds it, at unit length.

        Raises:
            FileNotFoundError: The folder holds no model: download it first, or use HashedEmbedder.
            ImportError: sentence-transformers is not installed.
        """
        if not (Path(self.path) / "config.json").is_file():
            raise FileNotFoundError(
                f"expected a sentence-transformers model in {self.path!r}, found none: "
                "put one there, or configure HashedEmbedder"
            )
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415  (torch is slow to load)

        clean = texts.cast(pl.String).fill_null("")
        model = SentenceTransformer(self.path, local_files_only=True, trust_remote_code=False)
        made = model.encode(clean.to_list(), batch_size=self.batch, show_progress_bar=False)
        blank = (clean == "").to_numpy()
        return _unit_length(np.where(blank[:, None], 0.0, np.asarray(made, dtype=np.float64)))


def _mixed(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The numbers, scrambled: splitmix64's finisher, so that near code points part widely."""
    mixed = numbers + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _unit_length(rows: npt.NDArray[np.float64]) -> Vectors:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(length > 0, length, 1.0)).astype(np.float32)
