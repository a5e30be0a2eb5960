"""Eq. 8: sees the question and the thinking, not the answer, and derives the answer."""

import json
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from agentar_assets.verification import citations, judging
from agentar_assets.verification.answerers.material import asked
from agentar_assets.verification.answerers.question import candidates, choices
from agentar_assets.verification.steps import Step, given, steps, wrong
from agentar_assets.verification.trace import Derivation, Trace, squeezed


def derived(attribute: str, trace: Trace) -> Derivation:
    """The answer that the thinking supports, once its citations and its steps have held."""
    if not trace.thinking.strip():
        return None, "there is no thinking"
    unit = citations.Cited(trace.title, trace.section, trace.heading, trace.unit)
    reads = _READS.get(attribute)
    if reads is None:
        return None, "no derivation for this attribute"
    if why := citations.complaint(trace.thinking, unit, trace.question):
        return None, why
    return reads(trace)


def _number(trace: Trace) -> Derivation:
    """Every step recomputed, every input accounted for; the last result is the answer."""
    found = steps(trace.thinking)
    if not found:
        return None, "the thinking shows no calculation"
    known = {*given(trace.question), *given(trace.unit), *_CONSTANTS}
    for step in found:
        if wrong(step):
            return None, f"{step.left} is not {step.claimed}"
        if strange := [value for value in step.inputs if value not in known]:
            return None, f"{strange[0]} is given nowhere"
        known.add(abs(step.claimed))
    if unused := _unused(found):
        return None, f"{unused} is worked out and never used"
    return str(found[-1].claimed.quantize(Decimal("0.01"), ROUND_HALF_UP)), None


_CONSTANTS = {Decimal(one) for one in (1, 2, 12, 100, 360, 365)}


def _unused(found: list[Step]) -> Decimal | None:
    """A result, not the last, that no later step takes up."""
    for place, step in enumerate(found[:-1]):
        later = {value for after in found[place + 1 :] for value in after.inputs}
        if abs(step.claimed) not in later:
            return step.claimed
    return None


def _spans(trace: Trace) -> Derivation:
    found = re.findall(
        (
            r"“((?:“[^“”]*”|[^“”])+)”(?:是|: |：| is "
            r"an? )(监管机构|机构|产品|指标|institution|"
            r"product|regulator|indicator)"
        ),
        trace.thinking,
    )
    if not found and not re.search(
        r"没有这|没有.{0,4}实体|there is no|no such|none of", trace.thinking, re.I
    ):
        return None, "the thinking names no entity, nor says that there is none"
    spans = [{"type": kind, "text": text} for text, kind in found]
    return json.dumps(spans, ensure_ascii=False, separators=(",", ":")), None


def _labels(trace: Trace) -> Derivation:
    offered = choices(trace.question, "可选|选项|意图|options|intents|labels")
    concluded = re.findall(
        r"”(?:是|: |：|,? asks to |,? is )([^；;。，,“]+?)(?=[；;。，,.“]|$)", trace.thinking
    )
    named = {one.strip(" .") for one in concluded}
    labels = [label for label in offered if label in named]
    return ("；".join(labels), None) if labels else (None, "the thinking names no label")


def _slots(trace: Trace) -> Derivation:
    offered = choices(trace.question, "槽位|says|slots")
    body = trace.thinking
    names = "|".join(re.escape(name) for name in sorted(offered, key=len, reverse=True))
    marks = [*re.finditer(rf"(?:^|[、，,。.；;]\s*|\s)(?:后改口，|Then |then )?({names})=", body)]
    if not marks:
        return (
            ("{}", None) if re.search(r"都没有|nothing|none", body) else (None, "no slot is named")
        )
    ends = [mark.start() for mark in marks[1:]] + [len(body)]
    filled: dict[str, str] = {}
    for mark, end in zip(marks, ends, strict=True):
        raw = re.split(r"。|；|\.\s|; ", body[mark.end() : end])[0]
        filled[mark.group(1)] = raw.strip(" 、，,.。")
    heard = squeezed(trace.question)
    if unheard := [value for value in filled.values() if squeezed(value) not in heard]:
        return None, f"{unheard[0]!r} is not in the question"
    return json.dumps(filled, ensure_ascii=False, separators=(",", ":")), None


