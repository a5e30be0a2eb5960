"""What a clause says, and how that is asked: the patterns behind consulting questions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agentar_assets.synthesis.clauses import DOER, FIGURE, KINDS, START, ZH_SPAN
from agentar_assets.synthesis.units import Piece, Unit

LONGEST_ANSWER = {"zh": 48, "en": 110}

_ZH = FIGURE["zh"]
_EN = FIGURE["en"]
_ACT = (
    r"(?P<a>(?:(?:自|在|按照?|依照|根据|以)[^，。；：]{2,30}，)?[^，。；：]{4,44}"
    r"(?:，(?:并|且|或者?|以及)[^，。；：]{2,30})*)$"
)
"""An act: one clause, a condition before it, and clauses that go on with it."""
_NO_LIST = r"(?!具备|符合下列|有下列|载明|包括|遵守|遵循|超过|低于|少于|高于|多于|短于|为$|是)"
_ONE_CLAUSE = r"[^，。；：]"


@dataclass(frozen=True)
class Reading:
    """A way to ask about a clause; the group `a` of its pattern answers."""

    name: str
    pattern: re.Pattern[str]
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """Something that a clause says: how it may be asked, and the span that answers."""

    piece: Piece
    reading: str
    asks: tuple[str, ...]
    answer: str


def _reading(name: str, pattern: str, *asks: str) -> Reading:
    return Reading(name, re.compile(pattern), asks)


READINGS = {
    "zh": (
        _reading(
            "definition",
            r"(?:^|，|所称)(?:本\w{1,4}所称)?(?P<x>[^，。；、：“”]{2,14})，?是指(?P<a>.{4,})$",
            "什么是{x}？",
            "{x}指的是什么？",
            "{x}这个词怎么理解？",
            "能解释一下{x}吗？",
        ),
        _reading(
            "value",
            rf"{START}(?P<x>{_ONE_CLAUSE}{{2,22}}?)(?:统一)?(?:为|是)(?P<a>{_ZH})(?=，|$)",
            "{x}是多少？",
            "{x}到底是多少？",
            "请问{x}是多少？",
            "想知道{x}是多少？",
        ),
        _reading(
            "bound",
            rf"{START}(?P<x>{_ONE_CLAUSE}{{2,22}}?)(?P<a>(?:不得超过|不得高于|不超过|最高不超过"
            rf"|不得低于|不得少于|不低于|不少于){_ZH})(?=，|$)",
            "{x}有什么数量限制？",
            "{x}的限额是怎样的？",
            "对{x}的数额有什么要求？",
        ),
        _reading(
            "deadline",
            rf"(?:应当|须|必须)(?:自[^，。；]{{2,30}}起|在)?[^，。；：]{{0,12}}?"
            rf"(?P<a>{ZH_SPAN}(?:以内|之内|内))，?(?P<y>{_ONE_CLAUSE}{{4,30}})$",
            "要在多长时间内{y}？",
            "{y}的时限是多久？",
            "多久之内要{y}？",
        ),
        _reading(
            "who",
            rf"{START}(?P<a>{_ONE_CLAUSE}{{1,20}}?{DOER})(?P<m>应当|必须|不得|有权|负责)"
            rf"(?P<y>{_NO_LIST}{_ONE_CLAUSE}{{4,40}})(?=，|$)",
            "谁{m}{y}？",
            "哪一方{m}{y}？",
            "“{m}{y}”说的是谁？",
        ),
        _reading(
            "duty",
            rf"{START}(?P<x>{_ONE_CLAUSE}{{2,22}}?)(?P<m>应当|必须){_NO_LIST}{_ACT}",
            "{x}{m}怎么做？",
            "{x}{m}做什么？",
            "对{x}有什么要求？",
        ),
        _reading(
            "ban",
            rf"{START}(?P<x>{_ONE_CLAUSE}{{2,22}}?)(?P<m>不得|禁止){_NO_LIST}{_ACT}",
            "{x}{m}做什么？",
            "{x}有什么事{m}做？",
        ),
        _reading(
            "authority",
            rf"(?:^|，|；)(?P<x>{_ONE_CLAUSE}{{4,30}})，?由"
            r"(?P<a>(?!于)[^，。；：、的照据]{2,20}?)(?P<y>(?:负责|制定|批准|另行制定|决定|承担|垫付|召集|确定)[^，。；：]{0,20})$",
            "{x}由谁{y}？",
            "{x}由哪个单位{y}？",
        ),
    ),
    "en": (
        _reading(
            "definition",
            r"^(?:The |A |An )?(?P<x>[\w' -]{3,50}?) (?:means|refers to) (?P<a>.{8,})$",
            "What is meant by {x}?",
            "How is {x} explained?",
            "What does {x} stand for?",
        ),
        _reading(
            "value",
            rf"(?:^|, )(?:The |the )?(?P<x>[\w' -]{{4,60}}?) (?:is|are|equals) "
            rf"(?P<a>{_EN})(?:$|,| )",
            "How much is the {x}?",
            "What figure is given for the {x}?",
        ),
        _reading(
            "bound",
            r"^(?P<x>[^,]{4,80}?) "
            rf"(?P<a>(?:at least|at most|no more than|not more than|up to|no less than) {_EN})",
            "Which limit belongs here: {x} …?",
            "How does this go on: {x} …?",
        ),
        _reading(
            "deadline",
            rf"^(?P<x>[^,]{{4,120}}?) (?P<a>within {_EN})",
            "How soon: {x}?",
            "What is the time limit for this: {x}?",
        ),
        _reading(
            "who",
            r"^(?P<a>(?:The |A |An )?[\w' -]{3,50}?) "
            r"(?P<m>must not|must|may not|shall not|shall|may) (?P<y>(?!be |not )[^.;:]{6,90})$",
            "Who {m} {y}?",
            "Which party {m} {y}?",
        ),
        _reading(
            "duty",
            r"^(?:The |A |An )?(?P<x>[\w' -]{3,50}?) (?P<m>must not|may not|must|shall) "
            r"(?P<a>(?!be |not )[^.;:]{6,})$",
            "What {m} the {x} do?",
            "What is it that the {x} {m} do?",
        ),
    ),
}
_FIGURE_ASKS = {
    "zh": ("这里规定的{kind}是多少？", "资料里写的{kind}是多少？", "涉及的{kind}是多少？"),
    "en": ("Which {kind} is stated here?", "What {kind} does the material give?"),
}
_SECOND_MODAL = re.compile(r"应当|必须|不得|可以|有权|禁止|\b(?:must|shall|may)\b")


@lru_cache(maxsize=4096)
def facts(unit: Unit) -> tuple[Fact, ...]:
    """Everything that can be asked about the unit."""
    return tuple(fact for piece in unit.pieces for fact in _facts(unit.language, piece))


def _facts(language: str, piece: Piece) -> Iterator[Fact]:
    for reading in READINGS[language]:
        match = reading.pattern.search(piece.text)
        if match is None:
            continue
        answer = match["a"].strip()
        clear = not _SECOND_MODAL.search(answer) and piece.text.count(answer) == 1
        if clear and len(answer) <= LONGEST_ANSWER[language]:
            asks = tuple(ask.format(**match.groupdict()) for ask in reading.asks)
            yield Fact(piece, reading.name, asks, answer)
    yield from _only_figures(language, piece)


def _only_figures(language: str, piece: Piece) -> Iterator[Fact]:
    """A figure that is the only one of its kind in the clause."""
    for pattern, kind in KINDS[language]:
        found = re.findall(pattern, piece.text)
        if len(found) == 1:
            asks = tuple(ask.format(kind=kind) for ask in _FIGURE_ASKS[language])
            yield Fact(piece, "figure", asks, found[0])
