"""Where a document comes from: its kind, the body that made it, its rank and its licence."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from agentar_assets.documents import days
from agentar_assets.documents.dates import states_a_day

_STATUTE = re.compile(
    r"(法|条例|规定|办法|解释|规则|细则|决定|决议|编|批复|通知)([(（].{1,12}[)）])?$"
)
_LAW = re.compile(r"(?<!办)法([(（].{1,12}[)）])?$")
_REGULATION = re.compile(r"条例([(（].{1,12}[)）])?$")
_ENACTED = re.compile(r"(?m)^[(（]?\d{4}年\d{1,2}月\d{1,2}日.*(通过|公布|发布|修订|修正|施行)")
_RANKS: Final = {
    "全国人民代表大会常务委员会": "law",
    "全国人民代表大会": "law",
    "国务院": "regulation",
    "最高人民法院": "interpretation",
    "最高人民检察院": "interpretation",
    "中国人民银行": "rule",
    "国家金融监督管理总局": "rule",
    "中国证券监督管理委员会": "rule",
    "国家外汇管理局": "rule",
    "财政部": "rule",
}
"""Rank of the statutes that a body of the state makes; those of any other are rules."""
_ORDER: Final = [*dict.fromkeys(_RANKS.values())]
_BODIES = re.compile("|".join(_RANKS))
_SPEAKER = re.compile(rf"({_BODIES.pattern})(?=关于|、)")
_HAN: Final = r"[\u4e00-\u9fff]"
_PLACE: Final = rf"{_HAN}{{2,16}}?(?:省|市|自治区|自治州|自治县|县|区)"
_CONGRESS = re.compile(
    rf"(?m)^[(（]?(?:根据)?{days.CHINESE}\s*(?P<place>{_PLACE})(?:第{_HAN}{{1,4}}届)?"
    r"(?P<body>人民代表大会(?:常务委员会)?)"
)
"""Who makes the statutes of a place: it is named first, and who approves of them later."""
_ORDER_OF = re.compile(rf"(?m)^(?:中华人民共和国)?(?P<body>{_BODIES.pattern})令")
"""Whose order it is that a text is made public with, where that stands above it."""
_MINISTRY = re.compile(
    rf"(?m)^[(（]?{days.CHINESE}\s*经?(?P<body>{_HAN}{{2,16}}?(?:部|委员会|总局|局|署))"
    r"(?:令|公告|第\w{1,4}次)"
)
_PUBLIC = re.compile(
    rf"{_BODIES.pattern}|{_PLACE}(?:人民代表大会|人民政府)"
    rf"|(?:国家|中国|中华人民共和国){_HAN}{{2,14}}(?:部|委员会|总局|局|署)$"
)
_PRIVATE = re.compile(r"(?:董事会|股东大?会|办公会).{0,20}(?:通过|批准|印发|发布)|我[行司]")
_FIRM = re.compile(r"^[^关]{2,24}有限公司")
_QUOTED = re.compile(r"《.*?》|<.*?>")
_STANDARD = re.compile(r"(?<![A-Z])(?:GB|JR)(?:/T|/Z)?\s?\d{2,}")
_FAQ_SHARE: Final = 0.5
_FREE: Final = "statutory text: not protected (Copyright Law of the PRC, art. 5)"


class Origin(NamedTuple):
    """What decides how far a document is to be trusted, and what may be done with it."""

    kind: str
    """`statute`, `rules` (articles of another writer), `faq` or `document`."""
    authority: str | None
    level: str
    """As `records.DOCUMENTS` names them."""
    licence: str | None


def origin(
    title: str, head: str, sections: Sequence[Mapping[str, Any]], meta: Mapping[str, str]
) -> Origin:
    """The origin of a document.

    Args:
        title: What it is called.
        head: What stands above its first article.
        sections: As `records.SECTION`.
        meta: What it says of itself by name, such as `authority` or `licence`.
    """
    told = meta.get("authority")
    authority = told or _maker(title, head)
    public = bool(_PUBLIC.match(told) if told else authority or not _private(title, head))
    kind = _kind(title, head, sections, public=public, known=authority is not None)
    licence = meta.get("licence") or (_FREE if kind == "statute" else None)
    return Origin(kind, authority, _level(kind, authority, title), licence)


def _kind(
    title: str, head: str, sections: Sequence[Mapping[str, Any]], *, public: bool, known: bool
) -> str:
    """What a document is.

    Args:
        title: What it is called.
        head: What stands above its first article.
        sections: As `records.SECTION`.
        public: Whether a body of the state may have made it.
        known: Whether it is told who did.
    """
    kinds = [part["kind"] for part in sections]
    named = _STATUTE.search(title) or _ENACTED.search(head) or _BODIES.match(title)
    named = named or _ORDER_OF.search(head)
    if "article" in kinds:
        return "statute" if public and named else "rules"
    if named and public and known:
        return "statute"  # a decision or a reply: it has no articles, and may end other texts
    return "faq" if kinds and kinds.count("faq") >= _FAQ_SHARE * len(kinds) else "document"


def _maker(title: str, head: str) -> str | None:
    """The body of the state that made a statute.

    The title says so (`国务院关于…`), or the lines of the head that state a day: of a place the
    first; of the whole country the highest, for it approves of what others issue.
    """
    if named := _SPEAKER.match(title):
        return named[1]
    lines = "\n".join(line for line in head.split("\n") if states_a_day(line))
    lines = _QUOTED.sub("", lines)
    if local := _CONGRESS.search(lines):
        return f"{local['place']}{local['body']}"
    if found := [match[0] for match in _BODIES.finditer(lines)]:
        return max(reversed(found), key=lambda body: -_ORDER.index(_RANKS[body]))
    if named := _ORDER_OF.search(head) or _MINISTRY.search(lines) or _BODIES.match(title):
        return str(named[named.lastgroup or 0])
    return None


def _private(title: str, head: str) -> bool:
    """Whether a firm made a document, also one that is called by a name that statutes have."""
    return _FIRM.match(title) is not None or _PRIVATE.search(head) is not None


def _level(kind: str, authority: str | None, title: str) -> str:
    """The rank of a document; no ministry or place may call its rules a law (立法法)."""
    if _STANDARD.search(title):
        return "standard"
    if kind != "statute":
        return "institution"
    if body := _BODIES.match(authority or ""):
        return _RANKS[body[0]]
    if authority:
        return "rule"
    if _REGULATION.search(title) and not re.match(_PLACE, title):
        return "regulation"
    return "law" if _LAW.search(title) else "rule"
