"""Which items hold personal data, secrets, promises that the law forbids, or a prompt's words."""

import re
from dataclasses import dataclass
from typing import Final

import polars as pl

from agentar_assets.governance.rules import LISTED, RULES, SPEAKS_OF, SUSPECT
from agentar_assets.personal import folded

FIELDS: Final = ("question", "thinking", "answer")
"""Columns that a model learns from."""

VERDICTS: Final = pl.Schema({"item_id": pl.String, "reason": pl.String, "evidence": pl.String})
"""One row an item that must go; the evidence says kind, field and place, and repeats no secret."""

JUDGING: Final = ("yes_no_with_article", "choice")
"""Answer forms of items that ask whether something is allowed: they have to show it."""

_ENDS: Final = re.compile(r"[。；;！!\n]")


@dataclass(frozen=True)
class Hit:
    """A find: `text[start:end]`."""

    kind: str
    reason: str
    start: int
    end: int


def verdicts(items: pl.DataFrame) -> pl.DataFrame:
    """The items that hold what must not be taught, with kind, field and place.

    Args:
        items: `item_id`, `answer_form` and the columns of `FIELDS`.
    """
    texts = pl.concat_str(FIELDS, separator="\n", ignore_nulls=True)
    seen = texts.str.normalize("NFKC").str.replace_all(r"\p{Cf}", "")
    suspects = items.filter(seen.str.contains(SUSPECT)).select("item_id", "answer_form", *FIELDS)
    found = [_verdict(item) for item in suspects.rows(named=True)]
    return pl.DataFrame([row for row in found if row], schema=VERDICTS)


def _verdict(item: dict[str, str | None]) -> dict[str, str | None] | None:
    judges = item["answer_form"] in JUDGING
    found = [(hit, field) for field in FIELDS for hit in hits(item[field] or "", judges=judges)]
    if not found:
        return None
    order = [rule.reason for rule in RULES]
    first = min((hit.reason for hit, _ in found), key=order.index)
    places = "; ".join(f"{hit.kind} {field}[{hit.start}:{hit.end}]" for hit, field in found)
    return {"item_id": item["item_id"], "reason": first, "evidence": places}


def hits(text: str, *, judges: bool = False) -> list[Hit]:
    """Every find of every rule; offsets are those of the text as it came.

    Args:
        text: Any text; full width and zero-width characters do not hide anything.
        judges: Whether the item asks if something is allowed; then a promise is its matter.
    """
    seen, places = folded(text)
    return [
        Hit(rule.pattern.kind, rule.reason, places[start], places[end - 1] + 1)
        for rule in RULES
        for start, end in rule.pattern.places(seen)
        if rule.reason != "forbidden_promise" or not (judges or _spoken_of(seen, start, end))
    ]


def _spoken_of(text: str, start: int, end: int) -> bool:
    """Whether a promise is what a sentence speaks of, and nothing that it makes."""
    sentence = f"{_ENDS.split(text[:start])[-1]}|{_ENDS.split(text[end:])[0]}"
    return bool(SPEAKS_OF.search(sentence) or LISTED.search(text[:start]))
