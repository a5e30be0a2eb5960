"""Which items hold personal data, secrets, promises that the law forbids, or a prompt's words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from agentar_assets.governance.rules import LISTED, RULES, SPEAKS_OF, SUSPECT, Rule

FIELDS: Final = ("question", "thinking", "answer")
"""Columns that a model learns from."""

VERDICTS: Final = pl.Schema({"item_id": pl.String, "reason": pl.String, "evidence": pl.String})
"""One row an item that must go; the evidence says kind, field and place, and repeats no secret."""

JUDGING: Final = ("yes_no_with_article", "choice")
"""Answer forms of items that ask whether something is allowed: they have to show it."""

_BEFORE: Final = 16
_WIDTHS: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_UNSEEN: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
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
    kept = [place for place, letter in enumerate(text) if not _UNSEEN.match(letter)]
    seen = "".join(text[place] for place in kept).translate(_WIDTHS)
    return [
        Hit(rule.kind, rule.reason, kept[start], kept[end - 1] + 1)
        for rule in RULES
        if not (judges and rule.kind == "promise")
        for start, end in _places(rule, seen)
    ]


def _places(rule: Rule, text: str) -> Iterator[tuple[int, int]]:
    for match in rule.pattern.finditer(text):
        if rule.holds(re.sub(r"[ -]", "", match.group())) and not _harmless(rule, text, match):
            yield match.span()


def _harmless(rule: Rule, text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if rule.kind == "promise":
        sentence = f"{_ENDS.split(text[:start])[-1]}|{_ENDS.split(text[end:])[0]}"
        return bool(SPEAKS_OF.search(sentence) or LISTED.search(text[:start]))
    before, after = rule.before, rule.after
    counts = before is not None and before.search(text[max(0, start - _BEFORE) : start])
    return bool(counts or (after is not None and after.match(text, end)))
