"""Laws by their names: which `《…》` is one, which words before `第X条` are one's name."""

import re
from pathlib import Path
from typing import Final

from agentar_assets.titles import STATE

_STATED: Final = Path(__file__).with_name("laws.txt").read_text(encoding="utf-8").split()
KNOWN: Final[dict[str, str]] = {
    name: official or name for name, _, official in (entry.partition("=") for entry in _STATED)
}
"""Names that are written without brackets, and the title that each stands for."""

_LEGAL = re.compile(
    r"(?:法|法典|编|条例|规定|办法|细则|规则|通则|准则|规程|规范|章程|解释|决定|决议|命令|通知|批复|"
    r"意见|公告|制度|标准|指引|修正案|公约|协定|条约|议定书|Law|Act|Code|Rules|Regulations?|Measures)"
    r"\s*(?:[(（〔\[][^（(]{1,16}[)）〕\]])?$"
)
_DEFINED = re.compile(
    r"(?:《([^《》\n]{2,80})》|(中华人民共和国[\u4e00-\u9fff]{1,30}?[法典例]))"
    r"[（(](?:以下|下)?(?:简|统|合)?称[为：:]?[《“\"]?([^《》（）()“”\"，,；\n]{1,30})"
)
_TITLE = re.compile(r"《([^《》\n]{2,80})》")
_OWN = re.compile(r"本[法条规办解细]")
_LEAD = re.compile(
    r"(?:.*(?:依照|依据|根据|按照|遵照|参照|比照|违反|触犯|适用|符合|属于|构成|执行|实施|认定为|"
    r"[^\u4e00-\u9fff]))?(?:的|了|由|在|有|为|将)?([\u4e00-\u9fff]{2,30})$",
    re.DOTALL,
)
_LONGEST: Final = 32


def legal(title: str) -> bool:
    """Whether a title ends as those of laws, rules and decisions do."""
    return _LEGAL.search(title) is not None


class Names:
    """The names that a text may call laws by: those known to all, and those that it defines."""

    def __init__(self, text: str, own: str) -> None:
        self._own = {own, own.removeprefix(STATE)}
        self._titles = KNOWN.copy()
        for title in set(_TITLE.findall(text)):
            if legal(title) and title.startswith(STATE):
                self._titles.setdefault(title.removeprefix(STATE), title)
        for bracketed, bare, short in _DEFINED.findall(text):
            self._titles[short] = bracketed or bare
        self._longest = min(_LONGEST, max(map(len, self._titles)))

    def title(self, written: str) -> str | None:
        """The title of what stands in brackets; null: this law itself."""
        title = self._titles.get(written, written)
        return None if title in self._own or _OWN.match(written) else title

    def before(self, text: str, end: int) -> tuple[int, str] | None:
        """Where the name that ends here starts, and its title; null: no known name ends here."""
        for size in range(min(self._longest, end), 1, -1):
            title = self._titles.get(text[end - size : end])
            if title:
                start = end - size
                state = text.endswith(STATE, 0, start)
                return (start - len(STATE), STATE + title) if state else (start, title)
        return None

    def guessed(self, text: str, end: int) -> tuple[int, str] | None:
        """The same for a name that nobody defined, from a word such as `依照` on."""
        found = _LEAD.match(text, max(0, end - _LONGEST), end)
        return (found.start(1), found[1]) if found else None
