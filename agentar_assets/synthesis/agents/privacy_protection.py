"""Redaction: a note with made-up personal data, and the same note with a label for each datum.

Governance drops an item in which a pattern finds personal data, so no datum here is one that a
register could hold: no mobile number begins like these, the checksums of cards and identity
numbers fail, and an e-mail address has no domain. `agentar_assets.personal` finds nothing.
"""

from collections.abc import Callable
from random import Random
from typing import Any, Final

from agentar_assets.identifiers import is_bank_card, is_credit_code, is_resident_id
from agentar_assets.personal import masks
from agentar_assets.synthesis.drafts import Draft, Scribe, level
from agentar_assets.synthesis.frames import topical
from agentar_assets.synthesis.lexicon import shared, table, topics
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import COMMA, LIST, quoted, reasoned

_NAME: Final = {"zh": "姓名", "en": "NAME"}
_SURNAMES: Final = {"王": "wang", "李": "li", "张": "zhang", "刘": "liu", "陈": "chen"}
_COUNTS: Final = {1: (1, 0), 2: (2, 1), 3: (2, 2)}
"""Data beside the name, and look-alikes, by difficulty."""


def usable(unit: Unit) -> bool:
    """The unit has a topic that a client may come with."""
    return topical(unit)


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One note; more data and more that only looks like it, where the dice say so."""
    language, hard = unit.language, level(dice)
    words: dict[str, Any] = table("safety")["privacy"]
    topic = dice.choice(topics(unit))
    data, kept = _COUNTS[hard]
    kinds = dice.sample([*words["data"][language]], data + (hard == 1 and dice.random() < 0.4))  # noqa: PLR2004
    said = [_opener(language, topic, dice), *(_datum(language, kind, dice) for kind in kinds)]
    stay = [_filled(one, dice) for one in dice.sample(words["kept"][language], kept)]
    for one in stay:
        said.insert(dice.randrange(1, len(said) + 1), (one, one))
    comma = COMMA[language]
    text, redacted = (comma.join(part) for part in zip(*said, strict=True))
    if masks(text):
        return None
    labels = [_NAME[language], *words["data"][language]]
    return Draft(
        question=dice.choice(words["asks"][language]).format(
            labels=LIST[language].join(f"[{label}]" for label in labels),
            block=quoted(text, language),
        ),
        thinking=reasoned(unit, _because(language, kinds, stay)),
        answer=redacted,
        quote=topic,
        template=f"privacy:{len(kinds)}_{kept}:{language}",
        difficulty=hard,
    )


def _opener(language: str, topic: str, dice: Random) -> tuple[str, str]:
    """Who comes with what, as it is and redacted."""
    words = table("safety")["privacy"]
    if language == "zh":
        name = dice.choice(shared("people", "surnames_zh")) + dice.choice(words["given_zh"])
    else:
        name = dice.choice(words["names_en"])
    more = {
        "x": topic,
        "city": dice.choice(shared("people", f"cities_{language}")),
        "month": dice.randrange(1, 13),
        "day": dice.randrange(1, 29),
    }
    opener = dice.choice(words[f"openers_{language}"])
    return opener.format(name=name, **more), opener.format(name=f"[{_NAME[language]}]", **more)


def _datum(language: str, kind: str, dice: Random) -> tuple[str, str]:
    """One datum in its words, as it is and redacted."""
    said = dice.choice(table("safety")["privacy"]["data"][language][kind])
    return said.format(v=_MADE[kind](language, dice)), said.format(v=f"[{kind}]")


def _filled(kept: str, dice: Random) -> str:
    """A figure of the business that looks like a datum and stays."""
    return kept.format(
        amount=dice.randrange(12, 980) * 100,
        order=f"7{dice.randrange(10**9, 10**10)}",
        ticket=f"{dice.choice('DFGK')}{dice.randrange(10**5, 10**6)}",
        article=dice.randrange(2, 60),
        years=dice.randrange(2, 21),
        hotline=f"95{dice.randrange(100, 1000)}",
        rate=f"{dice.randrange(2, 60) / 10}",
        branch=dice.randrange(1000, 10000),
    )


def _phone(_: str, dice: Random) -> str:
    """Eleven digits with a beginning that no mobile number has."""
    return f"1{dice.choice('012')}{dice.randrange(10**8, 10**9)}"


def _identity(_: str, dice: Random) -> str:
    """Eighteen digits that are neither an identity number nor a company's code."""
    day = f"{dice.randrange(1955, 2005)}{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}"
    while True:
        digits = f"{dice.randrange(110101, 659009)}{day}{dice.randrange(10**4):04d}"
        if not is_resident_id(digits) and not is_credit_code(digits):
            return digits


def _card(_: str, dice: Random) -> str:
    """Sixteen digits whose checksum fails."""
    while True:
        digits = f"62{dice.randrange(10**13, 10**14)}"
        if not is_bank_card(digits):
            return digits


def _mailbox(_: str, dice: Random) -> str:
    """An address on no domain."""
    return f"{dice.choice([*_SURNAMES.values()])}{dice.randrange(10, 1000)}@{dice.choice(_HOSTS)}"


def _address(language: str, dice: Random) -> str:
    """A street that is nowhere, in a city."""
    road = dice.choice(table("safety")["privacy"][f"roads_{language}"])
    city = dice.choice(shared("people", f"cities_{language}"))
    house, flat = dice.randrange(1, 200), dice.randrange(101, 2400)
    if language == "zh":
        return f"{city}市{road}{house}号{flat}室"
    return f"{house} {road} {city}"


_HOSTS: Final = ("mail", "yunting", "wangyu", "inbox")
_MADE: Final[dict[str, Callable[[str, Random], str]]] = {
    **{"手机号": _phone, "PHONE": _phone, "身份证号": _identity, "ID": _identity},
    **{"银行卡号": _card, "CARD": _card, "邮箱": _mailbox, "EMAIL": _mailbox},
    **{"地址": _address, "ADDRESS": _address},
}


def _because(language: str, kinds: list[str], stay: list[str]) -> str:
    """What goes and what stays."""
    gone = LIST[language].join([_NAME[language], *kinds])
    if language == "zh":
        return f"{gone}是个人信息，换成标记" + (f"；{LIST['zh'].join(stay)}不是" if stay else "")
    kept = f"; {LIST['en'].join(stay)}: no" if stay else ""
    return f"{gone}: personal, so labels{kept}"


AGENT: Final = Scribe("privacy_protection", "redacted_text", usable, draw)
