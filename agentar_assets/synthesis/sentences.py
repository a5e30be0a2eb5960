"""Short texts with made-up people, houses and figures in them, for the agents that read texts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from agentar_assets.synthesis.drafts import LIMITS
from agentar_assets.synthesis.lexicon import names, person, shared, table, topics
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import STOP

FIELD: Final = re.compile(r"\{(\w+)\}")
"""A blank of a sentence."""
_OPENING: Final = {"zh": 12, "en": 36}
"""Most characters of a sentence that a step quotes."""
_UNFIT: Final = frozenset({"虚拟货币"})
"""Products of a scenario that no honest house offers."""
_PRODUCTS: Final = {"zh": "产品", "en": "product"}
_INDICATORS: Final = {"zh": "指标", "en": "indicator"}
_REGULATORS: Final = {"zh": "监管机构", "en": "regulator"}
_MONTHS: Final = ("January", "March", "April", "May", "June", "July", "August", "October")


def words(part: str) -> Any:  # noqa: ANN401 - a table of TOML is as deep as its writer likes
    """A part of the table of reading."""
    return table("reading")[part]


def room(answer: str, language: str) -> bool:
    """Whether an answer is short enough for an item."""
    return len(answer) <= LIMITS[language][2]


def usable(unit: Unit) -> bool:
    """The scenario names products and indicators, and the unit has a topic."""
    return bool(names(unit.scenario, unit.language)) and bool(topics(unit))


def opening(text: str, language: str) -> str:
    """How a sentence begins, for a step to quote it: `“岚汀银行持有…”`."""
    if len(text) <= _OPENING[language]:
        return f"“{text}”"
    cut = text[: _OPENING[language]]
    return f"“{cut if language == 'zh' else cut.rpartition(' ')[0]}…”"


def of_kind(unit: Unit, kind: str) -> tuple[str, ...]:
    """The names of a type that the scenario speaks of."""
    known = names(unit.scenario, unit.language)
    return tuple(name for name, type_ in known.items() if type_ == kind and name not in _UNFIT)


@dataclass
class Cast:
    """Who and what appears in one text: no house twice, no product twice."""

    unit: Unit
    dice: Random
    taken: list[str] = field(default_factory=list)
    _brands: list[str] = field(default_factory=list)

    def name(self, kind: str) -> str:
        """A name or figure of a kind that does not stand in the text yet."""
        found = self._listed(kind) or self._figure(kind) or self._house(kind)
        self.taken.append(found)
        return found

    def told(self, sentence: str, given: Mapping[str, str] | None = None) -> str:
        """The sentence with its blanks filled: those given, the others by their kind."""
        known = dict(given or {})
        for kind in FIELD.findall(sentence):
            if kind not in known:
                known[kind] = self.name(kind)
        return sentence.format(**known)

    def aside(self) -> str:
        """A sentence that is about nothing in particular."""
        return self.told(self.dice.choice(words("aside")[self.unit.language]))

    def text(self, parts: Sequence[str]) -> tuple[str, str] | None:
        """The parts as one text behind a lead, and the topic of the unit that leads it in."""
        topic = self.topic()
        if topic is None:
            return None
        lead = self.dice.choice(words("leads")[self.unit.language])
        whole = STOP[self.unit.language].join(part[0].upper() + part[1:] for part in parts)
        return self.led(lead, topic) + whole, topic

    def shun(self, labels: Iterable[str]) -> None:
        """Keep topics that would give one of the labels away out of the text."""
        self.taken.extend(labels)

    def topic(self) -> str | None:
        """A topic of the unit that stands in no name of the text, nor one of them in it."""
        free = [
            topic
            for topic in topics(self.unit)
            if not any(topic in name or name in topic for name in self.taken)
        ]
        return self.dice.choice(free) if free else None

    def led(self, frame: str, topic: str, core: str = "") -> str:
        """A frame about the topic: who, where and when are made up."""
        language, dice = self.unit.language, self.dice
        return frame.format(
            x=topic,
            core=core,
            who=person(language, dice),
            city=dice.choice(shared("people", f"cities_{language}")),
            month=dice.randrange(1, 13),
            day=dice.randrange(1, 29),
        )

    def _listed(self, kind: str) -> str:
        """A product, indicator or regulator of the scenario; a person, a post, a market."""
        language = self.unit.language
        if kind in {"person", "who"}:
            return self._person() if kind == "person" else person(language, self.dice)
        if kind in {"post", "market"}:
            return str(self.dice.choice(words("kinds")[language][kind]))
        named = {"product": _PRODUCTS, "indicator": _INDICATORS, "regulator": _REGULATORS}
        if kind not in named:
            return ""
        known = of_kind(self.unit, named[kind][language])
        return self.dice.choice([name for name in known if name not in self.taken] or known)

    def _person(self) -> str:
        given = self.dice.choice(words("kinds")[self.unit.language]["given"])
        if self.unit.language == "en":
            return f"{self.dice.choice(words('kinds')['en']['surnames'])} {given}"
        return f"{self.dice.choice(shared('people', 'surnames_zh'))}{given}"

    def _house(self, kind: str) -> str:
        listed = words("kinds")[self.unit.language]
        kind = words("offices").get(self.unit.scenario, "bank") if kind == "office" else kind
        free = [brand for brand in listed["brands"] if brand not in self._brands]
        self._brands.append(self.dice.choice(free))
        return str(self.dice.choice(listed[kind])).format(b=self._brands[-1])

    def _figure(self, kind: str) -> str:
        draw = _FIGURES.get(kind)
        return draw(self.dice, self.unit.language) if draw else ""


def _sum(dice: Random, language: str) -> str:
    whole = dice.randrange(2, 100)
    if language == "en":
        return f"RMB {whole}0,000"
    return dice.choice((f"{whole}万元", f"{whole * 10}万元", f"{whole}.5万元"))


def _bulk(dice: Random, language: str) -> str:
    whole = dice.randrange(2, 100)
    if language == "en":
        return f"RMB {whole} million"
    return dice.choice((f"{whole}亿元", f"{whole}.5亿元", f"{whole * 100}万元"))


def _money(dice: Random, language: str) -> str:
    return (_sum if dice.randrange(2) else _bulk)(dice, language)


def _share(dice: Random, language: str) -> str:
    whole = dice.randrange(2, 40)
    han = () if language == "en" else (f"百分之{'一二三五六七八九'[whole % 8]}",)
    return str(dice.choice((f"{whole}%", f"{whole}.5%", *han)))


def _date(dice: Random, language: str) -> str:
    day = dice.randrange(1, 29)
    if language == "en":
        return f"{day} {dice.choice(_MONTHS)}"
    return f"{dice.randrange(1, 13)}月{day}日"


def _points(dice: Random, language: str) -> str:
    step = dice.choice((5, 10, 15, 20, 25, 30))
    if language == "en":
        return f"{step} basis points"
    return dice.choice((f"{step}个基点", f"0.{step:02d}个百分点"))


_FIGURES: Final = {
    "money": _money,
    "sum": _sum,
    "bulk": _bulk,
    "share": _share,
    "date": _date,
    "points": _points,
}
