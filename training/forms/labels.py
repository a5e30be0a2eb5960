"""Answers that choose from what the question offers: labels, identifiers, letters, reasons."""

import re

from training.forms.reading import dumped, plain, unboxed
from training.numerals import tidy

_SEPARATED = re.compile(r"[;、,\n]")
_LISTED = re.compile(r"[;、\n]|,(?!\d{3})")
_LETTERS = re.compile(r"[\s(]*[A-Z](?:[\s(),.;/、和与]*[A-Z])*[\s).。]*")
_LEAD = re.compile(r"^(?:答案|the answer|answer)\s*(?:是|为|is)?\s*:?\s*", re.IGNORECASE)
_STOPS = " .。"
_LONGEST_CHOICE = 200
_LONGEST_LABEL = 200
_NONE = frozenset({"无", "none"})


def label_set(text: str) -> str | None:
    """Set of labels."""
    labels = {plain(label).strip(_STOPS) for label in _SEPARATED.split(tidy(text))}
    return dumped(sorted(labels)) if labels and "" not in labels else None


def label(text: str) -> str | None:
    """One label; two are none."""
    said = plain(text).strip(_STOPS)
    if not said or len(said) > _LONGEST_LABEL or _SEPARATED.search(text.strip()):
        return None
    return None if _SEPARATED.search(said) else said


def label_with_reasons(text: str) -> str | None:
    """One label and the set of its reasons: `高风险：频繁大额现金；资金快进快出`."""
    named, colon, why = tidy(text).partition(":")
    chosen = label(named)
    reasons = {plain(reason).strip(_STOPS) for reason in _LISTED.split(why)} if colon else set()
    if chosen is None or "" in reasons:
        return None
    return dumped([chosen, [] if reasons <= _NONE else sorted(reasons)])


def entity(text: str) -> str | None:
    """The identifier alone, a letter in brackets or with a full stop included."""
    name = tidy(text).strip("()[]. 。").upper()
    return name if re.fullmatch(r"[\w-]{1,64}", name) else None


def choice(text: str) -> str | None:
    """Set of option letters, boxed or after `答案：`."""
    said = _LEAD.sub("", tidy(unboxed(text)))
    if len(said) > _LONGEST_CHOICE or not _LETTERS.fullmatch(said):
        return None
    return "".join(sorted(set(re.findall("[A-Z]", said))))


def exact(text: str) -> str | None:
    """The answer as it is written, boxed or not."""
    return plain(unboxed(text)).strip(_STOPS) or None
