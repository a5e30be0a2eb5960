"""Which bound the words beside a number set: at least, more than, at most, less than."""

import re
from typing import Final

_BEFORE: Final = (
    (
        "<=",
        r"不得超过|不超过|未超过|不得高于|不高于|不得多于|不多于|不得大于|不大于|不得长于|不长于"
        r"|至多|最多|最高|最长|上限|限额|不迟于|不晚于"
        r"|(?:最高|最长)[\u4e00-\u9fff]{0,6}为"
        r"|at most|no more than|not (?:be )?(?:more|greater|higher|later) than|not exceed(?:ing)?"
        r"|up to|within|no (?:greater|higher|later) than"
        r"|maximum (?:of|is)|not be above",
    ),
    (
        ">=",
        r"不得低于|不低于|不得少于|不少于|不得短于|不短于|不得小于|不小于|不早于"
        r"|至少|最低|最短|起点|达到|已满|年满|满|下限"
        r"|(?:最低|最短|起存|起购)[\u4e00-\u9fff]{0,6}为|(?:起存|起购|起投)(?:金额)?[：:]?"
        r"|at least|no (?:less|fewer|lower) than|not (?:be )?(?:less|fewer|lower) than"
        r"|not (?:be )?below"
        r"|minimum (?:of|is)|from",
    ),
    (
        ">",
        r"超过|高于|大于|多于|长于|逾|晚于"
        r"|more than|over|above|exceed(?:s|ing)?|greater than|after",
    ),
    (
        "<",
        r"低于|少于|小于|短于|不足|不满|未满|未达到|早于|less than|fewer than|below|under|before",
    ),
)
_INCLUDED: Final = r"(?:[（(](?:含|包括|含本数)[）)])?"
_AFTER: Final = (
    (
        ">=",
        rf"{_INCLUDED}(?:及|或者|或)?(?:其)?以上|起存|起购|起(?=[，。；])"
        r"|,? (?:or|and) (?:more|above|over|older)",
    ),
    (
        "<=",
        rf"{_INCLUDED}(?:(?:及|或者|或)?(?:其)?以下|以内|之内|内)"
        r"|,? (?:or|and) (?:less|fewer|below|under)",
    ),
    (">", r"以外|之外|[（(]不(?:含|包括)[）)]以上"),
    ("<", r"[（(]不(?:含|包括)[）)]以下"),
)
_LINK: Final = (
    r"(?:人民币|合计为?|为|是|其|达|总计|等值|提前|每[年月日次]|约定的?期限|规定的?期限|RMB\s)?\s?$"
)
_BOUNDS_BEFORE = [
    (sign, re.compile(rf"(?:{words}){_LINK}", re.IGNORECASE)) for sign, words in _BEFORE
]
_BOUNDS_AFTER = [(sign, re.compile(rf"\s?(?:{words})", re.IGNORECASE)) for sign, words in _AFTER]
_ON_DAYS: Final = {
    "起": ">=",
    "以来": ">=",
    "前": "<",
    "以前": "<",
    "之前": "<",
    "后": ">",
    "以后": ">",
    "之后": ">",
    "止": "<=",
    "届满": "<=",
}
_NEAR = 24
_BESIDE_DAY = 2


def bound(text: str, start: int, end: int) -> str:
    """The bound that the longest words beside a number set; `=` where none do."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    told = [(found, sign) for sign, words in _BOUNDS_BEFORE if (found := words.search(before))]
    told += [(found, sign) for sign, words in _BOUNDS_AFTER if (found := words.match(after))]
    return max(told, key=lambda one: len(one[0][0]))[1] if told else "="


def bound_on_day(text: str, start: int, end: int) -> str:
    """The bound that the words beside a date set: `2025年1月1日起`, `before 1 January 2025`."""
    for length in (_BESIDE_DAY, 1):
        if sign := _ON_DAYS.get(text[end : end + length]):
            return sign
    return bound(text, start, end)
