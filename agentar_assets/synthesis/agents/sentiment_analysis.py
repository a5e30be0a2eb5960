"""Sentiment: in which mood a text speaks of one house or product; others may be in another."""

from random import Random
from typing import Final

from agentar_assets.synthesis.drafts import HARDEST, Draft, Scribe, core, level
from agentar_assets.synthesis.sentences import Cast, opening, usable, words
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import LIST, quoted, reasoned

_ASKS: Final = {
    "zh": (
        "对{target}的情绪？可选：{options}。文本：{block}",
        "判断文本对{target}的态度，只答一个：{options}。文本：{block}",
        "文本怎样看{target}？从{options}中选一个。文本：{block}",
        "只看说到{target}的话，它属于{options}中的哪一种？文本：{block}",
        "给{target}的舆情打标签（{options}选一）。文本：{block}",
    ),
    "en": (
        "Mood about {target}? Options: {options}. Text: {block}",
        "How does the text speak of {target}? One of: {options}. Text: {block}",
        "Label the opinion on {target} alone, one of {options}. Text: {block}",
        "Which of {options} fits what is said about {target}? Text: {block}",
    ),
}
_CORE: Final = 6
"""Sentences of a mood that an easy item draws from."""


def draw(unit: Unit, dice: Random) -> Draft | None:
    """A text on one target, mostly on another beside it, and the mood about the first."""
    hard = level(dice)
    cast, language = Cast(unit, dice), unit.language
    labels = list(words("opinions")[f"labels_{language}"])
    label = dice.choice(labels)
    target, said = _opinion(cast, label, hard)
    sentences = [said]
    if hard > 1:
        other = dice.choice([name for name in labels if name != label])
        sentences.append(_opinion(cast, other, HARDEST - 1)[1])
    led = cast.text(dice.sample(sentences, len(sentences)))
    if led is None:
        return None
    template = 0 if hard == 1 else dice.randrange(len(_ASKS[language]))
    options = labels if hard == 1 else dice.sample(labels, len(labels))
    return Draft(
        question=_ASKS[language][template].format(
            target=target, options=LIST[language].join(options), block=quoted(led[0], language)
        ),
        thinking=reasoned(unit, _step(language, target, said, label)),
        answer=label,
        quote=led[1],
        template=f"sentiment_{language}_{template}_{len(sentences)}",
        difficulty=hard,
    )


def _opinion(cast: Cast, label: str, hard: int) -> tuple[str, str]:
    """A house or product, and what is said of it; in a hard item with words of another mood."""
    language = cast.unit.language
    listed = words("opinions")[language][label]
    product = cast.dice.random() < 0.5  # noqa: PLR2004 - either is as likely
    target = cast.name("product" if product else "office")
    known = listed["turned"] if hard == HARDEST else core(listed["said"], hard, _CORE)
    named = f"the {target}" if product and language == "en" else target
    return target, cast.dice.choice(known).format(x=named)


def _step(language: str, target: str, said: str, label: str) -> str:
    if language == "zh":
        return f"说{target}的是{opening(said, language)}，属{label}"
    return f"of {target} it says {opening(said, language)}, which is {label}"


AGENT: Final = Scribe("sentiment_analysis", "label", usable, draw)
