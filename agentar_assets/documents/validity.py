"""Which documents hold on a day: copies, older versions, repealed and expired texts told apart."""

from datetime import date
from typing import Final

import polars as pl

from agentar_assets import records, titles

_COLUMNS: Final = (
    *("path", "doc_id", "title", "kind", "language", "authority"),
    *("characters", "published", "valid_from", "valid_to"),
)
NEEDED: Final = pl.Schema(
    {name: records.DOCUMENTS[name] for name in _COLUMNS}
    | {"essence": pl.String, "repeals": pl.List(records.REPEAL)}
)
"""What decides whether a document holds. Further columns may name the path of a text of which it is
a near-duplicate (`copy_of`), and of the one that it is nearest to (`near`)."""

_TOLD: Final = ("state", "valid_from", "valid_to", "superseded_by", "copy_of", "reason")
_BESIDE: Final = ("near", "copy_of")
_CHAIN: Final = ("family", "name")
_OVER: Final = r"[（(\[【]\s*已?经?(?:废止|失效)\s*[)）\]】]"
"""What a title bears of a text that no longer holds."""
_AMENDING: Final = r"修改[《〈](.+?)[》〉](?:等.{1,12})?的决定"
"""The law that a decision changes, by its title."""
_ALWAYS: Final = date(1, 1, 1)
_NEVER: Final = date(9999, 12, 31)


