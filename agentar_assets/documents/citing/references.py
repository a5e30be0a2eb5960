"""The graph of the documents: which place cites, amends, repeals or supersedes what, and when."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from agentar_assets import records, titles
from agentar_assets.documents.citing import chinese, english

_SHORTER: Final = (
    "^(.*法典).",  # the book of a code by the name of the code
    "^[^关]+(关于.*)$",  # without the body that made it
    "^(.+)ofthepeoplesrepublicofchina$",
)
_ASKED: Final = ["path", "relation", "title", "first", "last", "paragraph", "item"]


def mentions(text: str, sections: Sequence[Mapping[str, Any]], title: str) -> list[dict[str, Any]]:
    """The provisions that a text speaks of, as `records.MENTION` of relation `cites`, in order.

    Args:
        text: The whole text, Chinese or English.
        sections: Its parts as `records.SECTION`.
        title: What it is called.
    """
    found = chinese.mentions(text, sections, title)
    if "rticle" in text or "paragraph" in text:
        found += english.mentions(text, sections)
        found.sort(key=lambda mention: mention["start"])
    return found


def citations(documents: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Every mention of every document that is read, with its target, as `records.CITATIONS`.

    A title is found by `titles.plain`; of several versions the one counts that has the article,
    holds while the citing one does, and is in force. A target that is not found is null, with the
    reason `unknown_title` or `unknown_article`. Where only the paragraph or the item is not there,
    the target stands beside the reason `unknown_part`.

    Args:
        documents: As `records.DOCUMENTS`, settled.
        texts: `text_id`, `sections` and `mentions` of the texts that are in use.
    """
    held = documents.filter(~pl.col("state").is_in(["rejected", "duplicate"]))
    read = held.select("path", "text_id").join(
        texts.select("text_id", "sections", "mentions"), on="text_id"
    )
    sections = _sections(read)
    spoken = _spoken(read, sections)
    found = _found(spoken, held, sections)
    rows = spoken.join(found, on=_ASKED, how="left", nulls_equal=True)
    rows = rows.join(held.select("path", "valid_from", "valid_to"), on="path", how="left")
    return (
        pl.concat([_dated(rows).select(records.CITATIONS.names()), _supersessions(held)])
        .cast(records.CITATIONS)
        .sort("path", "start", "target", "paragraph", "item", nulls_last=True)
    )


def _sections(read: pl.DataFrame) -> pl.DataFrame:
    """Every section with its path: `target`, `article`, `start`, `end`, `parts`."""
    return (
        read.select(target="path", section="sections")
        .explode("section", empty_as_null=False)
        .unnest("section")
        .select("target", "kind", "start", "end", "parts", article="section")
    )


def _spoken(read: pl.DataFrame, sections: pl.DataFrame) -> pl.DataFrame:
    """Every mention with its path and the section that it stands in.

    What a text says to repeal or amend it does not cite too.
    """
    rows = (
        read.select("path", mention="mentions")
        .explode("mention", empty_as_null=False)
        .unnest("mention")
        .sort("start")
    )
    acting = rows.filter(pl.col("relation") != "cites").select("path", "start", acts="end")
    rows = rows.join_asof(acting, on="start", by="path", check_sortedness=False).filter(
        (pl.col("relation") != "cites") | (pl.col("start") >= pl.col("acts").fill_null(0))
    )
    places = sections.select("start", "article", path="target", stop="end").sort("start")
    return rows.join_asof(places, on="start", by="path", check_sortedness=False).with_columns(
        section=pl.when(pl.col("start") < pl.col("stop")).then("article")
    )


def _found(spoken: pl.DataFrame, held: pl.DataFrame, sections: pl.DataFrame) -> pl.DataFrame:
    """What each different mention of a document points at: `target`, its days and the reason."""
    asked = spoken.select(_ASKED).unique()
    options = _exact(_placed(_options(asked, held), sections), sections)
    ranks = {"there": True, "exact": True, "fits": True, "in_force": True, "published": True}
    best = options.sort(
        [*ranks, "target"], descending=[*ranks.values(), False], nulls_last=True
    ).unique(_ASKED, keep="first", maintain_order=True)
    return _reasoned(asked.join(best, on=_ASKED, how="left", nulls_equal=True))