def _entity(trace: Trace) -> Derivation:
    found = re.findall(
        r"(?:说的是|指的是|就是|fits |means |is )([^，。“”‘’:：]+?)(?:，选|: ?|：|, )([A-H])\b",
        trace.thinking,
    )
    if not found:
        return None, "the thinking chooses no candidate"
    name, letter = found[-1]
    offered = {choice.letter: choice.name for choice in candidates(trace.question)}
    if squeezed(offered.get(letter, "")) != squeezed(name):
        return None, f"candidate {letter} is not {name!r}"
    return letter, None


def _text(trace: Trace) -> Derivation:
    """The words of the material behind the place that the thinking points at."""
    found = asked(trace.question)
    if found is None:
        return None, "the question shows no material"
    mark = re.search(r"答案在“(.*)”之后|stands after “(.*)”", trace.thinking)
    words = next((part for part in mark.groups() if part), "") if mark else ""
    if not mark and not re.search(r"句首|at the start", trace.thinking):
        return None, "the thinking points at no place"
    at = found.material.find(words)
    if at < 0:
        return None, f"{words!r} is not in the material"
    rest = found.material[at + len(words) :].strip()
    said = _ended(rest, found.text)
    return (said, None) if said else (None, "nothing stands at that place")


_ENDS: tuple[tuple[str, str], ...] = (
    (
        r"谁|哪一方|哪个单位|^who|which party",
        (
            r"^(.+?)\s?(?=应当|不得|必须|可以|有权|应|"
            r"承担|负责|must|may|shall|is |are |has "
            r")"
        ),
    ),
    (
        r"多长时间|多久|时限|time limit|how soon|by when",
        (
            r"^((?:within )?[\d零一二两三四五六七八九十百]+\s?(?:个?(?:工作日"
            r"|交易日|自然日|月|季度|小时)|[年日天周]|"
            r"(?:working |trading )?(?:days?|months?|"
            r"years?|hours?))(?:以?内|之内)?)"
        ),
    ),
    (
        r"期限|period",
        (
            r"^([\d零一二两三四五六七八九十百]+\s?(?:个?(?:工作日|"
            r"交易日|自然日|月|季度|小时)|[年日天周]岁?|"
            r"(?:working |trading |calendar )?(?:days?|"
            r"months?|years?|weeks?|hours?)))"
        ),
    ),
    (r"比例|percentage", r"^(-?\d[\d,.]*%|[百千]分之[\u4e00-\u9fff]+?(?=的|$|，))"),
    (
        r"限额|数量限制|的数额有什么|limit|bound",
        (
            r"^((?:not |no |at |up |must )?[^，。；]*?\d[\d,"
            r".]*\s?(?:[万亿]?(?:美元|元|份|股|名|人|"
            r"次|个月|个|年|日|天|倍|%|手|million|yuan|"
            r"months?|years?|days?)?))"
        ),
    ),
    (
        r"金额|数额|amount",
        (
            r"^((?:人民币|RMB )?-?\d[\d,.]*\d?\s?(?:[万亿]?(?:美元|"
            r"元|份|股|名|人|次|个|倍|手|笔|million|"
            r"billion)?))"
        ),
    ),
    (
        r"是多少|how much|figure",
        (
            r"^((?:人民币|RMB )?-?\d(?:[\d,.]*\d)?\s?(?:%|"
            r"个百分点|[万亿]?(?:美元|元|份|股|名|人|"
            r"次|个工作日|个交易日|个月|周岁|个|倍|年|"
            r"日|天|手)|million|years?|months?|days?)?)"
        ),
    ),
)


def _ended(rest: str, text: str) -> str | None:
    """Where the answer ends, by what is asked; the end of the sentence where nothing says."""
    for asks, pattern in _ENDS:
        if re.search(asks, text, re.I):
            end = re.match(pattern, rest)
            return end.group(1).strip() if end else None
    return re.split(r"[。；;]", rest)[0].strip() or None


_READS: dict[str, Callable[[Trace], Derivation]] = {
    "named_entity_recognition": _spans,
    "intent_classification": _labels,
    "slot_filling": _slots,
    "entity_disambiguation": _entity,
    "consulting_qa": _text,
    "numeric_computation": _number,
    "compliance_judgement": judging.verdict,
}
