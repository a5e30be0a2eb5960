"""Which document a person means, and what was ever cut from it."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from agentar_assets import records, titles
from agentar_assets.documents import files
from agentar_assets.documents.structure import ordinals
from agentar_assets.tags.entries import close

if TYPE_CHECKING:  # the lake brings Dagster
    from resources.lake import Lake

GONE: Final = "gone"
"""State of a text that was read once and that no file holds any more."""
_DOCUMENT: Final = ("path", "doc_id", "title", "state", "superseded_by", "reason")
_FEW: Final = 5
_LONGEST: Final = 20
"""Signs of a short name of a document."""
_ARTICLE = re.compile(
    rf"(?:第|article\s?|art\.\s?)?([{ordinals.SIGNS}]{{1,12}})条?(?:之([{ordinals.SIGNS}]{{1,4}}))?",
    re.IGNORECASE,
)
"""An article as people type it: `16`, `第 十六 条`, `十六条之一`."""


@dataclass(frozen=True)
class Source:
    """What a person asked for."""

    documents: pl.DataFrame
    """`path`, `doc_id`, `title`, `state`, `superseded_by`, `reason`: one row a file, and one a text
    that no file holds any more, which has its title for a path."""
    units: pl.DataFrame
    """`unit_id` and `path`: what was ever cut from them."""
    article: str | None
    """The one that is asked for; null: the whole."""


def source(lake: "Lake", asked: str, article: str | None, folders: Sequence[Path]) -> Source:
    """The document, and what was ever cut from it.

    Args:
        lake: Where to look.
        asked: A file on this machine, a path as `agentar documents` lists it, the end of one, or a
            title.
        article: Article of it, or section; null: the whole.
        folders: Of the documents.

    Raises:
        LookupError: No document is called so, or it has no such article; the message names the
            nearest.
    """
    known = _known(lake)
    named = _named(known, asked, folders)
    cut = _cut(lake, named, article)
    units = cut.select("unit_id", "path").unique(maintain_order=True)
    return Source(named, units, None if article is None else _named_as(cut["section"][0]))


def _known(lake: "Lake") -> pl.DataFrame:
    """Every file as it stands, and every text that was read and that no file holds now."""
    held = lake.scan("documents", schema=records.DOCUMENTS).select(_DOCUMENT)
    read = lake.scan("texts", schema=records.TEXTS).filter(pl.col("reason").is_null())
    gone = read.select("doc_id", "title", path="title", state=pl.lit(GONE)).unique("doc_id")
    return pl.concat([held, gone.join(held, on="doc_id", how="anti")], how="diagonal").collect()


def _named(known: pl.DataFrame, asked: str, folders: Sequence[Path]) -> pl.DataFrame:
    """The documents of that name: by the surest way in which any are found."""
    end = asked.removeprefix("./").removeprefix("../").strip("/")
    path, name = pl.col("path"), pl.col("path").str.split("/").list.last()
    held = pl.col("state") != GONE
    called = titles.plained([asked])[0]
    ways = (
        held & path.is_in(_paths(asked, folders)),
        held & (path == asked),
        held & path.str.ends_with(f"/{end}"),
        held & (name.str.replace(r"\.[A-Za-z]+$", "") == end),
        pl.lit(bool(called)) & (titles.plain(pl.col("title")) == called),
    )
    for way in ways:
        if (found := known.filter(way)).height:
            return pl.concat([found, _gone_of(known, found)]).unique(maintain_order=True)
    raise LookupError(_unknown(known, asked))


def _gone_of(known: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Texts that files of the same title held before."""
    plain = titles.plain(pl.col("title"))
    same = titles.plained(found["title"].drop_nulls().to_list()).implode()
    return known.filter((pl.col("state") == GONE) & plain.is_in(same))


def _file(asked: str) -> Path | None:
    """The file of this machine that is asked for, without links; null where there is none."""
    with suppress(OSError, ValueError):  # a title may be too long for a path
        if (real := Path(asked).resolve()).is_file():
            return real
    return None


def _paths(asked: str, folders: Sequence[Path]) -> list[str]:
    """Paths under which a file of this machine is listed; none where it is no such file."""
    if real := _file(asked):
        with suppress(OSError, ValueError):  # a folder may be gone by now
            return [found.path for found in files.listed(folders) if found.place == real]
    return []


def _unknown(known: pl.DataFrame, asked: str) -> str:
    if _file(asked):
        return (
            f"{asked} was not read: `agentar documents` reads the folders anew; `agentar documents "
            "--documents DIR` names others"
        )
    called = titles.plained(known["title"].drop_nulls().to_list()).unique(maintain_order=True)
    names = [*called, *known["path"].str.split("/").list.last(), *known["path"]]
    meant = _holding(called.to_list(), asked) or close(asked, names)
    return f"no document '{asked}'{meant}: `agentar documents` lists them"


def _holding(called: list[str], asked: str) -> str:
    """The titles that hold what was asked, or its signs in their order: `个保法`; or nothing."""
    signs = titles.plained([asked])[0]
    if not signs or len(signs) > _LONGEST:
        return ""
    short = re.compile(".*?".join(re.escape(sign) for sign in signs))
    found = [name for name in called if signs in name] or [*filter(short.search, called)]
    return f"; did you mean {', '.join(sorted(found, key=len)[:_FEW])}?" if found else ""


def _cut(lake: "Lake", documents: pl.DataFrame, article: str | None) -> pl.DataFrame:
    """Passages of the documents; of one article only where one is asked for.

    Other bytes of the same text, and what another version of the program read in it, count too.
    """
    named = documents.lazy().select("doc_id", "path").unique()
    read = lake.scan("texts", schema=records.TEXTS).select("text_id", "doc_id")
    cut = lake.scan("passages", schema=records.PASSAGES).filter(pl.col("unit_id") != "")
    found = cut.select("text_id", "unit_id", "section").join(
        read.join(named, on="doc_id"), on="text_id"
    )
    rows = found.collect()
    if article is None:
        return rows
    wanted = _article(article)
    sections = rows["section"].fill_null("").unique(maintain_order=True).to_list()
    alike = [one for one in sections if _same(one, wanted)]
    if not alike:
        there = ", ".join(sections[:_FEW]) + (", …" if len(sections) > _FEW else "")
        raise LookupError(f"no section '{article}' in it{close(wanted, sections)}: it has {there}")
    return rows.filter(pl.col("section").is_in(pl.Series(alike).implode()))


def _article(asked: str) -> str:
    """The name of an article that is asked for, in one form; another name unchanged."""
    found = _ARTICLE.fullmatch("".join(asked.split()))
    if found is None or ordinals.place(ordinals.canonical(asked)) is not None:
        return ordinals.canonical(asked)
    return ordinals.article(ordinals.value(found[1]), ordinals.value(found[2] or "0"))


def _named_as(section: str) -> str:
    """The article that a section is, or is of; another section unchanged."""
    name = section.partition(" ")[0] if section.startswith("第") else section
    return ordinals.canonical(name)


def _same(section: str, wanted: str) -> bool:
    """Whether a section is the one that is asked for; 第十六条 is also Article 16."""
    place = ordinals.place(_named_as(section))
    alike = place is not None and place == ordinals.place(wanted)
    return alike or wanted in {section, _named_as(section)}
