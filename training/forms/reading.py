"""How an answer is read before its form is: width, boxes, fences, numerals and JSON."""

import json
import re

from training.numerals import plain_numerals, tidy

_BOX = re.compile(r"\\(?:boxed|text|mathrm)\s*\{")
_CODE_NUMBER = re.compile(r"0\d+")
_FENCE = "```"


def plain(text: str) -> str:
    """The text in one width, one case and with single blanks."""
    return tidy(text).casefold()


def value(text: str) -> str:
    """The text without blanks, its numerals in one writing."""
    return plain_numerals(plain(text)).replace(" ", "")


def quantity(said: object) -> str | None:
    """A JSON scalar as a slot value; null where it is none. A code such as `000001` stays one."""
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        return None
    text = plain(str(said))
    if not text:
        return None
    return text if _CODE_NUMBER.fullmatch(text) else value(text)


def dumped(read: object) -> str:
    """One JSON spelling of a value."""
    return json.dumps(read, ensure_ascii=False)


def json_value(text: str) -> object:
    """The JSON value of an answer, fenced or in full width; null where there is none."""
    bare = _unfenced(text)
    for spelling in (bare, tidy(bare)):
        try:
            return json.loads(spelling, object_pairs_hook=_pairs, parse_constant=_refused)
        except (ValueError, RecursionError):
            continue
    return None


def unboxed(text: str) -> str:
    r"""What stands in the last `\boxed{…}`; the text itself where there is none."""
    start = text.rfind("\\boxed")
    inner = text if start < 0 else text[start:]
    if not _BOX.match(inner):
        return inner
    ends = _closings(inner)
    first, last = 0, len(inner)
    while match := _BOX.match(inner, first, last):
        opened = match.end() - 1
        first, last = _stripped(inner, match.end(), min(last, ends.get(opened, last)))
    return inner[first:last]


def _unfenced(text: str) -> str:
    if text.startswith(_FENCE):
        text = text.removeprefix(_FENCE).removeprefix("json").lstrip()
    return text.removesuffix(_FENCE).rstrip() if text.endswith(_FENCE) else text


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key is there twice: an answer may not hedge")
    return dict(pairs)


def _refused(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON value")


def _closings(text: str) -> dict[int, int]:
    """Place of the closing brace by place of the opening one, of all that are closed."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for place, sign in enumerate(text):
        if sign == "{":
            opened.append(place)
        elif sign == "}" and opened:
            ends[opened.pop()] = place
    return ends


def _stripped(text: str, first: int, last: int) -> tuple[int, int]:
    while first < last and text[first].isspace():
        first += 1
    while first < last and text[last - 1].isspace():
        last -= 1
    return first, last
