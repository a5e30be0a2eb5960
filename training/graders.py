"""Is this answer right? One grader a form; verification, evaluation and the GRPO reward share them.

Pure and thread-safe: no signals, no clock, no model. Every grader is linear in the answer and
looks at no answer longer than `LONGEST_ANSWER`, which no gold comes near. They are strict: an
answer that hedges (all options, a superset of labels, the whole sentence as a span) is wrong.

A malformed answer is wrong and never an error; only an unknown form is.  The forms stand in
`training.forms`, a module a family; this is their one face.
"""

from collections.abc import Callable, Sequence
from unicodedata import combining, normalize

from training.forms import (
    calls,
    cited,
    code,
    judgements,
    labels,
    mixed,
    numbers,
    replies,
    structures,
    texts,
)
from training.forms.reading import plain
from training.forms.texts import LEAST_OVERLAP
from training.numerals import plain_numerals, tidy, written

__all__ = ["FORMS", "FREE_TEXT", "LEAST_OVERLAP", "LONGEST_ANSWER"]
__all__ += ["canonical", "final_answer", "is_right", "verdicts"]
__all__ += ["plain_numerals", "tidy", "written"]

LONGEST_ANSWER = 20_000
"""Characters, in one width; a longer answer is wrong unread."""
_SURELY_SHORT = LONGEST_ANSWER // 18
"""Characters that stay few in any width: none becomes more than 18 (`U+FDFA`)."""


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
    return reader(said) if said and _short(said) else None


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


def _short(said: str) -> bool:
    """Whether a text may be brought into one width, which is quadratic in a run of accents."""
    if len(said) <= _SURELY_SHORT:
        return True
    if len(said) > LONGEST_ANSWER or sum(map(bool, map(combining, said))) > _SURELY_SHORT:
        return False
    return len(normalize("NFKC", said)) <= LONGEST_ANSWER


def _reader(form: str) -> Callable[[str], str | None]:
    if form not in _READERS:
        raise ValueError(f"unknown answer form {form!r}: expected one of {sorted(_READERS)}")
    return _READERS[form]


_READERS: dict[str, Callable[[str], str | None]] = {
    "json_spans": structures.spans,
    "label_set": labels.label_set,
    "json_slots": structures.slots,
    "entity_id": labels.entity,
    "text": plain,
    "number": numbers.number,
    "yes_no_with_article": judgements.with_article,
    "choice": labels.choice,
    "exact": labels.exact,
    "json_triples": structures.triples,
    "json_events": structures.events,
    "json_fields": structures.fields,
    "label": labels.label,
    "tool_list": calls.tool_list,
    "json_call": calls.call,
    "question": replies.question,
    "text_with_article_ids": cited.text_with_articles,
    "text_with_citations": cited.text_with_citations,
    "number_or_choice": mixed.number_or_choice,
    "choice_or_text": mixed.choice_or_text,
    "label_with_reasons": labels.label_with_reasons,
    "table_or_choice": mixed.table_or_choice,
    "code_or_output": code.code_or_output,
    "yes_no_with_type": judgements.with_type,
    "refuse_or_safe_answer": judgements.refusal_or_answer,
    "redacted_text": replies.redacted,
}
_SAME: dict[str, Callable[[str, str], bool]] = {
    "number": numbers.same_numbers,
    "text": texts.same_statement,
    "tool_list": calls.same_order,
    "text_with_article_ids": cited.same_with_articles,
    "text_with_citations": cited.same_with_citations,
    "number_or_choice": mixed.same_number_or_choice,
    "choice_or_text": mixed.same_choice_or_text,
    "code_or_output": code.same_code_or_output,
    "refuse_or_safe_answer": judgements.same_reply,
}

FORMS = tuple(_READERS)
"""Every answer form that has a grader."""
FREE_TEXT = frozenset(
    {
        "text",
        "text_with_article_ids",
        "text_with_citations",
        "choice_or_text",
        "refuse_or_safe_answer",
    }
)
"""Forms whose right answers may differ in words, and so in their canonical spelling."""
