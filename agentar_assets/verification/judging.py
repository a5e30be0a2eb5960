"""Eq. 8 for compliance: does the verdict follow from what the thinking says of rule and facts?"""

import re
from decimal import Decimal

from agentar_assets.verification.answerers import quantities
from agentar_assets.verification.answerers.question import case
from agentar_assets.verification.steps import given
from agentar_assets.verification.trace import Derivation, Trace, squeezed


def verdict(trace: Trace) -> Derivation:
    """The verdict that follows from what the thinking says of rule and facts."""
    found = case(trace.question)
    if found is None:
        return None, "the question shows no case"
    kept = _kept_bound(trace.thinking, found.rule, found.facts)
    if kept is None:
        kept = _kept_modal(trace.thinking, found.rule, found.facts)
    if isinstance(kept, str):
        return None, kept
    concluded = _concluded(trace.thinking)
    if kept is None or concluded is None:
        return None, "the thinking comes to no verdict"
    if kept is not concluded:
        return None, "the conclusion does not follow from the premises"
    if squeezed(found.place) not in squeezed(trace.thinking):
        return None, f"the rule's place {found.place!r} is not cited"
    word = (
        ("合规" if kept else "不合规")
        if trace.language != "en"
        else ("" if kept else "non-") + "compliant"
    )
    return f"{word}{', ' if trace.language == 'en' else '，'}{found.place}", None


def _concluded(thinking: str) -> bool | None:
    said = r"(?:所以|\bso )(?:(不)?合规|(non-|not )?compliant)"
    if found := [*re.finditer(said, thinking, re.I)]:
        return not (found[-1].group(1) or found[-1].group(2))
    return None


def _kept_bound(thinking: str, rule: str, facts: str) -> bool | str | None:
    """Whether the actual figure keeps the bound; a sentence where the thinking misquotes one."""
    chinese = re.search(
        r"界限是(?P<how>\D*?)(?P<limit>[\d一二三四五六七八九十百千万][^，]*)，实际(?P<fact>[^，]+)",
        thinking,
    )
    english = re.search(
        (
            r"(?:^|:\s*)(?P<fact>[^:,]*(?:,\d{3})*[^:,]*?) "
            r"against (?P<how>[a-z ]+?)\s*(?P<limit>(?:RMB "
            r")?\d.*?), the"
        ),
        thinking,
    )
    found = chinese or english
    if found is None:
        return None
    limit, fact = (_value(found[name]) for name in ("limit", "fact"))
    if limit is None or fact is None:
        return "the thinking names no figures"
    if limit not in _values(rule):
        return f"the rule has no figure {found['limit']}"
    if fact not in _values(facts):
        return f"the facts have no figure {found['fact']}"
    kept = _compared(found["how"].strip(), fact, limit)
    claimed = re.search(r"，(不)?在界限内|bound is (?:kept|(broken))", thinking)
    if claimed and bool(claimed.group(1) or claimed.group(2)) is kept:
        return f"{found['fact']} is on the other side of {found['limit']}"
    return kept


def _compared(how: str, fact: Decimal, limit: Decimal) -> bool:
    """Whether a figure lies on the side of a limit that the words name."""
    low = bool(re.search(r"低于|少于|小于|至少|最低|least|less|below|minimum", how))
    if re.search(r"^(?:低于|少于|高于|超过)|^(?:more|less|above|below|over|under)\b", how):
        return fact < limit if low else fact > limit
    return fact >= limit if low else fact <= limit


def _value(text: str) -> Decimal | None:
    spaced = re.sub(r"(\d)([a-z])", r"\1 \2", text)
    if read := quantities.read(spaced):
        return read[0].value
    return (
        quantities.number(found.group()) if (found := re.search(r"\d[\d,.]*\d|\d", text)) else None
    )


def _values(text: str) -> set[Decimal]:
    spaced = re.sub(r"(\d)([a-z])", r"\1 \2", text)
    return {one.value for one in quantities.read(spaced)} | given(text)


_DONE = re.compile(r"情形中(没有)?做了?|(not )?(?:done|it was done)")


def _kept_modal(thinking: str, rule: str, facts: str) -> bool | str | None:
    """Whether a duty was done or a ban respected, as the thinking says and the facts allow."""
    told = re.search(
        r"(?P<duty>应当做|must be done|a duty|required)"
        r"|(?P<ban>不得做|must not be done|forbidden|a ban)",
        thinking,
    )
    done = _DONE.search(thinking, told.end()) if told else None
    if told is None or done is None:
        return None
    duty, ban = bool(told["duty"]), bool(told["ban"])
    if ban and not re.search(r"不得|禁止|不能|不可|严禁|not\b|never|cannot", rule):
        return "the rule forbids nothing"
    if duty and not re.search(r"应|必须|须|must|shall|has to|required", rule):
        return "the rule demands nothing"
    undone = bool(done.group(1) or done.group(2))
    if undone and not re.search(r"未|没|不|无|漏|not\b|n't|never|without|fail", facts):
        return "the facts do not say that it was left undone"
    return undone if ban else not undone
