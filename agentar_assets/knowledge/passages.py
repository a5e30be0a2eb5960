"""Texts cut to passages: short enough to ask about, with their exact place and what is in them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import polars as pl
import xxhash

from agentar_assets import program, records
from agentar_assets.knowledge import purity
from agentar_assets.knowledge.extraction.aliases import defined
from agentar_assets.knowledge.extraction.extraction import extracted, settings
from agentar_assets.knowledge.routing import keywords
from agentar_assets.tags.taxonomy import Taxonomy

LONGEST: Final = 400
"""Characters that a passage should not exceed."""

_CUT: Final = pl.Schema(
    {
        name: records.PASSAGES[name]
        for name in (
            *("unit_id", "text_id", "section", "heading", "granularity", "page"),
            *("start", "end", "text", "split"),
        )
    }
)
_LINE = re.compile(r"\n+")
_SENTENCE = re.compile(r"(?<=[。；！？])|(?<=[.;!?]) (?=[A-Z])")
_SEALED, _DEVELOPMENT, _ALL = 2, 4, 10
KEY: Final = ("text_id", "code")
"""What the passages of one text share."""
LIBRARIES: Final = ("pyahocorasick", "rjieba")
"""What looks into passages."""
_READ: Final = ("text_id", "title", "text", "sections")
_SPENT: Final = ("rejected", "duplicate")
_NOTHING: Final = "no_passage"
"""Why a text has a row and no passage: else it would be cut again for ever."""


def code(taxonomy: Taxonomy) -> str:
    """Name of what cuts passages and looks into them: the program, its names and its keywords."""
    known = "\x1f".join((settings(), *keywords.table(taxonomy)["word"]))
    words = xxhash.xxh3_64_hexdigest(known.encode())
    return f"{program.code('agentar_assets.knowledge', *LIBRARIES)}{words}"


def uncut(documents: pl.LazyFrame, passages: pl.LazyFrame, taxonomy: Taxonomy) -> pl.DataFrame:
    """The texts in use that this program has not cut: `text_id` and `characters`.

    They are in the order of the documents, in which they were kept: so that those of one batch lie
    together, and the others need not be looked into.

    Args:
        documents: As `records.DOCUMENTS`.
        passages: As `records.PASSAGES`.
        taxonomy: Whose keywords are looked for.
    """
    done = passages.filter(pl.col("code") == code(taxonomy)).select("text_id").unique()
    used = documents.filter(~pl.col("state").is_in(_SPENT)).select("text_id", "characters")
    once = used.unique("text_id", keep="first", maintain_order=True)
    return once.join(done, on="text_id", how="anti", maintain_order="left").collect()


def batches(wanted: pl.DataFrame, *, characters: int) -> Iterator[pl.Series]:
    """The ids of texts, as many at a time as hold these characters together; one at least."""
    group = (pl.col("characters").cum_sum() - pl.col("characters")) // max(characters, 1)
    for batch in wanted.with_columns(group=group).partition_by("group", maintain_order=True):
        yield batch["text_id"]


def passages(texts: pl.DataFrame, taxonomy: Taxonomy) -> pl.DataFrame:
    """The passages of some texts as `records.PASSAGES`, in their order, with what is in them.

    A text that gives none has one row that says so.

    Args:
        texts: As `records.TEXTS`; all of them could be read.
        taxonomy: Whose keywords are looked for.
    """
    rows = [row for text in texts.select(_READ).to_dicts() for row in _cut(text)]
    cut = pl.DataFrame(rows, _CUT)
    named = {text: tuple(defined(body)) for text, body in texts.select("text_id", "text").rows()}
    found = extracted(cut["text"], [named[text] for text in cut["text_id"]])
    return (
        cut.hstack(found)
        .with_columns(
            keywords.words(cut, taxonomy).alias("words"),
            reason=pl.when(unit_id="").then(pl.lit(_NOTHING)).otherwise(purity.reasons(cut)),
            laws=_laws(cut, texts),
            code=pl.lit(code(taxonomy)),
        )
        .select(records.PASSAGES.names())
        .cast(records.PASSAGES)
    )


def _laws(cut: pl.DataFrame, texts: pl.DataFrame) -> pl.Series:
    """Titles that each passage cites, with the article where one is named."""
    article = pl.concat_str("title", "first", separator=" ", ignore_nulls=True)
    cited = (
        texts.select("text_id", mention="mentions")
        .explode("mention")
        .unnest("mention")
        .filter(pl.col("title").is_not_null())
        .select("text_id", law=article, at="start")
    )
    held = (
        cut.with_row_index("row")
        .select("row", "text_id", "start", "end")
        .join(cited, on="text_id")
        .filter(pl.col("at").is_between("start", "end", closed="left"))
        .group_by("row")
        .agg(pl.col("law").unique(maintain_order=True))
    )
    rows = cut.with_row_index("row").select("row").join(held, on="row", how="left")
    return rows.sort("row")["law"].fill_null([]).alias("laws")


def unit_id(title: str, section: str, text: str) -> str:
    """Name of a unit, the same wherever its document lies."""
    return xxhash.xxh3_64_hexdigest("\x1f".join((title, section, text)).encode())


def split(unit: str) -> str:
    """The one use of a unit: `sealed` (20 %), `development` (20 %) or `train`."""
    part = xxhash.xxh3_64_intdigest(unit.encode()) % _ALL
    return "sealed" if part < _SEALED else "development" if part < _DEVELOPMENT else "train"


def cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Places of the passages of `text[start:end]`, in order, none overlapping.

    Whole paragraphs and items are kept together up to `LONGEST`; a paragraph that is longer alone
    is cut after sentences; a longer sentence stays whole.
    """
    whole = text[start:end]
    if len(whole.strip()) <= LONGEST:
        left, right = len(whole) - len(whole.lstrip()), len(whole.rstrip())
        return [(start + left, start + right)] if right else []
    pieces = [
        piece
        for line in _parts(_LINE, text, start, end)
        for piece in ([line] if line[1] - line[0] <= LONGEST else _parts(_SENTENCE, text, *line))
    ]
    found: list[tuple[int, int]] = []
    for begin, stop in pieces:
        if found and stop - found[-1][0] <= LONGEST:
            found[-1] = (found[-1][0], stop)
        else:
            found.append((begin, stop))
    return found


