"""Consulting answers by likeness: the span whose removal leaves what the question repeats."""

import re
from collections import Counter
from itertools import pairwise
from math import sqrt

from agentar_assets.verification.answerers.likeness import containment, cosine, grams
from agentar_assets.verification.answerers.material import asked
from agentar_assets.verification.answerers.question import Question

_CUT = re.compile(
    r"[，；;。：]\s*|,(?!\d)\s*|(?=应当|不得|"
    r"必须|可以|为(?!准)|是|在|由|不超过|不低于|"
    r"不少于|不高于|最高|最低)"
    r"|(?= must | may | is | within | at least "
    r"| no more )|(?<=应当|不得|必须|可以)|(?<=[为是由在内至])"
    r"|(?<=must not )|(?<=must )|(?<= is )|(?<=[日月年天元份%股])"
)
_ASKED: tuple[tuple[str, str], ...] = (
    ("期限是多少|period", "9个工作日 9日 9个月 9年 9 working days 9天 9个交易日 9 days"),
    ("比例是多少|percentage", "9% 9.9%"),
    ("金额或数额|amount", "9元 9万元 RMB 9,9 9份 9股 9亿元 人民币9万元"),
    (
        "多长时间|多久|时限|time limit|how soon",
        ("9个工作日内 9日内 9个月内 within 9 working days 9年内 9个交易日内"),
    ),
    (
        "限额|数额有什么|数量限制|limit is stated",
        ("不超过9元 不低于9% 不得超过9 不少于9年 at least 9% no more than RMB 9 不得低于9%"),
    ),
    ("是多少|how much|figure", "9% 9元 9万元 9.99% RMB 9"),
)
_WORDS = re.compile(
    r"想知道|有什么事|不能做|得做|应当|做什么|"
    r"怎么做|不得|有什么要求|什么是|指的是什么|"
    r"能解释一下|谁|哪一方|说的是|是多少|请问"
)
_LONGEST = 6


def answer(question: Question) -> str | None:
    """The likeliest run of pieces of the material; null where it falls into no pieces."""
    found = asked(question.text)
    if found is None:
        return None
    pieces = _pieces(found.material)
    text = grams(_WORDS.sub("", found.text), 2, 3)
    kind = next((shape for words, shape in _ASKED if re.search(words, found.text, re.I)), None)
    spans = [
        (start, end)
        for start in range(len(pieces))
        for end in range(start + 1, min(start + (2 if kind else _LONGEST), len(pieces)) + 1)
    ]
    if not spans:
        return None
    start, end = max(spans, key=lambda span: _fit(pieces, span, text, kind))
    said = "".join(pieces[start:end]).strip(" ，,；;。：")
    bare = re.sub(r"^(?:应当|必须)|(?:应当|必须|不得|可以)$", "", said)
    return (re.sub(r"^不得", "", bare) if "不得" in found.text else bare) or None


def _pieces(material: str) -> list[str]:
    cuts = sorted({0, len(material), *(match.end() for match in _CUT.finditer(material))})
    pieces = [material[start:end] for start, end in pairwise(cuts)]
    numbered = [part for piece in pieces for part in re.split(r"(?<=[^\d.,不])(?=\d)", piece)]
    return [piece for piece in numbered if piece]


def _fit(pieces: list[str], span: tuple[int, int], text: Counter[str], kind: str | None) -> float:
    """How much of the question the rest repeats and the span does not, and the span's shape."""
    said = "".join(pieces[span[0] : span[1]])
    own = containment(text, grams(said, 2, 3))
    if kind is None:
        rest = grams("".join(pieces[: span[0]]) + "|" + "".join(pieces[span[1] :]), 2, 3)
        return containment(text, rest) - 2 * own + 0.02 * sqrt(len(said))
    shape = re.sub(r"\d[\d,.]*", "9", said.strip(" ，,；;。"))
    best = max(cosine(grams(shape, 1, 2), grams(one, 1, 2)) for one in _shapes(kind))
    before = grams("".join(pieces[max(0, span[0] - 3) : span[0]]), 2, 3)
    after = grams("".join(pieces[span[1] : span[1] + 3]), 2, 3)
    near = 0.3 * (containment(text, before) + containment(text, after))
    return best + near - own - 0.004 * span[0]


def _shapes(kind: str) -> list[str]:
    """The examples of a shape; English ones keep their inner spaces."""
    return re.findall(
        r"[A-Za-z]+(?: [A-Za-z]+)* 9[\d%,]*(?: [a-z]+)*|9 [a-z]+(?: [a-z]+)?|\S+", kind
    )
