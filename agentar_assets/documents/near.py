"""Texts that are the same, or nearly so, whatever their width, blanks and signs."""

import hashlib
import re
import unicodedata
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
from rensa import RMinHash

from agentar_assets.documents.structure import ordinals

SAME: Final = 0.98
"""Share of common shingles from which two texts with the same figures are one."""
NEAR: Final = 0.8
"""Share of common shingles from which a text is named beside another."""

_SHINGLE: Final = 8
"""Characters of a shingle: a single changed one changes eight."""
_BANDS, _ROWS = 8, 8
_SEED: Final = 2507
_PRIME: Final = np.uint64(1_099_511_628_211)
_WIDE: Final = (*zip("，（）：；！？％", ",():;!?%", strict=True), ("\u3000", " "))
"""The commonest signs that NFKC changes: without them it has nothing to do in most texts."""
_BULLET = re.compile(r"(?m)^[ \t]*[-*•·][ \t]+")
_BRACKETED = re.compile(r"<([^<>\n]{1,80})>")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_APART = re.compile(r"(?<=\d)(?:[.,:;、。]?\s+)(?=\d)")
_NUMBERED = re.compile(rf"第([{ordinals.SIGNS}]{{1,7}})(?=[编章节条款项])")
_SIGN: Final = r"\s。、,;:.!?()\[\]{}《》〈〉「」『』“”‘’\"'`·…#*_—–"
_SIGNS = re.compile(rf"(?<!\d)[{_SIGN}]+|[{_SIGN}]+(?!\d)")
_EXACT = re.compile(
    r"\d+|[<>≤≥=%‰+-]|[零〇一二三四五六七八九十百千万亿两]+|不|无|未|非|禁止|必须|应当|可以|除外|"
    r"(?<![a-z])(?:not|no|never|must|shall|may|should|except|unless|without)(?![a-z])"
)
"""What two texts must share, in one order, to be one: figures and words that bind."""

NONE: Final = pl.DataFrame(schema=dict.fromkeys(("a", "b", "text_a", "text_b"), pl.String))
"""No candidates at all, for `verified`."""

Shingles = npt.NDArray[np.uint64]


def normal(text: str) -> str:
    """A text in one width and case, without blanks, brackets and the signs between sentences.

    What makes a figure stays: `1.5%` is not `15`, `-3` not `3`, and `1. 5` not `1.5`. The number
    of a provision is one in numerals and in digits.
    """
    for sign, narrow in _WIDE:
        text = text.replace(sign, narrow)
    wide = _BULLET.sub("", unicodedata.normalize("NFKC", text)).lower()
    plain = _THOUSANDS.sub("", _BRACKETED.sub(r"\1", wide))
    close = _SIGNS.sub("", _APART.sub("|", plain))
    return _NUMBERED.sub(lambda found: f"第{ordinals.value(found[1])}", close)


def essence(text: str) -> str | None:
    """Hash of a text as `normal` has it: two texts of one essence say the same; null: nothing."""
    said = normal(text)
    return hashlib.sha256(said.encode()).hexdigest()[:16] if said else None


def signature(text: str) -> list[int]:
    """MinHash of the shingles of a text: the share of equal places tells how near two texts are."""
    hashes = _shingles(normal(text))
    return _digest(hashes) if hashes.size else [0] * (_BANDS * _ROWS)


def pairs(signatures: pl.DataFrame) -> pl.DataFrame:
    """Texts that may be near each other: `a`, `b` and the estimated `similarity`, `a` before `b`.

    Two texts meet where a whole band of their signatures is equal; in a band, each is told beside
    the first of those that it equals, so that the number of pairs grows as that of the texts.

    Args:
        signatures: `text_id` and `signature`, one row a text.
    """
    starts = range(0, _BANDS * _ROWS, _ROWS)
    bands = [
        signatures.select("text_id", band=pl.col("signature").list.slice(start, _ROWS).hash())
        for start in starts
    ]
    met = [
        band.select(a=pl.col("text_id").min().over("band"), b="text_id").filter(
            pl.col("a") != pl.col("b")
        )
        for band in bands
    ]
    found = pl.concat(met).unique()
    for side in ("a", "b"):
        found = found.join(
            signatures.select(
                pl.col("text_id").alias(side), pl.col("signature").alias(f"of_{side}")
            ),
            on=side,
        )
    estimate = (pl.col("of_a") - pl.col("of_b")).list.eval(pl.element() == 0).list.mean()
    near = found.select("a", "b", similarity=estimate).filter(pl.col("similarity") >= NEAR)
    return near.sort("a", "b")


def verified(candidates: pl.DataFrame) -> pl.DataFrame:
    """The pairs that are near: `a`, `b`, the true `similarity`, and whether they are the same.

    A text that differs in a figure, or in a word that binds, is never the `same`.

    Args:
        candidates: `a`, `b` and the texts of both, `text_a` and `text_b`.
    """
    texts = zip(candidates["text_a"], candidates["text_b"], strict=True)
    found = [compared(one, other) for one, other in texts]
    told = pl.DataFrame(found, schema={"similarity": pl.Float64, "same": pl.Boolean}, orient="row")
    return pl.concat([candidates.select("a", "b"), told], how="horizontal").filter(
        pl.col("similarity") >= NEAR
    )


def compared(one: str, other: str) -> tuple[float, bool]:
    """Share of the shingles that two texts have in common, and whether they are the same text."""
    texts = normal(one), normal(other)
    left, right = (np.unique(_shingles(text)) for text in texts)
    common = np.intersect1d(left, right, assume_unique=True).size
    share = common / max(left.size + right.size - common, 1)
    return share, share >= SAME and _EXACT.findall(texts[0]) == _EXACT.findall(texts[1])


def named(documents: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """The documents with the path of the text nearest to each, and of that which it copies.

    Args:
        documents: `path` and `text_id`, and other columns.
        near: As `verified`, its `a` and `b` texts of the documents.

    Returns:
        The documents with `near` and `copy_of`; a copy is of the first by path.
    """
    sides = [near, near.rename({"a": "b", "b": "a"}).select(near.columns)]
    firsts = documents.group_by("text_id").agg(other=pl.col("path").min())
    told = (
        documents.select("path", "text_id")
        .join(pl.concat(sides), left_on="text_id", right_on="a")
        .join(firsts, left_on="b", right_on="text_id")
        .sort("path", "similarity", "other", descending=[False, True, False])
        .group_by("path")
        .agg(
            near=pl.col("other").first(),
            copy_of=pl.col("other").filter("same", pl.col("other") < pl.col("path")).min(),
        )
    )
    return documents.drop("near", "copy_of", strict=False).join(
        told, on="path", how="left", maintain_order="left"
    )


def _shingles(text: str) -> Shingles:
    """A hash for each run of `_SHINGLE` characters; of a shorter text, one for the whole."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = codes.astype(np.uint64)
    size = min(_SHINGLE, codes.size)
    hashes = np.zeros(codes.size - size + 1 if size else 0, dtype=np.uint64)
    for place in range(size):
        hashes = hashes * _PRIME + codes[place : place + hashes.size]
    return hashes ^ (hashes >> np.uint64(29))


def _digest(hashes: Shingles) -> list[int]:
    places = _BANDS * _ROWS
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, [0, hashes.size], places, _SEED)
    return list(matrix.to_rows()[0])
