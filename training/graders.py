"""Is this answer right? One grader a form; verification, evaluation and the GRPO reward share them.

Pure and thread-safe: no signals, no clock, no model. Every grader is linear in the answer and
looks at no answer longer than `LONGEST_ANSWER`, which no gold comes near. They are strict: an
answer that hedges (all options, a superset of labels, the whole sentence as a span) is wrong.

A malformed answer is wrong and never an error; only an unknown form is.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from training.numerals import plain_numerals, tidy, written

__all__ = ["FORMS", "canonical", "final_answer", "is_right", "verdicts"]
__all__ += ["plain_numerals", "tidy", "written"]

LONGEST_ANSWER = 20_000
"""Characters; a longer answer is wrong unread."""
LEAST_OVERLAP = 0.8
"""Least character-bigram F1 of a free-text answer with its gold."""

_BOX = re.compile(r"\\(?:boxed|text|mathrm)\s*\{")
_FENCE = re.compile(r"^```(?:json)?\s*|\s*```$")
_PUNCTUATION = re.compile(r"[^\w%]+")
_LABELS = re.compile(r"[;、,\n]")
_CURRENCY = re.compile(r"^(?:人民币|rmb|cny|¥|￥)\s*", re.IGNORECASE)
_NUMBER = re.compile(
    r"([+-]?)\s?(\d{1,3}(?:,\d{3}){1,8}|\d{1,30})(\.\d{1,30})?\s?(%|[^\s\d.,%;+-]{0,8})\.?"
)
_YUAN = frozenset({"", "元", "元整", "人民币", "元人民币", "rmb", "cny", "yuan"})
_LETTERS = re.compile(r"[\s(]*[A-Z](?:[\s(),.;/、和与]*[A-Z])*[\s).。]*")
_LEAD = re.compile(r"^(?:答案|the answer|answer)\s*(?:是|为|is)?\s*:?\s*", re.IGNORECASE)
_VERDICTS = {
    "合规": "compliant",
    "compliant": "compliant",
    "不合规": "non-compliant",
    "non-compliant": "non-compliant",
    "not compliant": "non-compliant",
}
_ARTICLE = re.compile(
    r"第\s?([\d零〇一二两三四五六七八九十百千]{1,12})\s?条|\barticle\s?(\d{1,6})", re.I
)
_COUNTED = re.compile(
    r"\d[\d,]*(?:\.\d+)?\s?[万亿]{0,2}%?|百分之[零〇一二两三四五六七八九十百]{1,8}"
    r"|[零〇一二两三四五六七八九十百千万亿]{1,24}(?=元|个?月|日|天|年|倍|%|份|股|个?工作日|个?交易日)"
)
_NEGATION = re.compile(r"[不未无非没勿否禁]|\b(?:not|no|never|without|cannot)\b|n't", re.I)


def final_answer(completion: str) -> str:
    """What is said after the thinking: the text behind the last `</think>`, else the whole."""
    return completion.rpartition("</think>")[2].strip()


def canonical(form: str, answer: str) -> str | None:
    """One spelling for all answers of a form that mean the same; null where it is malformed.

    Raises:
        ValueError: No such form.
    """
    reader = _reader(form)
    said = final_answer(answer)
    return reader(said) if 0 < len(said) <= LONGEST_ANSWER else None


def is_right(form: str, gold: str, answer: str) -> bool:
    """Whether the answer means what the gold means.

    Raises:
        ValueError: No such form.
    """
    wanted, said = canonical(form, gold), canonical(form, answer)
    if wanted is None or said is None:
        return False
    return _SAME.get(form, str.__eq__)(wanted, said)


def verdicts(
    forms: Sequence[str], golds: Sequence[str], answers: Sequence[str | None]
) -> list[bool]:
    """`is_right` for each answer; no answer is a wrong one.

    Raises:
        ValueError: No such form, or sequences of different lengths.
    """
    rows = zip(forms, golds, answers, strict=True)
    return [answer is not None and is_right(form, gold, answer) for form, gold, answer in rows]


def _reader(form: str) -> Callable[[str], str | None]:
    if form not in _READERS:
        raise ValueError(f"unknown answer form {form!r}: expected one of {sorted(_READERS)}")
    return _READERS[form]


def _json(text: str) -> object:
    """The JSON value of an answer, fenced or in full width; null where there is none."""
    bare = _FENCE.sub("", text)
    for spelling in (bare, tidy(bare)):
        try:
            return json.loads(spelling, object_pairs_hook=_pairs, parse_constant=_refused)
        except (ValueError, RecursionError):
            continue
    return None


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key is there twice: an answer may not hedge")
    return dict(pairs)


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON value")


def _spans(text: str) -> str | None:
    """Set of (type, text); `[]` says that there is none."""
    listed = _json(text)
    if not isinstance(listed, list):
        return None
    spans = [_span(entry) for entry in listed]
    return None if None in spans else _dumped(sorted({span for span in spans if span}))


def _span(entry: object) -> tuple[str, str] | None:
    if not isinstance(entry, dict) or set(entry) != {"type", "text"}:
        return None
    kind, text = entry["type"], entry["text"]
    if not (isinstance(kind, str) and isinstance(text, str) and text.strip()):
        return None
    return _plain(kind), _plain(text)


def _slots(text: str) -> str | None:
    """Slot by name, numerals in one writing."""
    filled = _json(text)
    if not isinstance(filled, dict):
        return None
    if any(isinstance(value, bool | dict | list) or value is None for value in filled.values()):
        return None
    pairs = {_plain(name): _value(str(value)) for name, value in filled.items()}
    return _dumped(sorted(pairs.items())) if len(pairs) == len(filled) else None


def _value(text: str) -> str:
    return plain_numerals(_plain(text)).replace(" ", "")


def _labels(text: str) -> str | None:
    """Set of labels."""
    labels = {_plain(label).strip(" .。") for label in _LABELS.split(tidy(text))}
    return _dumped(sorted(labels)) if labels and "" not in labels else None


def _entity(text: str) -> str | None:
    """The identifier alone, a letter in brackets or with a full stop included."""
    name = tidy(text).strip("()[]. 。").upper()
    return name if re.fullmatch(r"[\w-]{1,64}", name) else None


def _choice(text: str) -> str | None:
    """Set of option letters, boxed or after `答案：`."""
    said = _LEAD.sub("", tidy(_unboxed(text)))
    if len(said) > 200 or not _LETTERS.fullmatch(said):  # noqa: PLR2004 - 26 letters and commas
        return None
    return "".join(sorted(set(re.findall("[A-Z]", said))))


def _exact(text: str) -> str | None:
    return _plain(_unboxed(text)).strip(" .。") or None


def _verdict(text: str) -> str | None:
    """Verdict and place: `合规,第5条`. The place may be a heading; it may not be left out."""
    said, _, place = tidy(text).strip(" .。").partition(",")
    verdict = _VERDICTS.get(said.strip().casefold())
    where = _value(place.strip(" 《》"))
    return f"{verdict},{where}" if verdict and where else None


def _number(text: str) -> str | None:
    """Decimal and unit of each blank, `;` between blanks; `元` counts as no unit, `5%` is 0.05."""
    blanks = [_blank(blank) for blank in tidy(_unboxed(text)).split(";")]
    return None if None in blanks else ";".join(blank for blank in blanks if blank)


def _blank(text: str) -> str | None:
    match = _NUMBER.fullmatch(_CURRENCY.sub("", text.strip()))
    if match is None:
        return None
    sign, whole, fraction, unit = match.groups()
    value = Decimal(f"{sign}{whole.replace(',', '')}{fraction or ''}")
    if unit == "%":
        return f"{value.scaleb(-2):f}"
    return f"{value:f}" + ("" if unit.casefold() in _YUAN else unit.casefold())


def _same_numbers(gold: str, answer: str) -> bool:
    golds, answers = gold.split(";"), answer.split(";")
    if len(golds) != len(answers):
        return False
    return all(map(_close, golds, answers))


def _close(gold: str, answer: str) -> bool:
    """Same unit, and within half a unit of the gold's last decimal place."""
    wanted, unit = _parted(gold)
    said, other = _parted(answer)
    places = -int(wanted.as_tuple().exponent)
    return unit == other and abs(wanted - said) <= Decimal(5).scaleb(-places - 1)


