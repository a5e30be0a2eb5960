"""Track II operators: each makes a harder item of an item and says how the gold changes.

An operator of any attribute only adds words; one of a single attribute rewrites the item from
its unit, and computes the gold anew.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from agentar_assets.synthesis.agents import (
    compliance_judgement,
    entity_disambiguation,
    intent_classification,
    named_entity_recognition,
    numeric_computation,
    slot_filling,
)
from agentar_assets.synthesis.drafts import HARDEST, Draft
from agentar_assets.synthesis.formulas import computable
from agentar_assets.synthesis.lexicon import intents, slots
from agentar_assets.synthesis.rules import rules
from agentar_assets.synthesis.units import Unit
from agentar_assets.synthesis.wording import block, quoted, reasoned, steps_of


@dataclass(frozen=True)
class Parent:
    """An item that shall be made harder, its unit, and the other units of the tag."""

    draft: Draft
    unit: Unit
    others: Sequence[Unit]


@dataclass(frozen=True)
class Operator:
    """A way to make an item harder."""

    name: str
    gold_change: str
    """unchanged, recomputed (by program) or rederived (verification must look again)."""
    attribute: str | None
    """The attribute it belongs to; null: it adds words to items of any."""
    apply: Callable[[Parent, Random], Draft | None]
    afresh: bool = False
    """Whether it writes the item anew from its unit, and so would undo other operators."""


_CONSTRAINTS = {
    "zh": (
        "只写答案，不写理由。",
        "直接给出答案，不要复述题目。",
        "答案写在一行内。",
        "不要加任何说明，只要结果。",
        "严格按要求的格式作答。",
    ),
    "en": (
        "Give the answer only. ",
        "Answer at once, do not repeat the question. ",
        "Keep the answer on one line. ",
        "No comments, the result only. ",
    ),
}


def _harder(draft: Draft, question: str) -> Draft:
    return replace(draft, question=question, difficulty=min(HARDEST, draft.difficulty + 1))


def _constrain(parent: Parent, dice: Random) -> Draft | None:
    """A demand on the output; the gold meets it already."""
    constraint = dice.choice(_CONSTRAINTS[parent.unit.language])
    return _harder(parent.draft, constraint + parent.draft.question)


def _distract(parent: Parent, dice: Random) -> Draft | None:
    """A true sentence of another unit that has nothing to do with it, and no figures."""
    language, most = parent.unit.language, {"zh": 40, "en": 90}[parent.unit.language]
    strangers = [unit for unit in parent.others if unit.language == language]
    pieces = [
        (piece.text, unit.unit_id)
        for unit in dice.sample(strangers, min(3, len(strangers)))
        for piece in unit.pieces
        if len(piece.text) <= most
        and not piece.listed
        and not any(sign.isdigit() for sign in piece.text)
    ]
    if not pieces or parent.unit.place == "":
        return None
    lead = "背景：{}。" if language == "zh" else "Background: {}. "
    piece, lender = dice.choice(pieces)
    harder = _harder(parent.draft, lead.format(piece) + parent.draft.question)
    return replace(harder, beside=(*harder.beside, lender))


def _change_figure(parent: Parent, dice: Random) -> Draft | None:
    """The same formula with other figures; the gold is computed anew."""
    wanted = (numeric_computation.formula_of(parent.draft.template), parent.draft.quote)
    for choice in computable(parent.unit):
        if (choice.formula.name, choice.piece.text) == wanted:
            return numeric_computation.computed(parent.unit, choice, dice)
    return None


def _flip_case(parent: Parent, dice: Random) -> Draft | None:
    """The opposite situation under the same rule; the verdict is computed anew."""
    was_kept = parent.draft.answer.startswith(
        compliance_judgement.VERDICTS[parent.unit.language][True]
    )
    for rule in rules(parent.unit):
        if rule.text == parent.draft.quote:
            return compliance_judgement.judged(parent.unit, rule, dice, kept=not was_kept)
    return None


def _combine(parent: Parent, dice: Random) -> Draft | None:
    """One more request in the same breath; the gold is the union of both."""
    draft, language = parent.draft, parent.unit.language
    table = intents(parent.unit.scenario, language)
    between = intent_classification.LABELS[language]
    free = [label for label in table if label not in draft.answer.split(between)]
    label = dice.choice(free)
    phrase = dice.choice(table[label])
    said = block(draft.question, language)
    joint = dice.choice(intent_classification.JOINTS[language])
    joined = "；" if language == "zh" else "; "
    more = intent_classification.step(language, {label: phrase})
    steps = joined.join((steps_of(parent.unit, draft.thinking), more))
    return replace(
        _harder(draft, _requoted(draft.question, said, f"{said}{joint}{phrase}", language)),
        answer=f"{draft.answer}{between}{label}",
        thinking=reasoned(parent.unit, steps),
    )


def _amend(parent: Parent, dice: Random) -> Draft | None:
    """The customer takes a word back; the slot is filled with what was said last."""
    draft, unit = parent.draft, parent.unit
    table = slots(unit.scenario, unit.language)
    filled: dict[str, str] = json.loads(draft.answer)
    slot = dice.choice([*filled])
    value = slot_filling.value(table, slot, dice, HARDEST) if table else filled[slot]
    if value == filled[slot]:
        return None
    said = block(draft.question, unit.language)
    after = (
        f"{said}。等等，{slot}改成{value}"
        if unit.language == "zh"
        else f"{said}. No, make the {slot} {value}"
    )
    after_all = filled | {slot: value}
    more = (
        f"；后改口，{slot}={value}"
        if unit.language == "zh"
        else f"; then corrected: {slot}={value}"
    )
    return replace(
        _harder(draft, _requoted(draft.question, said, after, unit.language)),
        answer=slot_filling.written(after_all, [*filled]),
        thinking=reasoned(unit, steps_of(unit, draft.thinking) + more),
    )


def _extend(parent: Parent, dice: Random) -> Draft | None:
    """One more sentence in the text; its entities join the gold."""
    draft, unit = parent.draft, parent.unit
    said = block(draft.question, unit.language)
    before = [(0, entry["type"], entry["text"]) for entry in json.loads(draft.answer)]
    second = named_entity_recognition.utterance(
        unit,
        plain=dice.random() < 0.3,  # noqa: PLR2004
        dice=dice,
        hard=HARDEST,
    )
    text, found = named_entity_recognition.joined([(said, before), second], unit.language)
    return replace(
        _harder(draft, _requoted(draft.question, said, text, unit.language)),
        answer=named_entity_recognition.written(found),
        thinking=named_entity_recognition.thinking(unit, found),
    )


def _reorder(parent: Parent, dice: Random) -> Draft | None:
    """The same candidates under other letters; the letter is looked up anew."""
    draft, letters = parent.draft, entity_disambiguation.LETTERS
    mark = "候选：" if parent.unit.language == "zh" else "Candidates: "
    between = entity_disambiguation.BETWEEN[parent.unit.language]
    asked, _, listed = draft.question.rpartition(mark)
    names = [choice.partition(" ")[2] for choice in listed.split(between)]
    meant = names[letters.index(draft.answer)]
    turn = dice.randrange(1, len(names))
    turned = names[turn:] + names[:turn]
    letter = letters[turned.index(meant)]
    choices = between.join(map(" ".join, zip(letters, turned, strict=False)))
    because = steps_of(parent.unit, draft.thinking).removesuffix(draft.answer)
    return replace(
        draft,
        question=f"{asked}{mark}{choices}",
        answer=letter,
        thinking=reasoned(parent.unit, f"{because}{letter}"),
    )


def _requoted(question: str, before: str, after: str, language: str) -> str:
    return question.replace(quoted(before, language), quoted(after, language))


OPERATORS: Final = (
    Operator("constrain", "unchanged", None, _constrain),
    Operator("distract", "unchanged", None, _distract),
    Operator("change_figure", "recomputed", "numeric_computation", _change_figure, afresh=True),
    Operator("flip_case", "recomputed", "compliance_judgement", _flip_case, afresh=True),
    Operator("combine", "recomputed", "intent_classification", _combine),
    Operator("amend", "recomputed", "slot_filling", _amend),
    Operator("extend", "recomputed", "named_entity_recognition", _extend),
    Operator("reorder", "recomputed", "entity_disambiguation", _reorder),
)
"""Every operator, those of any attribute first."""
NEVER_WITH: Final = {"distract": {"named_entity_recognition", "slot_filling"}}
"""Where a true sentence of elsewhere would not be beside the point."""


def offered(attribute: str, used: Sequence[str]) -> list[Operator]:
    """The operators for an item of an attribute whose lineage has used some."""
    return [
        operator
        for operator in OPERATORS
        if operator.name not in used
        and operator.attribute in {None, attribute}
        and attribute not in NEVER_WITH.get(operator.name, set())
        and not (operator.afresh and used)
    ]
