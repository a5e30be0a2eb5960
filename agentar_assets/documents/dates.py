"""The days that a document states of itself: made, amended, in force from, in force until."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from agentar_assets.documents import days
from agentar_assets.documents.days import read

_LONGEST_LINE: Final = 400
_LONGEST_HEAD: Final = 2_000
_HEADER = re.compile(rf"[(（]?(?:根据)?\s*({days.CHINESE})\s*(.*)$", re.DOTALL)
_NEXT = re.compile(rf"[\s；;，,、]*(?:[\s；;，,、]|根据)\s*(?={days.CHINESE})")
_LABELLED = re.compile(
    rf"(?m)^[【\[]?(?P<label>发布|公布|颁布|印发|成文|通过|修订|施行|实施|生效|失效|废止)(?:日期|时间)[】\]]?"
    rf"\s*[:：|]?\s*(?P<day>{days.WRITTEN})\s*$"
)
_LABELS: Final = {"施行": "in_force", "实施": "in_force", "生效": "in_force"} | {
    "通过": "adopted",
    "修订": "revised",
}
"""What the label of a day means; of any other: that the text was made public."""
_ENGLISH_MADE = re.compile(
    r"(?:^|[(;,]\s*)(?:and\s+)?(?P<made>adopted|approved|promulgated|issued|published|amended|revised)\b"
    rf"(?:[^\n;.]|\.(?=\s?\d)){{0,160}}?\b(?P<day>{days.ENGLISH})(?=[),;\s]|$)(?![^\n]{{0,200}}\.$)",
    re.IGNORECASE | re.MULTILINE,
)
"""`(Adopted at the 5th Meeting of the … on 29 October 2014)`, and no sentence."""
_ENGLISH_ACTIONS: Final = {"approved": "adopted", "promulgated": "published", "issued": "published"}
_OVER_LABELS: Final = ("失效", "废止")
_DECISION = re.compile(r"《(.+)》")
_ACTIONS: Final = {
    "in_force": re.compile(r"^[自从]?起?(?:正式)?(?:施行|实施|生效|执行)"),
    "revised": re.compile(r"修订"),
    "amended": re.compile(r"修正|修改|》[）)\s]*$"),
    "published": re.compile(r"公布|发布|颁布|印发|颁发"),
    "adopted": re.compile(r"通过|批准|制定|会议"),
}
"""By what follows the day and the decision's title is taken out of it; the first that fits."""
_BY = re.compile(
    r"\s*(?:审议|讨论)?(?:第.{1,3}次)?(?:修订|修正|公布|发布|颁布|印发|颁发|通过|批准).*$",
    re.DOTALL,
)
_AT_ONCE_TOO = re.compile(r"(?:公布|发布|颁布)[并、]?(?:施行|实施)")

