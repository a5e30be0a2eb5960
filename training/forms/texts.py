"""Free text: what may vary in words, and what may not."""

import re
from collections import Counter

from training.numerals import plain_numerals

LEAST_OVERLAP = 0.8
"""Least character-bigram F1 of a free-text answer with its gold."""

NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"
UNITS = (
    "个百分点|百分点|基点|个?工作日|个?交易日|个?营业日|个?月|美元|港元|港币|欧元|英镑|日元|澳元|元|天|日|年|周|"
    "小时|分钟|倍|份|股|手|次|户|人|名|笔|%|‰|years?|months?|weeks?|days?|hours?|yuan|usd|hkd|eur|cny|rmb|"
    "dollars?|euros?|times|percent"
)
"""What a figure counts; a longer unit stands before one that begins it."""

_PUNCTUATION = re.compile(r"[^\w%]+")
_ARTICLE = re.compile(
    r"第\s?([\d零〇一二两三四五六七八九十百千]{1,12})\s?条|\barticle\s?(\d{1,6})", re.I
)
_COUNTED = re.compile(
    r"\d[\d,]*(?:\.\d+)?\s?[万亿]{0,2}%?|百分之[零〇一二两三四五六七八九十百]{1,8}"
    r"|[零〇一二两三四五六七八九十百千万亿]{1,24}(?=元|个?月|日|天|年|倍|%|份|股|个?工作日|个?交易日)"
)
_NEGATION = re.compile(r"[不未无非没勿否禁]|\b(?:not|no|never|without|cannot)\b|n't", re.I)
_MEASURE = re.compile(
    rf"((?<![0-9a-z])-\s?|负)?(\d+(?:,\d{{3}})*(?:\.\d+)?\s?[万亿]{{0,2}}|[百千万]分之{NUMERAL}{{1,8}}"
    rf"|{NUMERAL}{{1,24}}(?={UNITS}))\s?({UNITS})?",
    re.I,
)
_HEDGE = re.compile(
    "或|也许|可能|大概|不确定|不一定|视情况|要么|应该是|反之|相反|不排除"
    r"|\b(?:or|maybe|perhaps|possibly|probably|might|either|alternatively|unsure|conversely)\b",
    re.I,
)
_MORE = re.compile(
    "高于|超过|大于|多于|上升|上涨|增加|增长|提高|扩大|以上|至少|最高|最多|之后|早于|盈利|买入"
    r"|\b(?:above|exceed\w*|more|rise\w*|rose|increas\w*|higher|least|after|gain\w*|buy\w*)\b",
    re.I,
)
_LESS = re.compile(
    "低于|不足|小于|少于|下降|下跌|减少|降低|缩小|以下|至多|最低|最少|之前|晚于|亏损|卖出"
    r"|\b(?:below|less|fall\w*|fell|decreas\w*|lower|most|before|loss\w*|sell\w*)\b",
    re.I,
)
_WORD = re.compile(r"[a-z]+|[\u3400-\u9fff]", re.I)
_ONE_NAME = {"天": "日", "百分点": "个百分点", "港币": "港元", "percent": "%", "cny": "元"}
_ONE_NAME |= {"yuan": "元", "rmb": "元", "dollar": "usd", "euro": "eur"}


def same_statement(gold: str, answer: str) -> bool:
    """Whether two texts state the same, in nearly the same words.

    They have the same articles, figures with sign and unit, negations, hedges and directions, their
    common words in one order, and a character-bigram F1 of at least 0.8.
    """
    if gold == answer:
        return True
    if len(answer) > 2 * len(gold) + 8 or len(gold) > 2 * len(answer) + 8:
        return False  # F1 of 0.8 bounds the lengths' ratio by 1.5
    if any(found(gold) != found(answer) for found in _BINDING):
        return False
    return overlap(gold, answer) >= LEAST_OVERLAP and _in_order(gold, answer)


def overlap(gold: str, answer: str) -> float:
    """Character-bigram F1 of two texts, in [0, 1]."""
    ours, theirs = _bigrams(gold), _bigrams(answer)
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def measures(text: str) -> list[str]:
    """The figures of a text with sign and unit, in order: `-5%`, `12月`, `50000美元`."""
    bare = _ARTICLE.sub(" ", text)
    return [_measure(*match) for match in _MEASURE.findall(bare)]


def negations(text: str) -> int:
    """How often a text denies."""
    return len(_NEGATION.findall(text))


def hedges(text: str) -> int:
    """How often a text leaves open what it says."""
    return len(_HEDGE.findall(text))


def _measure(sign: str, figure: str, unit: str) -> str:
    counted = unit.casefold().removeprefix("个") if unit != "个百分点" else unit
    counted = counted.removesuffix("s") if counted.isascii() else counted
    value = plain_numerals(figure).replace(" ", "")
    return ("-" if sign else "") + value + _ONE_NAME.get(counted, counted)


def _articles(text: str) -> Counter[str]:
    return Counter(plain_numerals(a or b) for a, b in _ARTICLE.findall(text))


def _figures(text: str) -> Counter[str]:
    bare = _ARTICLE.sub(" ", text)
    return Counter(plain_numerals(figure).replace(" ", "") for figure in _COUNTED.findall(bare))


def _directions(text: str) -> tuple[int, int]:
    return len(_MORE.findall(text)), len(_LESS.findall(text))


def _in_order(gold: str, answer: str) -> bool:
    """Whether the words that stand once in each text stand in one order in both."""
    ours, theirs = _once(gold), _once(answer)
    places = [ours[word] for word in theirs if word in ours]
    return places == sorted(places)


def _once(text: str) -> dict[str, int]:
    """Place of every word or Han character that stands in the text once, in text order."""
    words = _WORD.findall(text)
    counts = Counter(words)
    return {word: place for place, word in enumerate(words) if counts[word] == 1}


def _bigrams(text: str) -> Counter[str]:
    letters = _PUNCTUATION.sub("", plain_numerals(text))
    return Counter(letters[i : i + 2] for i in range(max(1, len(letters) - 1)))


_BINDING = (_articles, _figures, negations, measures, hedges, _directions)
"""What two texts must share, whatever their other words."""
