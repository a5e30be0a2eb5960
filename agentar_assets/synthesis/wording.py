"""How a question is put into words: quotation marks, blocks, joints; one place for both languages.

A question quotes exactly one block, in 「」 or “ ”, so that whoever reads it finds the block.
"""

import re
from random import Random

from agentar_assets.synthesis.lexicon import person, shared, situated, topics
from agentar_assets.synthesis.units import Unit

_MARKS = {"zh": ("「", "」"), "en": ("“", "”")}
_BLOCK = {"zh": re.compile(r"「(.*)」", re.DOTALL), "en": re.compile(r"“(.*)”", re.DOTALL)}
STOP = {"zh": "。", "en": ". "}
COMMA = {"zh": "，", "en": ", "}
LIST = {"zh": "、", "en": ", "}
COLON = {"zh": "：", "en": ": "}


def quoted(text: str, language: str) -> str:
    """The text as a block: `「text」` or `“text”`."""
    left, right = _MARKS[language]
    return f"{left}{text}{right}"


def block(question: str, language: str) -> str:
    """What a question quotes; empty where it quotes nothing."""
    found = _BLOCK[language].search(question)
    return found.group(1) if found else ""


def said(unit: Unit, core: str, topic: str, dice: Random) -> str:
    """What a customer says: the core, framed by a word about a topic of the unit."""
    language = unit.language
    opener = dice.choice(shared("talk", f"openers_{language}"))
    closer = dice.choice(shared("talk", f"closers_{language}"))
    if dice.random() < 0.7:  # noqa: PLR2004 - mostly the topic comes first
        lead = dice.choice(shared("talk", f"topics_{language}")).format(x=topic)
        return f"{opener}{lead}{core}{closer}"
    tail = dice.choice(shared("talk", f"tails_{language}")).format(x=topic)
    return f"{opener}{core}{closer}{tail}"


def plainly(core: str, topic: str, language: str) -> str:
    """What a customer says without any ornament: the topic, then the core."""
    return f"关于{topic}，{core}" if language == "zh" else f"about {topic}: {core}"


def reasoned(unit: Unit, steps: str) -> str:
    """A thinking: the steps, and last where the unit stands: `…。（《title》第五条）`."""
    return f"{steps}。（{unit.cited}）" if unit.language == "zh" else f"{steps}. ({unit.cited})"


def steps_of(unit: Unit, thinking: str) -> str:
    """The steps of a thinking, without the stop and the citation behind them."""
    return thinking.removesuffix(reasoned(unit, ""))


def harmless_topic(unit: Unit, taken: tuple[str, ...], dice: Random) -> str | None:
    """A topic of the unit that is none of the words taken, nor part of one; null without any."""
    free = [
        topic for topic in topics(unit) if not any(topic in word or word in topic for word in taken)
    ]
    return dice.choice(free) if free else None


def customer(language: str, dice: Random) -> str:
    """A customer, plain or with trade and place."""
    return situated(language, dice) if dice.random() < 0.5 else person(language, dice)  # noqa: PLR2004
