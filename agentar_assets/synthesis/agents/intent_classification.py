"""Intents: what does the customer want, of the intents of the scenario? Sometimes two things."""

from random import Random

from agentar_assets.synthesis.drafts import Draft, Scribe, core, level
from agentar_assets.synthesis.lexicon import intents
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, harmless_topic, plainly, quoted, reasoned, said

JOINTS = {
    "zh": ("，另外，", "；还有，", "，顺便，", "，再就是，"),
    "en": ("; and also, ", "; besides, ", "; then, "),
}
LABELS = {"zh": "；", "en": "; "}
"""What stands between the labels of an answer."""
_ASKS = {
    "zh": (
        "意图？可选：{options}。客户：{block}",
        "判断客户意图，可选：{options}。客户：{block}",
        "客户想办什么？从中选出全部意图，可选：{options}。客户：{block}",
        "给这句话归类意图，可选：{options}。客户：{block}",
    ),
    "en": (
        "Intent? Options: {options}. Customer: {block}",
        "Classify what the customer wants. Options: {options}. Customer: {block}",
        "Which intents does the customer have? Options: {options}. Customer: {block}",
    ),
}
_CORE = 3
"""Phrases of an intent that an easy item draws from."""
_TWO = 3
"""Difficulty of utterances with two intents."""

_FIRST = 6
"""Characters of a phrase, or English words, that a step quotes."""


def usable(unit: Unit) -> bool:
    """The scenario has a table of intents, and the unit a topic that gives none of them away."""
    labels = tuple(intents(unit.scenario, unit.language))
    return bool(labels) and harmless_topic(unit, labels, Random(0)) is not None


def draw(unit: Unit, dice: Random) -> Draft | None:
    """One utterance about the unit, with its intents."""
    table = intents(unit.scenario, unit.language)
    topic = harmless_topic(unit, tuple(table), dice)
    if topic is None:
        return None
    hard = level(dice)
    labels = dice.sample(list(table), 2 if hard == _TWO else 1)
    phrases = [dice.choice(core(table[label], hard, _CORE)) for label in labels]
    wish = dice.choice(JOINTS[unit.language]).join(phrases)
    plain = hard == 1
    utterance = plainly(wish, topic, unit.language) if plain else said(unit, wish, topic, dice)
    template = 0 if plain else dice.randrange(len(_ASKS[unit.language]))
    options = list(table) if plain else dice.sample(list(table), len(table))
    return Draft(
        question=_ASKS[unit.language][template].format(
            options=LIST[unit.language].join(options), block=quoted(utterance, unit.language)
        ),
        thinking=_thinking(unit, dict(zip(labels, phrases, strict=True))),
        answer=LABELS[unit.language].join(labels),
        quote=topic,
        template=f"intent_{unit.language}_{template}_{len(labels)}",
        difficulty=hard,
    )


def _thinking(unit: Unit, heard: dict[str, str]) -> str:
    """What each phrase asks for, then the unit that was mentioned."""
    return reasoned(unit, step(unit.language, heard))


def step(language: str, heard: dict[str, str]) -> str:
    """The intent of each phrase, by the first words of the phrase."""
    if language == "zh":
        return "；".join(f"“{phrase[:_FIRST]}”是{label}" for label, phrase in heard.items())
    first = {label: " ".join(phrase.split()[:_FIRST]) for label, phrase in heard.items()}
    return "; ".join(f"“{words.rstrip(',')}”: {label}" for label, words in first.items())


AGENT = Scribe("intent_classification", "label_set", usable, draw)
