"""Classification: what somebody who writes to a service desk wants, of five offered classes."""

from random import Random
from typing import Final

from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, core, level
from agentar_assets.synthesis.sentences import Cast, opening, usable, words
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, quoted, reasoned

_ASKS: Final = {
    "zh": (
        "来文属于哪一类？可选：{options}。来文：{block}",
        "给来文分流，只选一类：{options}。来文：{block}",
        "类别说明：{meant}。来文归哪类？{block}",
        "按主要诉求归类，只答类名：{options}。来文：{block}",
        "这条留言该转给哪个组？{options}，选一个。留言：{block}",
    ),
    "en": (
        "Which class? Options: {options}. Text: {block}",
        "Route this text to one class: {options}. Text: {block}",
        "Classes: {meant}. Which one fits? {block}",
        "Name the one class of the main concern: {options}. Text: {block}",
    ),
}
_CORE: Final = 5
"""Sentences of a class that an easy item draws from."""


def draw(unit: Unit, dice: Random) -> Draft | None:
    """A message about a product, framed by a topic of the unit, and its class."""
    hard = level(dice)
    cast, language = Cast(unit, dice), unit.language
    classes = words("requests")[language]
    label = dice.choice(list(classes))
    listed = classes[label]["turned" if hard == HARDEST else "said"]
    named = {"p": cast.name("product"), "h": cast.name("office")}
    said = dice.choice(core(listed, hard, _CORE)).format(**named)
    cast.shun(classes)
    topic = cast.topic()
    if topic is None:
        return None
    frame = dice.choice(words("requests")[f"frames_{language}"])
    template = 0 if hard == 1 else dice.randrange(len(_ASKS[language]))
    options = list(classes) if hard == 1 else dice.sample(list(classes), len(classes))
    return Draft(
        question=_ASKS[language][template].format(
            options=LIST[language].join(options),
            meant=LIST[language].join(_meant(name, language) for name in options),
            block=quoted(cast.led(frame, topic, said), language),
        ),
        thinking=reasoned(unit, _step(language, said, label)),
        answer=label,
        quote=topic,
        template=f"classes_{language}_{template}",
        difficulty=hard,
    )


def _meant(name: str, language: str) -> str:
    about = words("requests")[language][name]["about"]
    return f"{name}（{about}）" if language == "zh" else f"{name} ({about})"


def _step(language: str, said: str, label: str) -> str:
    start, about = opening(said, language), words("requests")[language][label]["about"]
    return f"{start}是在{about}，归{label}" if language == "zh" else f"{start} {about}: {label}"


AGENT: Final = Scribe("text_classification", "label", usable, draw)
