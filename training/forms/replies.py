"""What is said to a client: a question for missing slots, a text without personal data."""

import re

from training.forms.reading import dumped, plain
from training.forms.texts import hedges, measures, negations
from training.numerals import tidy

LONGEST_QUESTION = 40
"""Han characters and words beside the names of the slots; a lecture is no question."""

_NAMED = re.compile(r"「([^「」]{1,60})」|『([^『』]{1,60})』|[“\"]([^“”\"]{1,60})[”\"]")
_BREAK = re.compile(r"[?。!;\n]|\.\s")
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")


def question(text: str) -> str | None:
    """One question and the set of the slots that it quotes: `请问「金额」是什么？`."""
    said = plain(text)
    names = {plain(name) for found in _NAMED.findall(said) for name in found if name.strip()}
    rest = _NAMED.sub(" ", said)
    body = rest.removesuffix("?")
    if not names or body == rest or _BREAK.search(body) or "「」" in body:
        return None
    if not 0 < len(_WORD.findall(body)) <= LONGEST_QUESTION:
        return None
    return dumped([sorted(names), measures(body), negations(body), hedges(body)])


def redacted(text: str) -> str | None:
    """The whole text, blanks and width aside."""
    return "".join(tidy(text).split()) or None
