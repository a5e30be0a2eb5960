"""Names that a document defines for an institution: `（以下简称“本行”）`, `(“the Bank”)`."""

import re
from collections.abc import Iterator
from typing import Any, Final

from agentar_assets.knowledge.extraction.entities import INSTITUTION, Alias, entities
from agentar_assets.knowledge.extraction.institutions import is_kind

_QUOTES: Final = "“”\"‘’'「」"
_CHINESE = re.compile(
    r"[（(]\s*(?:以下|下文|下称|简称|统称|又称)[^（）()“\"「]{0,8}?"
    rf"(?:简称|统称|合称|称)?(?:为|作|：|:)?\s*(?P<names>[{_QUOTES}]?[^（）()，。；\s][^（）()]{{0,30}})\s*[）)]"
)
_ENGLISH = re.compile(
    r"\s\((?:hereinafter |hereafter |collectively )?(?:referred to as |called )?"
    r"(?P<names>(?:,? ?(?:or |and )?(?:the )?[“\"](?:the )?[A-Z][^”\"()]{0,30}[”\"]){1,3})\)"
)
_QUOTED = re.compile(r"(?P<the>the )?[“\"](?P<name>[^”\"]+)[”\"]")
_BETWEEN = re.compile(rf"[{_QUOTES}]?(?:、|或者|或|和|及|，)[{_QUOTES}]?")
_WINDOW: Final = 80
_VAGUE: Final = frozenset(("公司", "银行", "基金", "机构", "企业", "单位", "客户", "产品", "信托"))
"""Names that stand inside other words too often."""
_SHORTEST, _LONGEST = 2, 20
_OWNERS: Final = frozenset((INSTITUTION, "监管机构"))


def defined(text: str) -> list[Alias]:
    """The names that a whole document defines for institutions, each once, in their order.

    Pass them, as a tuple, to `entities` or `extracted` with each passage of the document.
    """
    found: dict[str, Alias] = {}
    for match in (*_CHINESE.finditer(text), *_ENGLISH.finditer(text)):
        for owner in _owner(text[max(0, match.start() - _WINDOW) : match.start()]):
            for name in _names(match["names"]):
                found.setdefault(name, Alias(name, owner["entity_id"], owner["type"]))
    return list(found.values())


def _owner(before: str) -> list[dict[str, Any]]:
    """The institution that a text ends with, if it does."""
    known = (one for one in entities(before)[-1:] if one["end"] == len(before))
    return [one for one in known if one["type"] in _OWNERS and not is_kind(one["text"])]


def _names(written: str) -> Iterator[str]:
    quoted = [f"{found['the'] or ''}{found['name']}" for found in _QUOTED.finditer(written)]
    for name in quoted or _BETWEEN.split(written):
        plain = name.strip(f"{_QUOTES}. ,")
        if _SHORTEST <= len(plain) <= _LONGEST and plain not in _VAGUE and "《" not in plain:
            yield plain
