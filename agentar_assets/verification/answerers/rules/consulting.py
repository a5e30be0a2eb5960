"""Consulting answers by rule: the shape of the question says where in the material to look."""

import re
from collections.abc import Callable

from agentar_assets.verification.answerers.material import asked
from agentar_assets.verification.answerers.question import Question

_NUMERAL = r"(?:\d[\d,]*(?:\.\d+)?|[零一二两三四五六七八九十百千万亿]+)"
_PERIOD = (
    rf"{_NUMERAL}\s?(?:个工作日|个交易日|个自然日|"
    rf"工作日|交易日|个月|个季度|周岁|年|日|天|"
    rf"周|小时|分钟|(?:working |trading |calendar "
    rf")?(?:days?|months?|years?|weeks?|hours?|"
    rf"minutes?))"
)
_SHARE = r"-?\d[\d,]*(?:\.\d+)?%|百分之[零一二三四五六七八九十百]+|千分之[一二三四五六七八九十]+"
_AMOUNT = (
    rf"RMB \d[\d,.]*\d(?: (?:million|billion))?|"
    rf"RMB \d|{_NUMERAL}[万亿]*(?:美元|元|份|"
    rf"股|手|名|人|次|个|笔|张|倍|yuan)"
)
_LIMIT = (
    r"(?:不得?(?:低于|超过|高于|少于|多于|大于|"
    r"小于)|最高|最低|最多|至少|至多|at least|"
    r"at most|no (?:more|less) than|not exceed|"
    r"up to)"
)


def answer(question: Question) -> str | None:
    """The words of the material that the first fitting rule picks out; null where none fits."""
    found = asked(question.text)
    if found is None:
        return None
    for shape, picks in _SHAPES:
        match = re.search(shape, found.text, re.I)
        if match and (said := picks(found.material, match)):
            return said.strip(" ，,。；;")
    return None


def _subject(material: str, match: re.Match[str]) -> str | None:
    """What stands before the predicate that is asked about."""
    predicate = next(part for part in match.groups() if part)
    at = material.lower().find(predicate[:10].lower())
    return re.split(r"[，,。；;：]\s*", material[:at])[-1] if at > 0 else None


def _behind(material: str, match: re.Match[str]) -> str | None:
    """What stands behind the words that are asked about, to the end of the sentence."""
    words = match.group(1).strip()
    at = material.lower().find(words.lower())
    return re.split(r"[。；;]", material[at + len(words) :])[0] if at >= 0 else None


def _duty(material: str, match: re.Match[str]) -> str | None:
    """What a party must do: behind its name and the modal word."""
    named = next(part for part in match.groups() if part)
    party = re.sub(r"^the ", "", named.strip(), flags=re.I)
    modal = r"(?:应当|必须|应|不得|不能|must not|must|may not|shall not|shall)"
    found = re.search(re.escape(party) + r"\s*" + modal + r"\s*(.*)", material, re.I)
    return found.group(1) if found else None


def _deadline(material: str, match: re.Match[str]) -> str | None:
    """The period that goes with an act: the last one before it, or the next one behind it."""
    act = next(part for part in match.groups() if part)
    at = material.lower().find(act[:8].lower())
    before = [
        *re.finditer(rf"(?:{_PERIOD})(?:以?内|之内)|within {_PERIOD}", material[: max(at, 0)])
    ]
    if before:
        return before[-1].group()
    behind = re.search(rf"(?:{_PERIOD})(?:以?内|之内)?|within {_PERIOD}", material[max(at, 0) :])
    within = re.search(rf"within {_PERIOD}", material[max(at, 0) :])
    return (within or behind).group() if within or behind else None  # type: ignore[union-attr]


def _after(pattern: str) -> Callable[[str, re.Match[str]], str | None]:
    """The first match of a pattern behind the words that are asked about."""

    def picks(material: str, match: re.Match[str]) -> str | None:
        words = match.group(1).strip()
        at = material.lower().find(words.lower())
        found = re.search(pattern, material[at + len(words) :]) if at >= 0 else None
        return found.group() if found else None

    return picks


def _first(pattern: str) -> Callable[[str, re.Match[str]], str | None]:
    """The first match of a pattern in the material."""

    def picks(material: str, _match: re.Match[str]) -> str | None:
        found = re.search(pattern, material)
        return found.group() if found else None

    return picks


def _agent(material: str, match: re.Match[str]) -> str | None:
    at = material.find(match.group(1)[:6])
    return material[:at].rpartition("由")[2] if at > 0 else None


_FIGURE = rf"(?:{_SHARE})|(?:{_PERIOD})|(?:{_AMOUNT})|-?\d[\d,.]*\d(?:个百分点)?"
_BOUND = rf"(?:不得?|must )?{_LIMIT}(?:人民币)?\s?(?:{_SHARE}|{_AMOUNT}|{_PERIOD}|{_NUMERAL}\w?)"


def _defined(material: str, match: re.Match[str]) -> str | None:
    words = next(part for part in match.groups() if part)
    at = material.find(words)
    rest = material[at + len(words) :] if at >= 0 else ""
    return re.sub(r"^(?:是指|指的是|是|指|为|称为)", "", rest).split("。")[0] or None


def _valued(material: str, match: re.Match[str]) -> str | None:
    words = next(part for part in match.groups() if part)
    at = material.lower().find(words.lower())
    found = re.search(_FIGURE, material[at + len(words) :]) if at >= 0 else None
    return found.group() if found else None


_SHAPES: tuple[tuple[str, Callable[[str, re.Match[str]], str | None]], ...] = (
    (r"“(.+)”说的是谁", _subject),
    (r"(?:由谁|哪个单位来)(.+)", _agent),
    (r"^(?:谁|哪一方|哪方)(.+)|^(?:Who|Which party) (.+)", _subject),
    (
        (
            r"要?在多长时间内(.+)|多久之内要?(.+)|(.+)的时限是多久|"
            r"(?:time limit for this|must this be done): "
            r"(.+)"
        ),
        _deadline,
    ),
    (r"(?:这里规定|资料里写|涉及)的期限|(?:Which|What) period", _first(_PERIOD)),
    (r"(?:这里规定|资料里写|涉及)的比例|(?:Which|What) percentage", _first(_SHARE)),
    (r"(?:这里规定|资料里写|涉及)的(?:金额|数额)|(?:Which|What) amount", _first(_AMOUNT)),
    (r"^对?(.+?)(?:有什么数量限制|的数额有什么要求|的限额是怎样)", _after(_BOUND)),
    (r"limit is stated here: (.+) what$", _after(_BOUND)),
    (r"^(.+?(?:应当|必须|不得|可以))(?:做什么|怎么做|做哪些事?|如何做)", _behind),
    (r"^对(.+?)有什么要求|^(.+?)有什么事(?:不得|不能)做", _duty),
    (r"What (?:must not|must) (?:the )?(.+?) do$|What is it that (?:the )?(.+?) must", _duty),
    (r"^(?:什么是|能解释一下)(.+?)吗?$|^(.+)指的是什么", _defined),
    (r"^(?:请问|想知道)?(.+?)(?:到底)?是多少", _after(_FIGURE)),
    (r"How much is (?:the )?(.+)|figure is given for (?:the )?(.+)", _valued),
)
