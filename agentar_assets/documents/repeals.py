"""What a text itself ends or changes: `《X》同时废止`, `废止《X》`, `将第五条修改为`."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import polars as pl

from agentar_assets.documents import days
from agentar_assets.documents.structure import ordinals

_TITLE: Final = r"《(?P<title>[^《》\n]{1,90}(?:[《〈][^《》\n]{1,80}[》〉][^《》\n]{0,80})?)》"
_ISSUED: Final = rf"(?:(?:{days.CHINESE}|\d{{4}}年)[^《》，；。\n]{{0,60}}?的)?"
"""Who issued it and when, where that stands before its title."""
_SINCE: Final = rf"自\s*{days.CHINESE}\s*起"
_NOTE = r"(?:[（(](?:[^（）()]|[（(][^（）()]{0,20}[）)]){0,80}[）)])*"
_NAMED = re.compile(
    rf"(?:{_SINCE}[，,]\s*)?{_ISSUED}{_TITLE}(?:{_NOTE}\s*{_SINCE}(?=废止|失效|停止))?"
)
"""A title in a sentence, with the day that is said of it alone."""
_SHORT_FOR: Final = ("简称", "简称为")
"""What stands before another name of the title before."""
_DAY = re.compile(rf"(?:^|》[^《》]*)({_SINCE})")
_SPEAKS = re.compile(
    r"废\s*止|作废|失效|停止|终止|不再|取代|代替|替代|repeal|replace|supersede|withdrawn|revoked",
    re.IGNORECASE,
)
"""A sentence without any of these ends nothing: a cheap first look."""
_SENTENCE = re.compile(r"[^。\n]+")
_ENDED = re.compile(
    r"(?:及其[^，。；《》]{2,12}?(?=同时|一并|均|即|予以))?"
    r"(?:同\s*[时步]|即行|予以|相应|一并|一律|全部|宣布|随之|届时|均|都|即|也"
    r"|自[^，。；《》]{2,30}?起?|[，,]|\s)*"
    r"(?:废\s*止|失效|停止(?:执行|施行|适用|使用|实施)|终止(?:执行|施行|实施)"
    r"|不再(?:执行|施行|适用|实施)|(?<=[同时即行一律以])作废)"
)
"""Words of repeal right behind the last title that they end."""
_ANOTHER = re.compile(rf"{_NOTE}\s*(?:(?:[、，,；;和及与暨]|以及|并)[^《》。]{{0,300}})?$")
"""What joins a title to the next of one list."""
_ONLY_AMENDING = re.compile(r"\s*(?:第[一二三四五六七八九十]+次)?(?:修正|修订|修改)")
_PLACE = re.compile(rf"第([{ordinals.SIGNS}]+)条(?:之([{ordinals.SIGNS}]+))?")
_PART = re.compile(rf"\s*(?:的)?\s*{_PLACE.pattern}|\s*(?:中|的?(?:有关|相关|部分|其他))")
"""Only an article, or only some part, of the title before."""
_ENDS_TOO = re.compile(r"[^。；《》\n]{0,60}" + _ENDED.pattern)
_CITED = re.compile(r"(?:根据|依照|依据|按照|参照|遵照|违反)\s*$")
"""What a text rests on or was broken: named beside the title that ends, and not ended."""
_CITED_WITHIN: Final = 8
_GROUPS: Final = ("title", "named", "signed")
"""Where the patterns keep the title."""
_ORDER = re.compile(
    rf"(?:(?<!修改、)(?<!制定、)(?<![和或者])废止|本[^《》，。；\n]{{1,8}}(?:取代|代替|替代))\s*了?原?(?:{_ISSUED}){_TITLE}"
)
"""Words of repeal before the title: `废止《X》`, and not `制定、修改、废止《X》` in general."""
_RULES: Final = r"(?:条例|办法|规定|细则|规则|制度|法)"
_BARE = re.compile(
    rf"(?:^|[，,；;、])(?:原|此前的)?(?P<title>[^，,；;、。《》<>〈〉“”\s]{{2,40}}?{_RULES})"
    rf"(?:同时|即行|予以)废止"
    rf"|(?<![《〈])[<〈“](?P<signed>[^<>〈〉“”《》\n]{{1,60}}{_RULES})[>〉”](?:同时|即行|予以)废止"
)
"""A title without brackets or in others, where a whole clause is `X办法同时废止`."""
_AND = re.compile(rf"{_NOTE}(?:、|和|及|与|以及){_ISSUED}{_TITLE}")
"""The next title of a list that an order opens."""
_VAGUE = re.compile(r"有关|各[级地种项]|过去|以前|此前|不一致|抵触|与本|凡|其[他它]|原有|相关")
"""Words that name no document: `有关规定同时废止`."""
_ENGLISH = re.compile(
    r"(?:(?:repeals?|replaces?|supersedes?)\s+(?:and\s+\w+\s+)?(?:the\s+)?[“\"](?P<title>[^”\"\n]{2,90})[”\"]"
    r"|[“\"](?P<named>[^”\"\n]{2,90})[”\"](?:\s*\([^()\n]{0,60}\)|\s+of\s[^.;\n]{0,40}?)?\s+"
    r"(?:is|are|shall be|will be)\s+(?:hereby\s+|simultaneously\s+)?"
    r"(?:repealed|replaced|superseded|withdrawn|revoked))",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:决定)?(?:废止|撤销)[^。；《》\n]{0,40}[：:]\s*$|附件.{0,30}废止.{0,30}$")
"""A line that opens a list of what is repealed; each line below it is one."""
_INLINE = re.compile(r"废止[：:]")
"""What opens a list in its own sentence."""
_MARK: Final = rf"\s*[（(]?[{ordinals.SIGNS}]{{1,4}}[）)]?[、.．\s]*"
_LISTED = re.compile(
    rf"(?:{_MARK})?{_ISSUED}{_TITLE}"
    rf"|{_MARK}(?P<named>[^《》（）()，。；：\s]{{2,60}}(?:{_RULES}|决[定议]|通知|意见|公告|批复))"
    r"(?:[（(][^《》]*)?[；;]?\s*$"
)
_REPEALING = re.compile(
    rf"[^《》]{{0,40}}关于废止(?P<list>{_TITLE}.*)的(?:决定|公告|通知|命令|令)$"
)
"""A title that says all: `关于废止《X》的决定`."""
_AMENDING = re.compile(r"修改[《〈](?P<title>.+)[》〉].{0,24}决定|(?P<law>.+?)修正案")
_SUBJECT = re.compile(rf"(?m)^[^《》\n。]{{0,10}}修改{_TITLE}[：:]?\s*$")
"""A line of a decision on several laws: those below change this one."""
_CHANGED = re.compile(
    rf"(?P<first>第[{ordinals.SIGNS}]+条(?:之[{ordinals.SIGNS}]+)?)(?:第(?P<paragraph>[{ordinals.SIGNS}]+)款)?"
    rf"(?:第?[（(]?(?P<item>[{ordinals.SIGNS}]+)[）)]?项)?[^。；“”《》\n]{{0,40}}?"
    r"(?:修改为|改为|删去|删除|增加)"
)
"""A place that a decision changes, whatever the change."""


def stated_repeals(text: str, title: str) -> list[dict[str, Any]]:
    """The documents that a text puts out of force, as `records.MENTION` of relation `repeals`.

    Where it ends only a part of one, the mention names the articles, or its relation is `amends`.
    The span holds who issued it and when, where that stands before its title.

    Args:
        text: The whole text.
        title: What it is called; a heading that repeats it states nothing.
    """
    found: dict[int, dict[str, Any]] = {}
    listing = False
    for sentence in _SENTENCE.finditer(text):
        line = sentence[0]
        if line.strip() == title:
            continue
        listed = listing and _LISTED.match(line)
        rows = [_mention(sentence, listed, "repeals")] if listed else _ended(sentence)
        found |= {row["start"]: row for row in rows}
        listing = bool(_LIST.search(line)) or bool(listed)
    if not found and _REPEALING.match(title):
        rows = [_row(order, order["title"], "repeals") for order in _ORDER.finditer(text)]
        found = {row["start"]: row for row in rows[:1]}
    return [found[start] for start in sorted(found)]


def stated_amendments(text: str, title: str) -> list[dict[str, Any]]:
    """The articles that an amending decision changes, as `records.MENTION` of relation `amends`.

    Args:
        text: The whole text.
        title: What it is called: `关于修改《X》的决定` or `X修正案`; another document amends none.
    """
    amended = _AMENDING.search(title)
    if amended is None:
        return []
    law = amended["title"] or amended["law"]
    subjects = [*list(re.finditer(re.escape(law), text))[:1], *_SUBJECT.finditer(text)]
    laws = [at.groupdict().get("title") or law for at in subjects] or [law]
    starts = [at.start() for at in subjects]
    return [
        *(_row(at, name, "amends") for at, name in zip(subjects, laws, strict=False)),
        *(
            _changed(at, laws[max(0, bisect_right(starts, at.start()) - 1)])
            for at in _CHANGED.finditer(text)
        ),
    ]


def orders(texts: pl.DataFrame) -> pl.DataFrame:
    """What each text puts out of force as a whole, and where: one row a text that does.

    Args:
        texts: `text_id`, `sections` and `mentions` of `records.TEXTS`.

    Returns:
        `text_id` and `repeals`, a list of (title, section, day); `day`: from which it no longer
        holds, where that is stated; `section`: null where it stands in none.
    """
    told = (
        texts.select("text_id", "mentions")
        .explode("mentions", empty_as_null=False)
        .unnest("mentions")
        .filter(pl.col("relation") == "repeals", pl.col("first").is_null())
        .select("text_id", "start", "title", pl.col("text").alias("day"))
        .sort("start")
    )
    places = (
        texts.select("text_id", "sections")
        .explode("sections", empty_as_null=False)
        .unnest("sections")
        .select("text_id", "section", "start", "end")
        .drop_nulls("start")
        .sort("start")
    )
    placed = told.join_asof(places, on="start", by="text_id", check_sortedness=False)
    section = pl.when(pl.col("start") < pl.col("end")).then("section")
    stated = pl.Series("day", [_stated_day(words) for words in placed["day"]], pl.Date)
    return (
        placed.with_columns(stated, section=section)
        .group_by("text_id", maintain_order=True)
        .agg(repeals=pl.struct("title", "section", "day"))
    )


def _changed(found: re.Match[str], law: str) -> dict[str, Any]:
    article = ordinals.canonical(found["first"])
    places = {name: _ordinal(found[name]) for name in ("paragraph", "item")}
    return _row(found, law, "amends") | {"first": article, "last": article} | places


def _ended(sentence: re.Match[str]) -> Iterator[dict[str, Any]]:
    line = sentence[0]
    if not _SPEAKS.search(line):
        return
    for order in _ORDER.finditer(line):
        yield from (_mention(sentence, one, "repeals") for one in _ordered(line, order))
    yield from (
        _mention(sentence, bare, "repeals")
        for bare in _BARE.finditer(line)
        if not _VAGUE.search(bare["title"] or "")
    )
    yield from (_mention(sentence, told, "repeals") for told in _ENGLISH.finditer(line))
    if opens := _INLINE.search(line):
        inline = _NAMED.finditer(line, opens.end())
        yield from (_mention(sentence, named, "repeals") for named in inline)
    elif "《" in line and _ENDED.search(line):
        yield from _titles(sentence)


def _ordered(line: str, order: re.Match[str]) -> Iterator[re.Match[str]]:
    """The titles of an order, `废止《甲》和《乙》`, each as it was found."""
    found: re.Match[str] | None = order
    while found:
        yield found
        found = _AND.match(line, found.end())


def _titles(sentence: re.Match[str]) -> Iterator[dict[str, Any]]:
    """The titles before a word of repeal, from the last to the first of their list.

    `《甲决定》修正的《乙条例》同时废止` ends the second alone.
    """
    line = sentence[0]
    titles = [
        named
        for named in _NAMED.finditer(line)
        if not line.endswith(_SHORT_FOR, 0, named.start("title") - 1)
    ]
    joined = amending = False
    for place, named in reversed(list(enumerate(titles))):
        stop = titles[place + 1].start() if place + 1 < len(titles) else len(line)
        gap = line[named.end() : stop]
        listed = joined and _ANOTHER.match(gap) is not None
        part = _PART.match(gap) if joined or _ENDS_TOO.match(gap) else None
        amending = joined and (
            _ONLY_AMENDING.match(gap) is not None
            or (amending and listed and "修" in named["title"])
        )
        before = named.start("title") - 1
        if _CITED.search(line[max(0, before - _CITED_WITHIN) : before]):
            joined = False
        elif part:
            joined = True
            yield _partly(sentence, named, part)
        elif not amending:
            joined = listed or re.match(_NOTE + _ENDED.pattern, gap) is not None
            if joined:
                yield _mention(sentence, named, "repeals")


def _partly(sentence: re.Match[str], named: re.Match[str], part: re.Match[str]) -> dict[str, Any]:
    """A repeal of articles; of what is not told by its number, an amendment."""
    if not part[1]:
        return _mention(sentence, named, "amends")
    article = ordinals.article(ordinals.value(part[1]), _ordinal(part[2]))
    return _mention(sentence, named, "repeals") | {"first": article, "last": article}


def _mention(sentence: re.Match[str], found: re.Match[str], relation: str) -> dict[str, Any]:
    groups = found.groupdict()
    title = next((groups[name] for name in _GROUPS if groups.get(name)), "")
    return _row(found, title, relation, sentence.start())


def _row(found: re.Match[str], title: str, relation: str, offset: int = 0) -> dict[str, Any]:
    return {
        "text": found[0],
        "start": found.start() + offset,
        "end": found.end() + offset,
        "relation": relation,
        "title": title,
        **dict.fromkeys(("first", "last", "paragraph", "item")),
    }


def _ordinal(written: str | None) -> int | None:
    return ordinals.value(written) if written else None


def _stated_day(words: str) -> date | None:
    """The day of `自2024年1月1日起废止` in a mention's words; null: none is stated."""
    found = _DAY.search(words)
    return days.read(found[1]) if found else None
