"""What sentences say by their form: who must do what, what a word means, what costs which fine."""

import re
import tomllib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Final

Said = tuple[str, str, str, int, int]
"""Subject, predicate, object, and where the span that says it starts and ends."""

_TABLE: Final[dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("statements.toml").read_text(encoding="utf-8")
)


def _words(name: str) -> str:
    """A list of the table as the alternatives of a pattern."""
    return "|".join(_TABLE[name])


_BEGIN: Final = r"(?:(?<=^)|(?<=[。；\n])|(?<=[。；\n]\s))"
_NUMBER: Final = r"(?:第\w{1,9}条(?:之\w{1,2})?\s*)?(?:[（(]\w{1,3}[）)]\s*|\d{1,2}[.、．]\s*)?"

_MEANS = re.compile(
    rf"{_BEGIN}{_NUMBER}(?:[本前上]?[^，。；：\s]{{1,8}}?(?:所称的?|中))?[“\"]?"
    r"(?P<term>[^，。；：\s（(“”\"是]{2,24}?)[”\"]?(?:[（(][^（）()]{1,20}[）)])?"
    r"(?:[，,]?是指|[，,]指(?![导定示引挥派使令明])|[：:]\s?是?指(?![导定示引挥派使令明]))(?P<sense>[^。；\n]{4,300})"
    r"|[“\"](?P<word>[^”\"]{2,40})[”\"] (?:means|refers to|shall mean) (?P<meaning>[^.;\n]{4,300})"
)
_BINDING: Final = ("应当", "必须", "不得", "可以", "有权")
_BOUND_PARTY: Final = (
    rf"{_NUMBER}(?P<party>[^，。；：\s]{{2,30}}?)(?:依法|均|仍|还|也|都|同时)?"
    rf"(?P<binds>{'|'.join(_BINDING)})"
)
_FIRST_PARTY = re.compile(_BOUND_PARTY)
_LATER_PARTY = re.compile(rf"[。；，\n]\s?{_BOUND_PARTY}")
_PARTY = re.compile(
    rf"(?:(?<=^)|(?<=[。；，\n])|(?<=[。；，\n]\s)){_BOUND_PARTY}"
    r"|(?:(?<=^)|(?<=[.\n])|(?<=[.] ))(?P<who>[A-Z][\w' -]{1,50}?) "
    r"(?P<word>must not|shall not|may not|must|shall|may) "
)
_MODAL = re.compile("(?:must|shall|may) ")
_ACT: Final = {"party": re.compile(r"[^。；\n]{2,300}"), "who": re.compile(r"[^.;\n]{2,300}")}
_PREDICATES: Final = (
    {"应当": "party_must", "必须": "party_must", "不得": "party_must_not"}
    | {"可以": "party_may", "有权": "party_may", "must": "party_must", "shall": "party_must"}
    | {"must not": "party_must_not", "shall not": "party_must_not", "may not": "party_must_not"}
    | {"may": "party_may"}
)
_PARTIES = re.compile(rf".*(?:{_words('parties')})")
_NO_PARTY = re.compile(rf".{{2,}}[对向将把](?!方|象)|(?:{_words('no_party')})")
_NO_ACTOR = re.compile(
    rf"(?:(?:The|An?|Any|Each|All|No) )?(?:[\w'-]+ ){{0,4}}?(?:{_words('measures')})s?"
    rf"(?: (?:of|for|in|on|from|between) .*)?|(?:{_words('pronouns')})(?: .*)?",
    re.IGNORECASE,
)
"""What binds nobody, although it stands where a party would."""
_NONE = re.compile(r"No (?=\w)")
_PART = re.compile(
    rf"(?:(?<=^)|(?<=[。；，\n])){_NUMBER}"
    r"(?P<part>[^，。；、\s（(]{2,24}?)(?:[均都]?是|[均都]?为|作为|属于|构成)"
    r"(?P<whole>[^，。；、\s]{2,24}?)的(?:重要|有效|不可分[割离]的?)?(?:组成部分|一部分|分支机构|内设机构|附件|部分)"
)
_BOUND = re.compile(r"应当|不得|可以|必须|作|成$")
_SENTENCE = re.compile(r"[^。\n]+")
_SEGMENT = re.compile(r"[^；。\n]+")
_OFFENCE = re.compile(rf"{_NUMBER}(?P<act>[^；。\n]{{4,300}}?的)，")
_GRADE = re.compile(rf"(?:并|且)?(?:{_words('grades')})")
"""How a further fine for the same act begins."""
_FINE = re.compile(r"处(?:以)?(?P<fine>[^，。；、\n处]{1,60}?的?罚款)")
_FIGURE = re.compile(r"[\d一二三四五六七八九十百千][^，]*?[元倍%]|百分之")


