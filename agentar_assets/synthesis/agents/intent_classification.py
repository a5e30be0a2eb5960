"""Intents: what does the customer want, of the intents of the scenario? Sometimes two things."""

from random import Random

from agentar_assets.synthesis.drafts import Draft, Scribe
from agentar_assets.synthesis.lexicon import intents
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, harmless_topic, quoted, said

JOINTS = {
    "zh": ("，另外，", "；还有，", "，顺便，", "，再就是，"),
    "en": ("; and also, ", "; besides, ", "; then, "),
}
LABELS = {"zh": "；", "en": "; "}
"""What stands between the labels of an answer."""
_ASKS = {
    "zh": (
        "判断客户意图，可选：{options}。客户：{block}",
        "客户想办什么？从中选出全部意图，可选：{options}。客户：{block}",
        "给这句话归类意图，可选：{options}。客户：{block}",
    ),
    "en": (
        "Classify what the customer wants. Options: {options}. Customer: {block}",
        "Which intents does the customer have? Options: {options}. Customer: {block}",
    ),
}
_TWO = 0.25
"""Share of utterances with two intents."""


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
    labels = dice.sample(list(table), 2 if dice.random() < _TWO else 1)
    phrases = [dice.choice(table[label]) for label in labels]
    utterance = said(unit, dice.choice(JOINTS[unit.language]).join(phrases), topic, dice)
    template = dice.randrange(len(_ASKS[unit.language]))
    options = dice.sample(list(table), len(table))
    return Draft(
        question=_ASKS[unit.language][template].format(
            options=LIST[unit.language].join(options), block=quoted(utterance, unit.language)
        ),
        thinking=_thinking(unit, topic, dict(zip(labels, phrases, strict=True))),
        answer=LABELS[unit.language].join(labels),
        quote=topic,
        template=f"intent_{unit.language}_{template}_{len(labels)}",
        difficulty=3 if len(labels) > 1 else 1,
    )


def _thinking(unit: Unit, topic: str, heard: dict[str, str]) -> str:
    """The unit that was only mentioned, then what each phrase asks for."""
    if unit.language == "zh":
        steps = "；".join(f"“{_short(phrase)}”是{label}" for label, phrase in heard.items())
        return f"“{topic}”出自{unit.cited}，只是背景。{steps}。"
    steps = "; ".join(f"“{_short(phrase)}”: {label}" for label, phrase in heard.items())
    return f"“{topic}” is from {unit.cited}, background only. {steps}."


def _short(phrase: str) -> str:
    """The first words of a phrase."""
    most = 12 if "\u4e00" <= phrase[0] <= "\u9fff" else 40
    return phrase if len(phrase) <= most else phrase[:most] + "…"


AGENT = Scribe("intent_classification", "label_set", usable, draw)
