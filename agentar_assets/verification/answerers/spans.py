"""Named entities as an answerer writes them down, whatever found them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from agentar_assets.verification.answerers.question import Question

_ENGLISH = {"机构": "institution", "产品": "product", "监管机构": "regulator", "指标": "indicator"}


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the text with its type, in Chinese; a better one has the higher score."""

    start: int
    end: int
    type: str
    score: float = 0.0


def apart(spans: Iterable[Span]) -> list[Span]:
    """The best spans that do not overlap, in text order: by score, then length, then place."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (-one.score, one.start - one.end, one.start)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept)


def written(question: Question, text: str, spans: Iterable[Span]) -> str:
    """The spans as an answer, in text order."""
    found = [
        {
            "type": span.type if question.chinese else _ENGLISH[span.type],
            "text": text[span.start : span.end],
        }
        for span in spans
    ]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))
