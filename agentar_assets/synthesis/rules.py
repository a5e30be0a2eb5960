"""The rules in a unit: bounds on figures, deadlines, duties and bans, clause by clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agentar_assets.synthesis.clauses import NUMERAL, START
from agentar_assets.synthesis.units import Unit

LONGEST_RULE = {"zh": 80, "en": 170}

_ZH_UNIT = (
    r"[万亿]?(?:元|人|名|日|天|个工作日|个交易日|个自然日|个月|年|份|股|倍|次|只|周岁|小时|分钟|户)"
)
_ZH_FIGURE = rf"(?P<q>百分之{NUMERAL}|\d+(?:\.\d+)?[%％]|{NUMERAL}{_ZH_UNIT})"
_AT_MOST = r"不得超过|不得高于|不得多于|不超过|不高于|最高为|最高偿付限额为(?:人民币)?|最多|至多"
_AT_LEAST = r"不得低于|不得少于|不得短于|不低于|不少于|至少为?|最低为|起存金额为|起购金额为|起点为"
_EN_MOST = "at most|no more than|not more than|up to|within"
_EN_LEAST = "at least|no less than|not less than"
_EN_FIGURE = (
    r"(?P<q>(?:RMB |CNY )?\d[\d,]*(?:\.\d+)?(?![\d,.]*\d)(?:%| (?:million|billion)"
    r"| (?:working |trading |calendar )?(?:days?|months?|years?|hours?|minutes?|times?))?)"
)
_LIMIT = {
    "zh": re.compile(
        rf"{START}(?P<x>(?![^，]*要求)[^，。；：“”]{{2,24}}?)(?P<c>{_AT_MOST}|{_AT_LEAST}){_ZH_FIGURE}(?=，|$)"
    ),
    "en": re.compile(
        rf"^(?P<x>[^.;:,“”]{{4,90}}?) (?P<c>{_EN_MOST}|{_EN_LEAST}) {_EN_FIGURE}"
        r"(?=$|, | (?!and |or |to ))(?!.*\d)"
    ),
}
_LEAST = re.compile(f"{_AT_LEAST}|{_EN_LEAST}")
_DEADLINE = re.compile(
    r"^(?P<x>[^，。；：]{2,24}?)，?(?:应当|须|必须)(?P<s>自[^，。；：]{2,24}起|在[^，。；：]{0,16}?)?"
    rf"(?P<q>{NUMERAL}(?:日|天|个工作日|个交易日|个月))(?:以内|之内|内)，?"
    r"(?P<y>(?!下列)[^，。；：]{2,36})$"
)
_NOT_AN_ACT = (
    r"(?![^的，]{2,4}的[^的，]{1,4}(?:，|$)|有|符合|具备|为|是|超过|低于|少于|高于|多于|短于|遵守|遵循|包括|载明"
    r"|(?:根据|按照?|依照|依据|自|在|以)[^，]{2,30}(?:，|$))"
)
_DUTY = {
    "zh": re.compile(
        rf"{START}(?P<x>[^，。；：“”]{{2,20}}?)(?P<m>应当|必须|不得|禁止|严禁)"
        rf"(?P<y>{_NOT_AN_ACT}[^，。；：“”]{{4,44}})(?=，|$)"
    ),
    "en": re.compile(
        r"^(?P<x>(?:The |A |An |Each |Every )?[^.,;:“”]{3,60}?) "
        r"(?P<m>must not|may not|shall not|must|shall) (?P<y>(?!not |at |exceed)[^.;:“”]{5,100})$"
    ),
}
_BANS = frozenset({"不得", "禁止", "严禁", "must not", "may not", "shall not"})
_LONGEST_PLACE = {"zh": 20, "en": 40}
"""A longer heading is no place that an answer would name."""


@dataclass(frozen=True)
class Rule:
    """A clause that a situation can keep or break."""

    kind: str
    """limit, deadline, duty or ban."""
    text: str
    before: str
    """Who must, or what is bounded."""
    after: str
    """What must be done or left."""
    figure: str = ""
    least: bool = False
    """Whether the figure is the lowest allowed; else it is the highest."""


@lru_cache(maxsize=4096)
def rules(unit: Unit) -> tuple[Rule, ...]:
    """The rules of the unit, at most one a clause; none where the unit has no short place."""
    if not 0 < len(unit.place) <= _LONGEST_PLACE[unit.language] or set(unit.place) & set("：:"):
        return ()
    short = (piece.text for piece in unit.pieces if not piece.listed)
    return tuple(
        rule
        for text in short
        if len(text) <= LONGEST_RULE[unit.language]
        for rule in _rules(text, unit.language)
    )


def _rules(text: str, language: str) -> Iterator[Rule]:
    if limit := _LIMIT[language].search(text):
        least = _LEAST.fullmatch(limit["c"]) is not None
        yield Rule("limit", text, limit["x"], limit["c"], limit["q"], least=least)
    elif language == "zh" and (limit := _DEADLINE.match(text)):
        start = (limit["s"] or "").removeprefix("在")
        yield Rule("deadline", text, f"{limit['x']}{start}", limit["y"], limit["q"])
    elif duty := _DUTY[language].search(text):
        kind = "ban" if duty["m"] in _BANS else "duty"
        yield Rule(kind, text, duty["x"].strip(), duty["y"])
