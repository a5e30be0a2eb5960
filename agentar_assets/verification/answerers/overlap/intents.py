"""Intents by likeness: each wish takes the label of the likest example sentence."""

from agentar_assets.verification.answerers.likeness import cosine, grams
from agentar_assets.verification.answerers.overlap.wishes import EXAMPLES
from agentar_assets.verification.answerers.question import Question, choices
from agentar_assets.verification.answerers.utterance import segments

_LEAST = 0.14
_BAGS = {label: [grams(one, 1, 2) for one in said] for label, said in EXAMPLES.items()}


def answer(question: Question) -> str | None:
    """Labels in the order in which they are offered; null where no example is near."""
    offered = choices(question.text, "可选|选项|意图|options|intents|labels")
    found = set()
    for segment in segments(question.text):
        bag = grams(segment, 1, 2)
        likeness, label = max(
            (
                (max(cosine(bag, one) for one in _BAGS.get(label, [grams(label, 1, 2)])), label)
                for label in offered
            ),
            default=(0.0, ""),
        )
        if likeness >= _LEAST:
            found.add(label)
    named = [label for label in offered if label in found]
    return ("；" if question.chinese else "; ").join(named) or None
