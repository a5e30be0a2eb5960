"""A reply and the thinking before it, told apart."""

from typing import Final

_OPEN: Final = "<think>"
_CLOSE: Final = "</think>"


def parted(content: str | None, reasoning: str | None = None) -> tuple[str | None, str | None]:
    """The reply without its thinking, and the thinking; null where there is none.

    Thinking stands before the reply: from `<think>`, which some templates put into the prompt, to
    the first `</think>`; to the end where the reply was cut off in it. Tags that the reply only
    talks about stay where they are, and so does everything where the server gave the thinking
    apart.
    """
    if reasoning or content is None:
        return content, reasoning
    opened = content.lstrip().startswith(_OPEN)
    before, close, after = content.partition(_CLOSE)
    if not opened and (not close or _OPEN in before):
        return content, None
    thinking = before.lstrip().removeprefix(_OPEN).strip()
    return after.strip(), thinking or None
