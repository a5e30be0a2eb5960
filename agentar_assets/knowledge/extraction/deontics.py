"""Words that bind: what must be, may be, must not be, and what is excepted."""

import re
from typing import Any, Final

_ACTS: Final = (
    r"(?=[于在向按由与将及自以依至]"
    r"|当面|符合|遵守|提供|保证|立即|事先|确保|妥善|如实|承担|支付|具备)"
)
"""What follows `应`, `须` or `可` where it binds alone."""

_WORDS: Final = {
    "exception": (
        r"(?<![解免排废清开删消扣拆撤铲])除[^，。；：除\n]{1,40}?(?:以外|之外|(?<![以之国境海])外)(?=[，,的])(?![，,](?:还|并|也|另|同时))",
        r"另有(?:规定|约定|要求|说明)的?(?:，从其(?:规定|约定)|，依照其规定|，适用其规定|除外)?",
        r"除外(?!责任)|不在此限|例外(?!地)|但书",
        r"\b(?:except|unless|save (?:as|for|that)|other than|provided that|notwithstanding)\b",
    ),
    "must_not": (
        r"(?<![舍怪巴由])不得(?![不已])|不得(?=不(?:公|正当|合理|以|按|履行|执行|及时|当))"
        r"|不应当|严禁|不准(?!确)|不可以|无权(?!代理|处分)|切勿",
        rf"不应{_ACTS}",
        r"(?<![被])禁止(?![性令入])",
        r"\b(?:must|shall|may|should|can)(?: not|n’t|n't)\b|\bcannot\b|\bis prohibited\b"
        r"|\bare prohibited\b|\bis forbidden\b|\bnot entitled to\b"
        r"|\b[Nn]o \w+(?: \w+){0,3}? (?:shall|may|must|can)\b",
    ),
    "must": (
        r"不得不|(?<!相)(?<!对)应当(?!事)|必须|有义务(?!人)|(?<!负)有责任(?![的人])"
        r"|负有[^，。；、\s]{1,8}?义务(?=[，。；])",
        rf"(?<![相反对回响供适答理])应{_ACTS}",
        rf"(?<![必无毋不务])须{_ACTS}",
        r"\b(?:must|shall)\b|\b(?:is|are) (?:required|obliged) to\b|\bhas to\b|\bhave to\b",
    ),
    "may": (
        r"(?<![不认许])可以(?!说)|(?<![所享没具拥保持占])有权(?![机属益威人利])",
        rf"(?<![不许认宁未尚])可{_ACTS}",
        r"(?<=[亦方始])得(?=[^到出以知])",
        r"\bmay\b|\b(?:is|are) (?:entitled|permitted|allowed) to\b|\bhas the right to\b"
        r"|\bhave the right to\b",
    ),
}
"""What binds, by kind; of two that begin at one place the earlier kind is meant."""

_FIRST: Final = r"(?=[除另不例但严无切禁应必负有承须可得]|\b[A-Za-z])"
_BINDS = re.compile(
    _FIRST
    + "(?:"
    + "|".join(f"(?P<{kind}>{'|'.join(words)})" for kind, words in _WORDS.items())
    + ")"
)


def deontics(text: str) -> list[dict[str, Any]]:
    """The words of a text that bind, as `records.DEONTIC`, in their order."""
    return [
        {
            "text": found[0],
            "kind": str(found.lastgroup),
            "start": found.start(),
            "end": found.end(),
        }
        for found in _BINDS.finditer(text)
    ]
