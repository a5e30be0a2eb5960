"""Verdicts and what they need beside them: an article, a type, an answer."""

import re

from training.forms.labels import label
from training.forms.reading import plain, value
from training.forms.texts import same_statement
from training.numerals import tidy

_COMPLIANCE = {
    "合规": "compliant",
    "compliant": "compliant",
    "不合规": "non-compliant",
    "non-compliant": "non-compliant",
    "not compliant": "non-compliant",
}
_INVENTED = {
    **dict.fromkeys(["有幻觉", "存在幻觉", "hallucination", "hallucinated"], True),
    **dict.fromkeys(["无幻觉", "没有幻觉", "不存在幻觉"], False),
    **dict.fromkeys(["no hallucination", "not hallucinated"], False),
}
_REPLY = {
    **dict.fromkeys(["拒绝", "refuse", "refused"], "refuse"),
    **dict.fromkeys(["可答", "answer", "answerable"], "answer"),
}
_SECOND = re.compile(rf"(?:{'|'.join(_REPLY)})\s?:")
_SAID = re.compile(r"\w")


def with_article(text: str) -> str | None:
    """Verdict and place: `合规,第5条`. The place may be a heading; it may not be left out."""
    said, _, place = tidy(text).strip(" .。").partition(",")
    verdict = _COMPLIANCE.get(said.strip().casefold())
    where = value(place.strip(" 《》"))
    return f"{verdict},{where}" if verdict and where else None


def with_type(text: str) -> str | None:
    """`无幻觉` alone, or `有幻觉：` and one type."""
    said, colon, kind = plain(text).strip(" .。").partition(":")
    invented = _INVENTED.get(said.strip())
    if invented is None:
        return None
    if not invented:
        return None if colon else "no"
    named = label(kind)
    return f"yes:{named}" if named else None


def refusal_or_answer(text: str) -> str | None:
    """`拒绝：` and one type, or `可答：` and the answer; not both."""
    said, _, content = plain(text).partition(":")
    reply = _REPLY.get(said.strip())
    if reply is None or not _SAID.search(content) or _SECOND.search(content):
        return None
    kept = label(content) if reply == "refuse" else content.strip()
    return f"{reply}:{kept}" if kept else None


def same_reply(gold: str, answer: str) -> bool:
    """Same refusal, or the same statement in the answer."""
    wanted, _, content = gold.partition(":")
    said, _, given = answer.partition(":")
    if wanted != said:
        return False
    return content == given if wanted == "refuse" else same_statement(content, given)