def _options(asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Every document that a mention may mean, with its days and whether they fit."""
    citing = held.select("path", since="valid_from", until="valid_to", made="published")
    named = held.select(
        "state", "published", "valid_from", "valid_to", target="path", called="title"
    )
    own = asked.filter(pl.col("title").is_null()).with_columns(target="path")
    other = asked.filter(pl.col("title").is_not_null())
    other = other.with_columns(key=_key("title")).join(_keys(named), on="key")
    acts = pl.col("relation") != "cites"
    return (
        pl.concat([own.join(named, on="target"), other], how="diagonal")
        .join(citing, on="path")
        .filter(~acts | (pl.col("target") != pl.col("path")))
        .with_columns(
            fits=pl.when(acts).then(_made_before()).otherwise(_overlaps()).fill_null(False),
            in_force=pl.col("state") == "in_force",
        )
    )


def _keys(named: pl.DataFrame) -> pl.DataFrame:
    """The documents by each of their names: whole, and shorter as others call them."""
    whole = named.with_columns(key=_key("called"))
    shorter = [
        whole.with_columns(key=pl.col("key").str.extract(part)).drop_nulls("key")
        for part in _SHORTER
    ]
    return pl.concat([whole, *shorter])


def _key(title: str) -> pl.Expr:
    return titles.plain(pl.col(title)).str.replace("总则编$", "总则")


def _placed(options: pl.DataFrame, sections: pl.DataFrame) -> pl.DataFrame:
    """The options with `there`: whether the articles that are named are in the target."""
    articles = sections.filter(kind="article").select("target", "article").unique()
    for end in ("first", "last"):
        known = articles.rename({"article": end}).with_columns(pl.lit(True).alias(f"has_{end}"))
        options = options.join(known, on=["target", end], how="left")
    both = (pl.col("has_first") & pl.col("has_last")).fill_null(False)
    return options.with_columns(there=pl.col("first").is_null() | both)


def _exact(options: pl.DataFrame, sections: pl.DataFrame) -> pl.DataFrame:
    """The options with `exact`: whether the paragraph and the item that are named are there too."""
    told = pl.col("paragraph").is_not_null() | pl.col("item").is_not_null()
    asked = options.filter(told, "there").select("target", article="first")
    parts = (
        sections.join(asked, on=["target", "article"], how="semi")
        .select("target", "parts", first="article")
        .explode("parts", empty_as_null=False)
        .unnest("parts")
        .select("target", "first", "paragraph", "item")
    )
    anywhere = parts.with_columns(paragraph=pl.lit(None, pl.Int64))
    known = pl.concat([parts, anywhere]).unique().with_columns(part=True)
    on = ["target", "first", "paragraph", "item"]
    options = options.join(known, on=on, how="left", nulls_equal=True)
    return options.with_columns(exact=~told | pl.col("part").fill_null(False))


def _overlaps() -> pl.Expr:
    """Whether there is a day on which both the citing text and the target hold."""
    meets = pl.col("since").is_null() | pl.col("valid_to").is_null()
    met = pl.col("until").is_null() | pl.col("valid_from").is_null()
    return (meets | (pl.col("since") < pl.col("valid_to"))) & (
        met | (pl.col("valid_from") < pl.col("until"))
    )


def _made_before() -> pl.Expr:
    """Whether the target is older than the text that repeals or amends it."""
    return pl.col("published") <= pl.col("made")


def _reasoned(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the reason why a target is not known, or not exactly."""
    place = pl.concat_str(
        pl.col("first"),
        pl.when(pl.col("last") != pl.col("first")).then(pl.format("至{}", "last")),
        ignore_nulls=True,
    )
    part = pl.concat_str(
        place,
        pl.format("第{}款", "paragraph"),
        pl.format("第{}项", "item"),
        ignore_nulls=True,
    )
    title = pl.coalesce("title", "called", "path")
    there = pl.col("there").fill_null(False)
    return rows.with_columns(
        reason=pl.when(pl.col("target").is_null())
        .then(pl.format("unknown_title: no document here is called {}", title))
        .when(~there)
        .then(pl.format("unknown_article: {} has no {}", title, place))
        .when(~pl.col("exact"))
        .then(pl.format("unknown_part: {} has no {}", title, part)),
        target=pl.when(there).then("target"),
    ).select(*_ASKED, "target", "reason", since="valid_from", until="valid_to")


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the days on which both ends hold; an act holds from its day on."""
    acts = pl.col("relation") != "cites"
    since = pl.max_horizontal("valid_from", "since")
    until = pl.min_horizontal("valid_to", "until")
    return rows.with_columns(
        valid_from=pl.when(acts).then("valid_from").otherwise(since),
        valid_to=pl.when(~acts).then(
            pl.max_horizontal(until, pl.when(until.is_not_null()).then(since))
        ),
    )


def _supersessions(held: pl.DataFrame) -> pl.DataFrame:
    """An edge from each version to the one before it."""
    newer = held.select(superseded_by="path", acts="valid_from")
    older = held.filter(pl.col("state") == "superseded", pl.col("superseded_by").is_not_null())
    edges = older.join(newer, on="superseded_by", how="left").select(
        "title",
        path="superseded_by",
        target="path",
        relation=pl.lit("supersedes"),
        valid_from=pl.coalesce("valid_to", "acts"),
    )
    missing = [name for name in records.CITATIONS.names() if name not in edges.columns]
    return (
        edges.with_columns(pl.lit(None).alias(name) for name in missing)
        .select(records.CITATIONS.names())
        .cast(records.CITATIONS)
    )
