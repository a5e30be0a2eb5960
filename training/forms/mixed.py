"""Forms of two kinds: option letters, or else a number, a text, a table."""

import re

from training.forms.labels import choice
from training.forms.numbers import number, same_numbers
from training.forms.reading import plain
from training.forms.structures import table
from training.forms.texts import same_statement

_OPTIONS = re.compile("[A-H]{1,8}")


def number_or_choice(text: str) -> str | None:
    """Option letters, or else numbers with their units."""
    return _options(text) or number(text)


def choice_or_text(text: str) -> str | None:
    """Option letters, or else a short text; capitals beyond H are a text (`LPR`)."""
    return _options(text) or plain(text) or None


def table_or_choice(text: str) -> str | None:
    """Option letters, or else value by row and column."""
    return _options(text) or table(text)


def same_number_or_choice(gold: str, answer: str) -> bool:
    """Same letters, or the same numbers."""
    if _OPTIONS.fullmatch(gold) or _OPTIONS.fullmatch(answer):
        return gold == answer
    return same_numbers(gold, answer)


def same_choice_or_text(gold: str, answer: str) -> bool:
    """Same letters, or the same statement."""
    if _OPTIONS.fullmatch(gold) or _OPTIONS.fullmatch(answer):
        return gold == answer
    return same_statement(gold, answer)


def _options(text: str) -> str | None:
    letters = choice(text)
    return letters if letters and _OPTIONS.fullmatch(letters) else None