_KIND: Final = (
    r"(?:实施|暂行|试行|管理|指导|工作|操作|议事)?(?:法|法律|法规|规章|条例|规定|办法|细则|规则|解释|决定|决议|通知|意见|指引|制度|公告|"
    r"规程|规范|守则|安排|准则|通则|标准|方案|章程|协议|政策|修正案|批复|命令|补充规定)"
)
_ASIDE: Final = r"[（(][^（）()\n]{1,40}[)）]"
_SELF: Final = rf"本(?:{_KIND}|《{_KIND}》)(?:{_ASIDE})?[，,]?\s*"
"""How a document calls itself: `本办法`, `本《办法》`, `本法（原称《X》）`."""
_HOLDS: Final = r"(?:正式|开始)?(?:施行|执行|实施|试行|生效|实行)"
_MADE: Final = r"(?:修订|修改)?(?:公布|发布|颁布|印发|通过|下发|签发)"
_FROM: Final = r"(?:自|从|于)\s*"
_OWN_SINCE = re.compile(
    rf"(?:{_SELF}|(?<![^\s。；])(?:法|条例|规定|办法|细则|规则))(?:{_FROM}(?P<from>{days.WRITTEN})\s*(?:[零0]时)?起?\s*(?:至\s*{days.WRITTEN}止?)?{_HOLDS}"
    rf"|的?{_HOLDS}(?:日期|时间)(?:为|是|[:：])\s*(?P<on>{days.WRITTEN})"
    rf"|的?有效期(?:限)?{_FROM}(?P<span>{days.WRITTEN})起?至)"
)
_SINCE = re.compile(rf"(?:^|[。；，\n\s])自\s*({days.WRITTEN})\s*起{_HOLDS}")
_NEXT_DAY: Final = "次日"
_NEXT_MONTH = r"次月\s*(?:1|一)\s*日"
_AFTER = re.compile(
    rf"{_SELF}{_FROM}{_MADE}(?:之日(?:起满?|后)\s*第?({days.SPAN})|(?:之日(?:起|的)?)?({_NEXT_DAY}|{_NEXT_MONTH}))"
    rf"(?:后|起|之?日起)*{_HOLDS}"
)
_AT_ONCE = re.compile(
    rf"{_SELF}(?:由[^，。；\n]{{2,30}}解释[，,])?{_FROM}{_MADE}(?:之日起?|后){_HOLDS}"
)
_HEAD_AT_ONCE = re.compile(rf"(?:^|[；，,\s]|{_MADE})自{_MADE}之日起{_HOLDS}")
_ENDS = re.compile(
    rf"{_SELF}(?:自[^。；]{{1,40}}?(?:起|{_HOLDS})+[，,；;]?\s*)?"
    rf"(?:(?:的)?(?:有效|试行|施行|实施|执行)期(?:限)?(?:自{days.WRITTEN}起?)?"
    rf"(?:为|至|到|截至|截止到?|[:：])?|试行|至)\s*(?:({days.WRITTEN})|({days.SPAN}))"
)
_ANNEX = re.compile(r"\n附件?\s?[一二三四五六1-9]?[：:\s][^。\n]{0,60}\n")
_GONE: Final = r"(?:起|自动|予以|被)*(?:失效|废止)"
_OVER = re.compile(
    rf"{_SELF}(?:(?:自|从)[^。；]{{1,40}}?起?{_HOLDS}[，,；;]\s*|已?经?(?:于|自)\s*)"
    rf"自?\s*({days.WRITTEN})\s*{_GONE}"
)
_HEAD_OVER = re.compile(
    rf"(?m)^[（(]?({days.CHINESE})\s*[^《》。；，\n]{{0,40}}(?<![和与、])废止[)）]?\s*$"
)
"""A line of the head that tells when the text itself was ended, and by whom."""
_CHANGED_SINCE = re.compile(rf"自\s*({days.CHINESE})\s*起?{_HOLDS}$")
"""How a line that tells of an amendment ends where that holds later."""
_ENGLISH_SINCE = re.compile(
    r"\b(?:this|these)\b[^.;\n]{1,60}\b"
    r"(?:effective|in force|takes? effect|(?:comes?|enters?) into (?:force|effect))"
    rf"\s+(?:from|on|as of|since)?\s*({days.ENGLISH})",
    re.IGNORECASE,
)
_ENGLISH_ENDS = re.compile(
    r"\b(?:this|these)\b[^.;\n]{1,60}\b(?:expires?\b[^.;\n]{0,30}?\bon|"
    r"(?:valid|in force|effective)\b[^.;\n]{0,60}?\b(?:until|till|through|to))"
    rf"\s+({days.ENGLISH})",
    re.IGNORECASE,
)


def states_a_day(line: str) -> bool:
    """Whether a line of a document's head tells when it was made: `2015年2月17日 … 公布`."""
    return _HEADER.match(line) is not None or _LABELLED.match(line) is not None


def is_of_its_making(line: str) -> bool:
    """Whether a line tells when its document was made, and nothing else: it is no sentence."""
    return states_a_day(line) and not line.endswith(("。", "；")) and bool(revisions(line))


def revisions(head: str) -> list[dict[str, Any]]:
    """What the lines of a head tell of each day, as `records.REVISION`, in their order.

    Args:
        head: The lines above the first article.
    """
    told = [row for line in _lines(head) for row in _revisions(line)]
    told += [
        {"day": day, "action": _ENGLISH_ACTIONS.get(made, made), "by": None}
        for found in _ENGLISH_MADE.finditer(head[:_LONGEST_HEAD])
        if (made := found["made"].lower()) and (day := read(found["day"]))
    ]
    return told + [
        {"day": day, "action": _LABELS.get(found["label"], "published"), "by": None}
        for found in _LABELLED.finditer(head)
        if (day := read(found["day"])) and found["label"] not in _OVER_LABELS
    ]