def nothing(text_id: str) -> dict[str, Any]:
    """What the row of a text has that gives no passage."""
    return {"unit_id": "", "text_id": text_id, "start": 0, "end": 0, "text": ""}


def _cut(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if not document["sections"]:
        yield dict.fromkeys(_CUT.names()) | nothing(document["text_id"])
    for part in document["sections"]:
        places = cut(document["text"], part["start"], part["end"])
        whole = len(places) == 1
        for start, end in places:
            text = document["text"][start:end]
            name = unit_id(document["title"], part["section"], text)
            yield {
                "unit_id": name,
                "text_id": document["text_id"],
                "section": part["section"],
                "heading": part["heading"],
                "granularity": _granularity(part["kind"], whole=whole),
                "page": part["page"],
                "start": start,
                "end": end,
                "text": text,
                "split": split(name),
            }


def _granularity(kind: str, *, whole: bool) -> str:
    """An article that is cut gives paragraphs; all other sections give parts of their own kind."""
    return "paragraph" if kind == "article" and not whole else kind


def _parts(mark: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches between marks, without the blanks at their ends; empty ones are left out."""
    begin = start
    for found in [*mark.finditer(text, start, end), None]:
        stop = found.start() if found else end
        piece = text[begin:stop]
        left, right = len(piece) - len(piece.lstrip()), len(piece.rstrip())
        if right:
            yield begin + left, begin + right
        begin = found.end() if found else end