def settled(documents: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The documents with what holds of each on a day, in the order of their paths.

    Versions are documents of one title and one family, made on different days; each is superseded
    on the first day on which a newer one holds. All statutes are one family, other documents those
    of one authority. A text repeals only older ones of its own family. What ends a document first
    decides its `valid_to`, the first day on which it no longer holds; `valid_from` of a version
    that follows another is the day on which it took over. No version holds before it was made,
    also where it states the day of the first: until then it is pending; where the decision that
    amended it is among the documents, not before the day that this states.

    Args:
        documents: As `NEEDED`, one row a path; other columns stay.
        as_of: The day of which the states are told.

    Returns:
        The rows with `state`, `valid_from`, `valid_to`, `superseded_by`, `copy_of` and `reason`.
    """
    rows = _known(documents)
    copies = _copies(rows)
    copies = pl.concat([copies, _twins(rows, copies)])
    live = rows.join(copies, on="path", how="anti")
    ends = live.join(_versions(live), on=[*_CHAIN, "made"], how="left")
    told = _told(ends.join(_repeals(live), on="path", how="left"), as_of)
    copied = rows.drop("copy_of").join(copies, on="path").with_columns(state=pl.lit("duplicate"))
    spans = pl.concat([told, copied], how="diagonal")
    kept = documents.drop(_TOLD, strict=False)
    return kept.join(spans.select("path", *_TOLD), on="path").sort("path")


def _known(documents: pl.DataFrame) -> pl.DataFrame:
    """The documents with their family, the day on which each was made, and from when it holds.

    A text cannot hold before it was made; an amended law may state the day of its first version.
    One without any day that is near another of its name was made when that was.
    """
    family = pl.when(pl.col("kind") == "statute").then(pl.lit("statute")).otherwise("authority")
    by_itself = pl.col("title").str.contains(_OVER)
    beside = [
        pl.col(name) if name in documents.columns else pl.lit(None, pl.String).alias(name)
        for name in _BESIDE
    ]
    known = documents.select(
        *_COLUMNS,
        "essence",
        "repeals",
        *beside,
        name=titles.plain(pl.col("title")),
        family=pl.concat_str(pl.col("language"), family, separator="/", ignore_nulls=True),
        over=by_itself.fill_null(value=False),
        since=pl.max_horizontal("published", "valid_from"),
    )
    dated = known.with_columns(made=pl.coalesce("published", _first_made(), "valid_from"))
    others = dated.select(*_CHAIN, near="path", beside="made")
    rows = (
        dated.join(others, on=["near", *_CHAIN], how="left")
        .with_columns(made=pl.coalesce("made", "beside"))
        .drop("beside")
    )
    return (
        rows.join(_amended(rows), on=[*_CHAIN, "made"], how="left")
        .with_columns(since=pl.max_horizontal("since", "amended_from"))
        .drop("amended_from")
    )


def _amended(rows: pl.DataFrame) -> pl.DataFrame:
    """From when the version of a day holds, where a decision of that day to amend it says so."""
    law = titles.plain(pl.col("title").str.extract(_AMENDING))
    return (
        rows.select("family", "made", name=law, amended_from="since")
        .drop_nulls()
        .group_by(*_CHAIN, "made")
        .agg(pl.max("amended_from"))
    )


def _first_made() -> pl.Expr:
    """The day on which another text of the name was made that holds from the same day on.

    A copy that has lost the lines of its head is no version of its own.
    """
    first = pl.col("published") <= pl.col("valid_from")
    return pl.when(first).then("published").max().over(*_CHAIN, "valid_from")


def _copies(rows: pl.DataFrame) -> pl.DataFrame:
    """The documents that only repeat another: path, the path of that other, and the reason.

    Texts made on different days are versions and no near-duplicates, however few words differ.
    """
    first = pl.col("path").min().over("essence")
    same = pl.col("essence").is_not_null() & (first < pl.col("path"))
    of_a_day = (pl.col("made") == pl.col("made_first")).fill_null(value=True)
    near = (pl.col("copy_of") < pl.col("path")) & of_a_day
    firsts = rows.select(copy_of="path", made_first="made")
    words = pl.when(same).then(pl.lit("same text as")).otherwise(pl.lit("near-duplicate of"))
    found = rows.join(firsts, on="copy_of", how="left").select(
        "path",
        words=words,
        copy_of=pl.when(same).then(first).when(near).then("copy_of"),
    )
    reason = pl.format("duplicate: {} {}", "words", "copy_of")
    return found.drop_nulls("copy_of").select("path", "copy_of", reason=reason)


def _twins(rows: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    """The statutes that are near another one of their title and their day, as `_copies` gives them.

    A statute has one text on a day: of several that differ the longest counts, and one in which
    something is missing or misread does not.
    """
    key = [*_CHAIN, "made"]
    live = rows.join(copies, on="path", how="anti")
    dated = live.filter(pl.col("made").is_not_null(), kind="statute")
    named = dated.select("path", *key, longest=_longest())
    firsts = copies.select(near="path", first="copy_of")
    side = rows.join(firsts, on="near", how="left").select(
        "path", other=pl.coalesce("first", "near")
    )
    pairs = pl.concat([side, side.select(path="other", other="path")]).drop_nulls()
    found = (
        named.join(pairs, on="path")
        .join(named.select(*key, other="path"), on=["other", *key])
        .filter(pl.col("path") != pl.col("longest"))
        .unique("path")
    )
    reason = pl.format("duplicate: near-duplicate of {}", "longest")
    return found.select("path", copy_of="longest", reason=reason)


def _longest() -> pl.Expr:
    """The path of the longest of the texts of one title and day."""
    undated = pl.col("published").is_null()
    order = (undated, -pl.col("characters").fill_null(0), pl.col("path"))
    return pl.col("path").sort_by(*order).first().over(*_CHAIN, "made")


def _versions(live: pl.DataFrame) -> pl.DataFrame:
    """For the versions of each day: when a newer one first holds, which, and if one is older.

    One that would hold later than a newer still ended nothing.
    """
    days = (
        live.filter(pl.col("made").is_not_null(), pl.col("name") != "")
        .sort("since", "path")
        .group_by(*_CHAIN, "made", maintain_order=True)
        .agg(pl.first("since", "path"))
        .sort(*_CHAIN, "made", descending=[False, False, True])
        .with_columns(
            earliest=pl.col("since").cum_min().over(_CHAIN),
            follows=pl.col("made") > pl.col("made").min().over(_CHAIN),
        )
        .with_columns(newer_from=pl.col("earliest").shift(1).over(_CHAIN))
    )
    sooner = (pl.col("since") < pl.col("newer_from")).fill_null(value=True)
    holder = pl.when(sooner).then("path").forward_fill()
    return days.select(*_CHAIN, "made", "follows", "newer_from", newer=holder.shift(1).over(_CHAIN))


def _repeals(live: pl.DataFrame) -> pl.DataFrame:
    """For each document that another repeals: from when, by which, and the words that name it."""
    orders = (
        live.filter(pl.col("repeals").list.len() > 0)
        .select(
            *("repeals", "family"),
            repealer="path",
            repealing="title",
            own="name",
            by_made="made",
            by_since="since",
        )
        .explode("repeals", empty_as_null=False)
        .with_columns(pl.col("repeals").struct.rename_fields(["ended", "section", "day"]))
        .unnest("repeals")
        .with_columns(name=titles.plain(pl.col("ended")))
        .filter(pl.col("name") != pl.col("own"))
    )
    younger = (pl.col("by_made") > pl.col("made")).fill_null(value=True)
    return (
        live.join(orders, on=_CHAIN)
        .filter(younger)
        .select(
            "path",
            "repealer",
            repealed_from=pl.coalesce("day", "by_since"),
            repealing=pl.concat_str("repealing", "section", separator=" ", ignore_nulls=True),
        )
        .sort("path", pl.col("repealed_from").fill_null(_ALWAYS), "repealer")
        .unique("path", keep="first", maintain_order=True)
    )


def _told(ends: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """State and reason of what is no copy, from what ended it first.

    Args:
        ends: The documents with the columns of `_versions` and `_repeals`.
        as_of: The day of which the states are told.
    """
    repealed_from = pl.col("repealed_from").fill_null(_ALWAYS)
    told = pl.col("repealer").is_not_null() | pl.col("over")
    repealed = told & (repealed_from < pl.col("newer_from").fill_null(_NEVER))
    ended = ends.with_columns(
        repealed=repealed,
        by=pl.when(repealed).then(pl.coalesce("repealer", "newer")).otherwise("newer"),
        end=pl.when(repealed).then(repealed_from).otherwise("newer_from"),
    ).with_columns(until=pl.min_horizontal("end", "valid_to"))
    held_from = pl.when("follows").then("since").otherwise("valid_from")
    dated = ended.with_columns(state=_state(as_of), valid_from=held_from)
    stated = dated.with_columns(
        reason=_reason(),
        valid_to=pl.when(pl.col("until") > _ALWAYS).then("until"),
        superseded_by=pl.when(pl.col("state").is_in(["superseded", "repealed"])).then("by"),
        copy_of=pl.lit(None, pl.String),
    )
    return stated.select("path", *_TOLD)


def _state(as_of: date) -> pl.Expr:
    """The state on a day; on the day itself, what ends a document has ended it."""
    unended = pl.col("by").is_null() & ~pl.col("repealed")
    by_itself = unended | (pl.col("valid_to") < pl.col("end"))
    over = (pl.col("until") <= as_of).fill_null(value=False)
    return (
        pl.when(over & by_itself.fill_null(value=False))
        .then(pl.lit("expired"))
        .when(over & pl.col("repealed"))
        .then(pl.lit("repealed"))
        .when(over)
        .then(pl.lit("superseded"))
        .when(pl.col("since") > as_of)
        .then(pl.lit("pending"))
        .otherwise(pl.lit("in_force"))
    )


def _reason() -> pl.Expr:
    """Why a document does not hold; null: it does."""
    reasons = {
        "expired": pl.format("expired: it held until the day before {}", "until"),
        "repealed": pl.coalesce(
            pl.format("repealed: by {} ({})", "repealing", "by"),
            pl.lit("repealed: its title says so"),
        ),
        "superseded": pl.format("superseded: by {}", "by"),
        "pending": pl.when(pl.col("valid_from") < pl.col("made"), pl.col("since") <= pl.col("made"))
        .then(pl.format("pending: this version was made on {}", "made"))
        .otherwise(pl.format("pending: it holds from {}", "since")),
    }
    return pl.coalesce(
        pl.when(pl.col("state") == state).then(reason) for state, reason in reasons.items()
    )
