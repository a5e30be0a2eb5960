"""The ground: titles of documents in the form in which they are compared."""

from collections.abc import Sequence
from typing import Final

import polars as pl

_DATED: Final = (
    r"[(\[]?\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}\s*日?[)\]]?"
    r"|[(\[]\d{8}[)\]]"
    r"|[(\[]\s*\d{4}\s*年?\s*(?:第[\d一二三四五六七八九十]+次)?(?:修订|修正|修改|版|公布)版?本?\s*[)\]]"
    r"|\d{4}\s*年?\s*(?:修订|修正|版)版?本?$"
)
"""The day or the year of a version, with what was done then."""
_YEAR: Final = r"(法|条例|办法|规定|细则|规则|通则|章程|制度)[(\[]\s*\d{4}\s*年?\s*[)\]]$"
"""The bare year behind the end of a title of rules; elsewhere a year tells two reports apart."""
_STAGE: Final = (
    r"[(\[]\s*(?:试行|暂行|草案|征求意见稿|(?:最新)?(?:修订|修正)(?:版|稿|本)?|最新版?|全文"
    r"|v\d+(?:\.\d+)*版?|\d+(?:\.\d+)*版"
    r"|(?:\d{4}\s*年?\s*)?(?:\d{1,2}\s*月\s*)?(?:\d{1,2}\s*日\s*)?(?:第[\d一二三四五六七八九十]+次)?"
    r"(?:修订|修正|修改|最新版?|(?:现行|已经?|全文)?(?:有效|废止|失效))版?本?)\s*[)\]]"
)
"""How far a text has come."""
_SIGNS: Final = r"[\s《》<>〈〉「」『』\[\]()\"“”'‘’·•_—–\-、,.:;]"
STATE: Final = "中华人民共和国"
"""The name of the state, which a title may bear or not."""


def plain(title: pl.Expr) -> pl.Expr:
    """A title for comparison: without day, version, trial, brackets, spaces and name of the state.

    What else stands in brackets is kept: `解释（二）` and `解释（三）` are two documents.
    """
    wide = title.str.normalize("NFKC").str.to_lowercase()
    square = wide.str.replace_all("[〔【]", "[").str.replace_all("[〕】]", "]")
    staged = square.str.replace_all(_STAGE, "")
    bare = staged.str.replace_all(_DATED, "").str.replace(_YEAR, "$1")
    return bare.str.replace_all(STATE, "", literal=True).str.replace_all(_SIGNS, "")


def plained(titles: Sequence[str]) -> pl.Series:
    """Some titles as `plain` has them, in their order."""
    return pl.DataFrame({"title": titles}, {"title": pl.String}).select(plain(pl.col("title")))[
        "title"
    ]
