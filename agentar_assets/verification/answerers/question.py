"""A question as an answerer sees it, and the shapes of question that all of them can read."""

import re
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Question:
    """What is asked, and the passage it is asked about."""

    text: str
    language: str
    unit: str
    """Text of the knowledge unit; empty where there is none."""

    @property
    def chinese(self) -> bool:
        """Whether the question is in Chinese."""
        return self.language != "en"


@dataclass(frozen=True)
class Candidate:
    """One of the choices `A name；B name`."""

    letter: str
    name: str


_BLOCK = re.compile(r"「(.*)」|“(.*)”|\"(.*)\"", re.DOTALL)
_CHOICE = re.compile(r"(?:^|[；;，,、\s：:])\(?([A-H])\)?[\s.．、:：)]+")


def block(text: str) -> str:
    """The quoted passage of a question, widest quotes first; empty where nothing is quoted."""
    found = _BLOCK.search(text)
    return next((part for part in found.groups() if part is not None), "") if found else ""


def choices(text: str, leads: str) -> list[str]:
    """The names listed after one of the lead words, up to the end of that sentence.

    Args:
        text: The question.
        leads: Lead words as a pattern, e.g. `可选|options`.
    """
    found = re.search(
        rf"(?:{leads})[^：:「“]{{0,12}}[：:]\s*([^「“]*?)(?:[。.；;]\s|[。]|$|\.\s*\w+:)",
        text,
        re.I,
    )
    listed = re.split(r"[、,，；;/]\s*", found.group(1)) if found else []
    names = [name.strip(" .。") for name in listed]
    return [name for name in names if name and not name.startswith(("没", "if none", "leave"))]


def candidates(text: str) -> list[Candidate]:
    """The lettered candidates at the end of a question; none where it offers none."""
    tail = re.split(r"候选|选项|candidates|options", text, flags=re.I)[-1]
    marks = [*_CHOICE.finditer(tail)]
    ends = [mark.start() for mark in marks[1:]] + [len(tail)] * bool(marks)
    return [
        Candidate(mark.group(1), tail[mark.end() : end].strip(" ；;。.，,"))
        for mark, end in zip(marks, ends, strict=True)
    ]


@dataclass(frozen=True)
class Case:
    """A provision, the place it stands in, and a situation to be judged by it."""

    place: str
    rule: str
    facts: str


_RULE = r"(?:规定|条款|rule|provision|clause)[^：:「“]{0,8}[：:]"
_FACTS = r"(?:情形|情况|案例|situation|case|facts)[^：:]{0,4}[：:]"
_CASE = re.compile(
    (
        rf"{_RULE}(?P<rule>.*?){_FACTS}(?P<facts>.*?)(?:是否合规|"
        rf"是否符合|Is (?:it|this|that|the)\b|Compliant\?|"
        rf"$)"
    ),
    re.DOTALL | re.I,
)
_PLACE = re.compile(r"\s*(第[零〇一二三四五六七八九十百千\d]+条|Article \d+)[\s：:，,]*", re.I)


def case(text: str) -> Case | None:
    """The provision and the situation of a compliance question; null where it has not both."""
    found = _CASE.search(text)
    if not found or not found["facts"].strip():
        return None
    rule = block(found["rule"]) or found["rule"].strip(" 「」“”")
    if marked := _PLACE.match(rule):
        return Case(marked.group(1), rule[marked.end() :], found["facts"].strip())
    place, _, rest = rule.partition("：" if "：" in rule[:24] else ":" if ":" in rule[:40] else " ")
    return Case(place.strip(), rest.strip(), found["facts"].strip())


def verdict(question: Question, place: str, *, compliant: bool) -> str:
    """The answer to a compliance question."""
    if question.chinese:
        return f"{'合规' if compliant else '不合规'}，{place}"
    return f"{'compliant' if compliant else 'non-compliant'}, {place}"


@dataclass(frozen=True)
class Ambiguity:
    """A name that may mean several things, and the passage that it stands in."""

    name: str
    text: str
    candidates: list[Candidate]


def ambiguity(text: str) -> Ambiguity | None:
    """The parts of a disambiguation question; null where it names or offers nothing."""
    name, offered = _mention(text), candidates(text)
    return Ambiguity(name, _context(text), offered) if name and offered else None


def _mention(text: str) -> str:
    """The name that a disambiguation question asks about; empty where it names none."""
    asked = re.search(
        r"[“\"‘']([^“”\"‘’']{1,24})[”\"’'][^“”\"]{0,12}(?:指|refer|mean|denote|stand)", text, re.I
    )
    return asked.group(1) if asked else ""


def _context(text: str) -> str:
    """The passage of a disambiguation question, without the question and the candidates."""
    body = re.split(r"候选|candidates", text, flags=re.I)[0]
    quotes = re.findall(r"「[^」]*」|“[^”]*”", body)
    return max(quotes, key=len, default=body)[1:-1]


_CITED = re.compile(
    r"[（(][^（）()]*(?:依据|参见|根据|under|see)[^（）()]*(?:[（(][^（）()]*[)）][^（）()]*)*[)）]"
)


def without_citation(text: str) -> str:
    """The question without the place it cites, whose numbers belong to no calculation."""
    bare = re.sub(r"《[^》]*》(?:第[零〇一二三四五六七八九十百千\d]+条)?", "", _CITED.sub("", text))
    return re.sub(r"(has used \d+)(?=\.)|(\d+)(?= have passed)", r"\1\2 days", bare)


def asked_unit(text: str) -> Decimal:
    """What the asked unit of money is in yuan: 10,000 where the answer is to be in 万元."""
    large = re.search(r"多少万元|in 10,000 yuan|ten thousand yuan", text)
    return Decimal(10_000 if large else 1)