def _parted(blank: str) -> tuple[Decimal, str]:
    digits = re.match(r"-?[\d.]+", blank)
    text = digits.group() if digits else "0"
    return Decimal(text), blank[len(text) :]


def _same_text(gold: str, answer: str) -> bool:
    """Same figures, articles and negations, and character-bigram F1 of at least 0.8."""
    if len(answer) > 2 * len(gold) + 8 or len(gold) > 2 * len(answer) + 8:
        return False  # F1 of 0.8 bounds the lengths' ratio by 1.5
    if any(found(gold) != found(answer) for found in (_articles, _figures, _negations)):
        return False
    ours, theirs = _bigrams(gold), _bigrams(answer)
    return 2 * (ours & theirs).total() >= LEAST_OVERLAP * (ours.total() + theirs.total())


def _articles(text: str) -> Counter[str]:
    return Counter(plain_numerals(a or b) for a, b in _ARTICLE.findall(text))


def _figures(text: str) -> Counter[str]:
    bare = _ARTICLE.sub(" ", text)
    return Counter(plain_numerals(figure).replace(" ", "") for figure in _COUNTED.findall(bare))


def _negations(text: str) -> int:
    return len(_NEGATION.findall(text))


def _bigrams(text: str) -> Counter[str]:
    letters = _PUNCTUATION.sub("", plain_numerals(text))
    return Counter(letters[i : i + 2] for i in range(max(1, len(letters) - 1)))


def _unboxed(text: str) -> str:
    r"""What stands in the last `\boxed{…}`; the text itself where there is none."""
    start = text.rfind("\\boxed")
    inner = text if start < 0 else text[start:]
    while match := _BOX.match(inner):
        end = _closing(inner, match.end())
        inner = inner[match.end() : end].strip()
    return inner


def _closing(text: str, start: int) -> int:
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return len(text)


def _plain(text: str) -> str:
    return tidy(text).casefold()


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_READERS: dict[str, Callable[[str], str | None]] = {
    "json_spans": _spans,
    "label_set": _labels,
    "json_slots": _slots,
    "entity_id": _entity,
    "text": _plain,
    "number": _number,
    "yes_no_with_article": _verdict,
    "choice": _choice,
    "exact": _exact,
}
_SAME: dict[str, Callable[[str, str], bool]] = {"number": _same_numbers, "text": _same_text}

FORMS = tuple(_READERS)
"""Every answer form that has a grader."""
