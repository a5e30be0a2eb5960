"""What the words between two known things say of them: who issues, manages, holds which rate."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from agentar_assets.knowledge.extraction.statements import Said

_Row = dict[str, Any]

_ACTORS: Final = frozenset(("机构", "监管机构"))
_ISSUED: Final = frozenset(("产品", "金融工具"))
_INDICATORS: Final = frozenset(("指标", "指数"))
_MEASURED: Final = _ISSUED | _INDICATORS

_DEEDS: Final = tuple(
    (predicate, re.compile(pattern))
    for predicate, pattern in (
        ("issues", r"(?:公开|依法)?(?:发行|发行并销售|推出)(?:的|了)?| issues? (?:the |an? )?"),
        ("manages", r"(?:依法|受托|负责)*(?:投资)?管理(?:的)?| manages? (?:the |an? )?"),
        ("custodian_of", r"(?:依法|负责)*托管(?:的)?"),
        ("supervises", r"(?:依法|负责)*(?:监督管理|监管)(?:的)?|(?:supervises|regulates) "),
    )
)
_DONE: Final = {"发行": "issues", "管理": "manages", "托管": "custodian_of"}
_BY = re.compile(r"(?:产品)?，?(?:均|是|系)?由")
_DONE_BY = re.compile(r"(?:负责|担任)?(?:投资)?(?P<deed>发行|管理|托管)人?(?=[，。；、\n]|$)")
_NEXT_BY = re.compile(r"(?:负责|担任)?(?:投资)?(?:发行|管理|托管)人?[，、](?:并|由)*")
_NOT = re.compile(r"(?:未|不得|禁止|不|非)[\u4e00-\u9fff]{0,4}$")

_SUPERVISES = re.compile(
    r"(?:及其派出机构)?(?:依法|依照[^，。；]{2,16}|按照[^，。；]{2,16}|根据[^，。；]{2,16}|负责|统一)*"
    r"对(?P<whom>[^，。；\n]{2,40}?)(?:依法)?(?:实施|实行|进行)(?:集中统一|统一)?(?:监督管理|监管|监督)"
)
_HOLDS = re.compile(
    r"(?:产品)?的?(?:(?P<rate>年化?利率|利率|费率|年化收益率|收益率|比例|比率|年费率)"
    r"|(?P<term>期限|存期|封闭期|投资期限|持有期限?|保险期间|犹豫期|等待期)"
    r"|(?P<threshold>的?最低限额|起存金额|起点金额|起购金额|认购起点|最低金额|单笔限额|最低标准))?"
    r"(?:均|应当|应|须|必须|分别)*(?:为|是|达到|：|:|\s\|\s)?"
    r"(?:不得低于|不低于|不得高于|不高于|不得超过|不超过|不得少于|不少于|不得短于|至少|低于|高于|超过|最高|最低)*(?:人民币)?"
    r"|(?: rate)?(?: (?:is|of|must be|must not be|shall be|may not be|must not|shall not))?"
    r"(?: (?:at least|at most|below|above|no less than|not less than|no more than|exceed))? "
)
_SUMS: Final = ("资产", "资本", "价值", "总值", "限额", "capital", "assets", "value")
"""Indicators that are sums: a percentage beside one is a part of it."""
_KINDS: Final = {"percent": "has_rate", "period": "has_term"}
_OF = re.compile(r"(?:产品)?的?年?")
_ALIAS = re.compile(
    r"\s?[（(](?:以下|下称|简称|下文)[^（）()“\"]{0,6}?(?:简称|统称|称)?(?:为|：|:)?"
    r"[“\"]?(?P<name>[^（）()，。；“”\"]{2,30})"
)


def linked(text: str, entities: Sequence[_Row], quantities: Sequence[_Row]) -> Iterator[Said]:
    """Every relation that the words between or beside known things state."""
    for first, second in pairwise(entities):
        yield from _deeds(text, first, second)
    yield from _done(text, entities)
    for entity in entities:
        yield from _beside(text, entity)
    yield from _figures(text, entities, quantities)


def _deeds(text: str, first: _Row, second: _Row) -> Iterator[Said]:
    """`A发行B`, `A管理B`."""
    if first["type"] not in _ACTORS or _NOT.search(
        text, max(0, first["start"] - 8), first["start"]
    ):
        return
    for predicate, pattern in _DEEDS:
        wanted = _ACTORS if predicate == "supervises" else _ISSUED
        if second["type"] in wanted and pattern.fullmatch(text, first["end"], second["start"]):
            yield first["text"], predicate, second["text"], first["start"], second["end"]


def _done(text: str, entities: Sequence[_Row]) -> Iterator[Said]:
    """`B由A管理，C托管`."""
    product: _Row | None = None
    for first, second in pairwise(entities):
        if first["type"] in _ISSUED:
            product = first if _BY.fullmatch(text, first["end"], second["start"]) else None
        elif not _NEXT_BY.fullmatch(text, first["end"], second["start"]):
            product = None
        deed = _DONE_BY.match(text, second["end"])
        if product and deed and second["type"] in _ACTORS:
            yield second["text"], _DONE[deed["deed"]], product["text"], product["start"], deed.end()


def _beside(text: str, entity: _Row) -> Iterator[Said]:
    """What is supervised by an entity, and what it is called besides."""
    name, start, end = entity["text"], entity["start"], entity["end"]
    if entity["type"] in _ACTORS:
        if found := _SUPERVISES.match(text, end):
            yield name, "supervises", found["whom"], start, found.end()
        if found := _ALIAS.match(text, end):
            yield name, "alias", found["name"], start, found.end()


def _figures(text: str, entities: Sequence[_Row], quantities: Sequence[_Row]) -> Iterator[Said]:
    """`A的期限为12个月`, `A不得低于5%`; the rate of a product is the product's."""
    for before, entity, quantity in _neighbours(entities, quantities):
        found = _HOLDS.fullmatch(text, entity["end"], quantity["start"])
        predicate = _predicate(entity, quantity, found) if found else None
        if predicate:
            owner = entity
            if before and before["type"] in _ISSUED and entity["text"].endswith(("利率", "收益率")):
                owner = before if _OF.fullmatch(text, before["end"], entity["start"]) else entity
            yield owner["text"], predicate, quantity["text"], owner["start"], quantity["end"]


def _neighbours(
    entities: Sequence[_Row], quantities: Sequence[_Row]
) -> Iterator[tuple[_Row | None, _Row, _Row]]:
    """Each figure with the two names before it, where no other figure stands between."""
    rows = sorted([*entities, *quantities], key=lambda row: int(row["start"]))
    for before, entity, quantity in zip([None, *rows], rows, rows[1:], strict=False):
        if "entity_id" in entity and "kind" in quantity and quantity["kind"] != "date":
            yield (before if before and "entity_id" in before else None), entity, quantity


def _predicate(entity: _Row, quantity: _Row, found: re.Match[str]) -> str | None:
    """What the noun before a figure says that it is, or else the figure of an indicator itself."""
    for name in ("rate", "term", "threshold"):
        if found[name]:
            return f"has_{name}" if entity["type"] in _MEASURED else None
    if entity["type"] not in _INDICATORS or found[0] == "的":
        return None
    if quantity["kind"] == "percent" and entity["text"].endswith(_SUMS):
        return None
    return _KINDS.get(quantity["kind"]) if quantity["comparison"] == "=" else "has_threshold"