def said(text: str) -> Iterator[Said]:
    """Every relation that the form of a sentence states."""
    if "指" in text or "means" in text or "refers to" in text:
        yield from _meanings(text)
    if "部分" in text or "机构" in text or "附件" in text:
        yield from _parts(text)
    if "罚款" in text:
        yield from _penalties(text)
    yield from _duties(text)


def _meanings(text: str) -> Iterator[Said]:
    for found in _MEANS.finditer(text):
        term, sense = found["term"] or found["word"], found["sense"] or found["meaning"]
        yield term, "means", sense, *found.span()


def _duties(text: str) -> Iterator[Said]:
    """Who must, may or must not do what, up to where the next is spoken of."""
    heads = [found for found in _bound(text) if _acts(found)]
    for found, after in zip_longest(heads, heads[1:]):
        name = _party(found)
        act = _ACT[name].match(text, found.end(), after.start() if after else len(text))
        if act:
            predicate = _PREDICATES[found[str(found.lastgroup)]]
            nobody = _NONE.match(found[name])
            if nobody:  # `No trustee may` binds every trustee
                predicate = "party_must_not"
            who = found[name][nobody.end() :] if nobody else found[name]
            end = act.start() + len(act[0].rstrip("， "))
            yield who, predicate, text[act.start() : end], found.start(name), end


def _bound(text: str) -> Iterator[re.Match[str]]:
    """Where words are followed by one that binds; without English the clauses are seen quicker."""
    if _MODAL.search(text):
        yield from _PARTY.finditer(text)
        return
    if not any(word in text for word in _BINDING):
        return
    first = _FIRST_PARTY.match(text)
    if first:
        yield first
    yield from _LATER_PARTY.finditer(text, first.end() if first else 0)


def _party(found: re.Match[str]) -> str:
    """Name of the group that holds who is bound."""
    return "who" if found.lastgroup == "word" else "party"


def _acts(found: re.Match[str]) -> bool:
    """Whether what a binding word follows can be bound."""
    if _party(found) == "who":
        return _NO_ACTOR.fullmatch(found["who"]) is None
    return _is_party(found["party"])


def _is_party(words: str) -> bool:
    return _PARTIES.fullmatch(words) is not None and not _NO_PARTY.match(words)


def _parts(text: str) -> Iterator[Said]:
    for found in _PART.finditer(text):
        if not (_NO_PARTY.match(found["part"]) or _BOUND.search(found["part"])):
            yield found["part"], "part_of", found["whole"], *found.span()


def _penalties(text: str) -> Iterator[Said]:
    """The fines of a sentence, each for the act that stands last before it."""
    for sentence in _SENTENCE.finditer(text):
        act: re.Match[str] | None = None
        for segment in _SEGMENT.finditer(text, *sentence.span()):
            own = _OFFENCE.match(text, *segment.span())
            act = own if own and not (act and _GRADE.match(own["act"])) else act
            if act is None:
                continue
            for fine in _FINE.finditer(text, max(segment.start(), act.end()), segment.end()):
                if _FIGURE.search(fine["fine"]):
                    yield act["act"], "penalty", fine["fine"], act.start("act"), fine.end()
