"""Answers about code: the text that a program prints, or one arithmetic expression."""

import re
import unicodedata

from training.forms import expressions

_FENCED = re.compile(r"```(?:[a-z]{0,12}\n)?", re.IGNORECASE)
_MARKED = re.compile(r"(?:代码|code)\s{0,3}[:：]", re.IGNORECASE)
_CODE, _OUTPUT = "code:", "output:"


def code_or_output(text: str) -> str | None:
    """The expression behind `代码：`, or else the printed text, blanks at line ends aside."""
    said = _unfenced(text)
    if marker := _MARKED.match(said):
        return _expression(said[marker.end() :])
    lines = [line.rstrip() for line in said.splitlines()]
    printed = "\n".join(lines).strip()
    return f"{_OUTPUT}{printed}" if printed else None


def same_code_or_output(gold: str, answer: str) -> bool:
    """Same printed text, or expressions with the same values."""
    if gold == answer:
        return True
    if not (gold.startswith(_CODE) and answer.startswith(_CODE)):
        return False
    wanted = expressions.parsed(gold.removeprefix(_CODE))
    said = expressions.parsed(answer.removeprefix(_CODE))
    return wanted is not None and said is not None and expressions.agree(wanted, said)


def _expression(text: str) -> str | None:
    body = unicodedata.normalize("NFKC", _unfenced(text.strip())).replace("−", "-")
    read = expressions.parsed(body.strip().strip("`").strip())
    return None if read is None else f"{_CODE}{read.source}"


def _unfenced(text: str) -> str:
    if opening := _FENCED.match(text):
        text = text[opening.end() :].removesuffix("```").strip()
    return text
