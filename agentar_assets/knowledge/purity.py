"""Why a passage becomes no unit: machine noise, secrets, harm, and what states nothing.

Expressions in the syntax of Rust, which knows no look-arounds; what needs those is a function
that sees only the few texts an expression lets through.
"""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

import polars as pl

from agentar_assets.credentials import GLANCE, holds_credentials

SHORTEST: Final = 15
"""Characters below which a passage states nothing that can be asked about."""
LONGEST: Final = 600
"""Characters above which a passage cannot be quoted; only an unbroken sentence is that long."""

_TABLE: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("purity.toml").read_text(encoding="utf-8")
)
_LEAST_READABLE: Final = 0.5
"""Share of letters and digits in what is no blank; prose has 0.8 and more, numbers 0.6."""
_LEAST_COMMON: Final = 0.04
"""Share of common Han characters in a long run of them that is no list; prose has 0.15."""
_LONG_RUN: Final = 40
"""Han characters from which on that share says something."""
_COMMON: Final = (
    "的一是在不了有和人这中大为上个以要时来用们生到作地于出就分对成会可主发年行能下过"
    "应当或者由其及与自按国务院机构管理规定法条款部门日内者所得资金保险基金公司银行交易"
    "二三四五六七八九至东西南北级号区县市"
)

_BLANKS: Final = r"[\s_|×＊.·…—-]+"
"""What forms, tables and masks have in place of letters."""
_REPEATED = re.compile(r"([^\s._…·\-—=*―－＿])\1{14}")

_DISCLAIMERS_AT_LEAST: Final = 3
"""Phrases of a disclaimer that leave no room for anything else."""


def _says(name: str) -> pl.Expr:
    """Whether a pattern of a list of the table stands in the text."""
    return pl.col("text").str.contains("|".join(_pattern(line) for line in _TABLE[name]))


def _times(name: str) -> pl.Expr:
    """How many finds there are of a list of the table."""
    return pl.col("text").str.count_matches("|".join(_pattern(line) for line in _TABLE[name]))


def _pattern(line: str) -> str:
    """A line of the table for Rust, whose edge of a word is slow unless it is one of ASCII."""
    return line.replace("CONTACT", _TABLE["contact"]).replace(r"\b", r"(?-u:\b)")


def _count(letters: str) -> pl.Expr:
    """How many characters of a class there are."""
    return pl.col("text").str.replace_all(rf"[^{letters}]+", "").str.len_chars()


_SAYS_MUCH: Final = pl.col("text").str.len_chars() >= SHORTEST
_VISIBLE: Final = pl.col("text").str.replace_all(_BLANKS, "").str.len_chars()
_UNREADABLE: Final = _count(r"\p{L}\p{N}") < _LEAST_READABLE * _VISIBLE
_WORDLESS: Final = (pl.col("granularity") != "table") & ~pl.col("text").str.contains(
    r"\p{Han}{2}|(?i:[a-z]*[aeiouy][a-z]*[a-z]{2}|[a-z]{2}[a-z]*[aeiouy])"
)
_UNCOMMON: Final = (
    (_count(r"\p{Han}") >= _LONG_RUN)
    & (_count(_COMMON) < _LEAST_COMMON * _count(r"\p{Han}"))
    & ~pl.col("text").str.contains("、", literal=True)
)

RULES: Final[dict[str, pl.Expr]] = {
    "machine_noise": pl.any_horizontal(
        _says("broken"),
        _says("encoded"),
        pl.col("repeats"),
        _SAYS_MUCH & (_UNREADABLE | _WORDLESS | _UNCOMMON),
    ),
    "secret": pl.col("credentials"),
    "prompt_injection": _says("prompt_injection"),
    "harmful": _says("harmful") & ~_says("warning"),
    "boilerplate": pl.any_horizontal(
        _says("boilerplate"),
        _times("leader") > 1,
        _times("disclaimer") >= _DISCLAIMERS_AT_LEAST,
    ),
    "too_short": pl.col("text").str.len_chars() < SHORTEST,
    "too_long": pl.col("text").str.len_chars() > LONGEST,
}
"""Why a passage becomes no unit, whatever its tag, in the order in which the reasons are tried;
over `text`, `granularity` and the columns that `seen` adds."""


def first_reason(rules: dict[str, pl.Expr]) -> pl.Expr:
    """Name of the first rule that a row breaks; null where it keeps them all."""
    return pl.coalesce(pl.when(broken).then(pl.lit(name)) for name, broken in rules.items())


def reasons(passages: pl.DataFrame) -> pl.Series:
    """Why each passage becomes no unit, whatever its tag; null where it may.

    Args:
        passages: `text` and `granularity`.
    """
    return seen(passages).select(reason=first_reason(RULES)).to_series()


def seen(passages: pl.DataFrame) -> pl.DataFrame:
    """The passages with `credentials` and `repeats`: what no expression can find."""
    texts = passages["text"]
    likely = texts.str.contains(GLANCE)
    return passages.with_columns(
        credentials=pl.Series(
            [here and holds_credentials(text) for text, here in zip(texts, likely, strict=True)],
            dtype=pl.Boolean,
        ),
        repeats=pl.Series([bool(_REPEATED.search(text)) for text in texts], dtype=pl.Boolean),
    )
