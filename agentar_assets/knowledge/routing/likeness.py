"""Which leaves a passage is like, by the vectors that a model of sentences gives both."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from agentar_assets.knowledge.routing.routing import ALIKE, NEAR

Vectors = npt.NDArray[np.float32]
"""Rows of unit length, so that dot products are cosines, (text, dimension)."""


def near(
    units: Sequence[str],
    passages: Vectors,
    leaves: Sequence[str],
    examples: Vectors,
    *,
    threshold: float = ALIKE,
) -> pl.DataFrame:
    """Every passage with each leaf that it is like, as `routing.NEAR`.

    Args:
        units: `unit_id` of the passages.
        passages: Their vectors, (passage, dimension).
        leaves: Names of leaves of a scenario; one may stand several times.
        examples: A vector a leaf, of its name or of a passage known to be of it.
        threshold: Least cosine that counts.
    """
    cosines = passages @ examples.T
    rows, columns = np.nonzero(cosines >= threshold)
    found = pl.DataFrame(
        {
            "unit_id": pl.Series(units, dtype=pl.String).gather(rows),
            "leaf": pl.Series(leaves, dtype=pl.String).gather(columns),
            "similarity": cosines[rows, columns].astype(np.float64),
        },
        NEAR,
    )
    return found.group_by("unit_id", "leaf", maintain_order=True).agg(pl.col("similarity").max())