def published(head: str, name: str) -> date | None:
    """The newest day on which a document was adopted, amended or made public.

    Args:
        head: The lines above its first article.
        name: Its file name, which may end with a date; it is often newer than the head.
    """
    made = [row["day"] for row in revisions(head) if row["action"] != "in_force"]
    return max((day for day in (*made, days.of_file(name)) if day), default=None)


def valid_from(text: str, head: str, made_public: date | None) -> date | None:
    """The first day on which a document holds, as its last clause or its head states it.

    What stands in an annex counts only where the text before it says nothing. An amended text
    keeps the day that its clause states; one that holds from the day of its publication holds, as
    it stands, from that of its newest amendment.

    Args:
        text: The whole text.
        head: The lines above its first article.
        made_public: What counts where it holds from the day of its publication.
    """
    before = _ANNEX.split(text, maxsplit=1)[0]
    if stated := _OWN_SINCE.findall(before) or _OWN_SINCE.findall(text):
        return read("".join(stated[-1]))
    if waits := _AFTER.findall(text):
        return _later("".join(waits[-1]), made_public) if made_public else None
    if _AT_ONCE.search(text) or _HEAD_AT_ONCE.search(head):
        return made_public
    told = [row["day"] for row in revisions(head) if row["action"] == "in_force"]
    others = _SINCE.findall(text) or _ENGLISH_SINCE.findall(text)
    return told[-1] if told else read(others[-1]) if others else None


def valid_to(text: str, since: date | None) -> date | None:
    """The first day on which a document no longer holds, as it states itself; null: it does not.

    Args:
        text: The whole text.
        since: The first day on which it holds, from which a span such as `有效期五年` counts.
    """
    if over := _over(text):
        return over
    if found := _ENDS.search(text):
        last, span = read(found[1] or ""), found[2]
        if span:
            return days.later(since, span) if since else None
    else:
        found = _ENGLISH_ENDS.search(text)
        last = read(found[1]) if found else None
    return last + timedelta(days=1) if last and last < date.max else None


def _later(wait: str, made_public: date) -> date | None:
    if wait.startswith("次月"):
        return days.later(made_public.replace(day=1), "1个月")
    return days.later(made_public, wait.replace(_NEXT_DAY, "1日"))


def _over(text: str) -> date | None:
    """The day from which a text is over, where its head or itself names that very day."""
    if told := _OVER.search(text):
        return read(told[1])
    head = text[:_LONGEST_HEAD].partition("\n第一条")[0]
    ends = [one["day"] for one in _LABELLED.finditer(head) if one["label"] in _OVER_LABELS]
    ends += _HEAD_OVER.findall(head)
    return read(ends[-1]) if ends else None


def _lines(head: str) -> Iterator[str]:
    """The lines of a head that start with a day, each with the rest of a title that it breaks."""
    held = ""
    for line in head.split("\n"):
        if held.count("《") > held.count("》") and len(held) < _LONGEST_LINE:
            held += line
            continue
        yield from _NEXT.split(held)
        held = line.strip() if states_a_day(line.strip()) else ""
    yield from _NEXT.split(held)


def _revisions(line: str) -> Iterator[dict[str, Any]]:
    found = _HEADER.match(line)
    stated = read(found[1]) if found else None
    if found is None or stated is None or line.endswith("。") or len(line) > _LONGEST_LINE:
        return
    if _HEAD_OVER.match(line):
        return
    rest = found[2].strip(" \u3000()（）")
    decision = _DECISION.search(rest)
    said = _DECISION.sub("》", rest)
    action = next((name for name, word in _ACTIONS.items() if word.search(said)), "published")
    by = decision[1] if decision else _BY.sub("", rest)
    yield {"day": stated, "action": action, "by": None if action == "in_force" else by or None}
    later = _CHANGED_SINCE.search(said)
    since = read(later[1]) if later else stated if _AT_ONCE_TOO.search(said) else None
    if since:
        yield {"day": since, "action": "in_force", "by": None}
