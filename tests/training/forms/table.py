"""Which attacks each form must withstand, and the table of what they score."""

from random import Random

from tests.training.forms import attacks as a
from tests.training.forms.golds import GOLDS
from training.graders import is_right

EVERY = {"hedged": a.hedged, "hedged at the end": a.softly_hedged, "in a lecture": a.spread}
EVERY |= {"empty": a.nothing}
FIGURES = {"x100": a.times_a_hundred}
QUANTITIES = FIGURES | {"sign": a.sign, "unit": a.unit}
LISTED = {"one dropped": a.of_json(a.without_one), "whole sentences": a.of_json(a.widened)}
LISTED |= {"all in a list": a.of_json(a.in_a_list), "said twice": a.doubled}
KEYED = LISTED | {"keys twice": a.doubled_keys}
ENTRIES = KEYED | {"surplus key": a.of_json(a.with_surplus_key)}
NAMED = KEYED | {"one more": a.of_json(a.one_more), "values moved": a.of_json(a.moved)}
BOUND = KEYED | {"argument more": a.arguments(a.one_more), "moved": a.arguments(a.moved)}
BOUND |= {"argument less": a.arguments(a.without_one)}
LETTERS = {"all options": a.every_letter, "other letter": a.other_letter}
STATEMENT = QUANTITIES | {"negation": a.negation, "direction": a.direction, "cut": a.cut}
ATTACKS = {
    "json_spans": ENTRIES | {"every type": a.of_json(a.in_every_type)},
    "label_set": {"all labels": a.every_label},
    "json_slots": NAMED | QUANTITIES,
    "entity_id": {"other letter": a.other_letter},
    "text": STATEMENT,
    "number": QUANTITIES | {"said twice": a.doubled},
    "yes_no_with_article": {"verdict": a.other_verdict, "both": a.both_verdicts}
    | {"neighbour": a.neighbour},
    "choice": LETTERS,
    "exact": {"cut": a.cut},
    "json_triples": ENTRIES | {"ends swapped": a.of_json(a.swapped_ends)},
    "json_events": BOUND | ENTRIES | QUANTITIES,
    "json_fields": NAMED | QUANTITIES,
    "label": {"all labels": a.every_label},
    "tool_list": LISTED
    | {"reversed": a.of_json(a.reversed_steps), "all tools": a.of_json(a.every_tool)}
    | {"any order": a.of_json(a.in_any_order)},
    "json_call": BOUND | QUANTITIES,
    "question": {"all slots": a.every_slot, "slot more": a.one_slot_more}
    | {"two questions": a.two_questions},
    "text_with_article_ids": STATEMENT
    | {"neighbour": a.neighbour, "article more": a.one_article_more, "title": a.other_title},
    "text_with_citations": STATEMENT | {"marks swapped": a.swapped_marks, "more": a.one_mark_more},
    "number_or_choice": QUANTITIES | LETTERS,
    "choice_or_text": STATEMENT | LETTERS,
    "label_with_reasons": {"all reasons": a.every_reason, "fewer reasons": a.fewer_reasons}
    | {"other label": a.other_label},
    "table_or_choice": NAMED | QUANTITIES | LETTERS,
    "code_or_output": {"operator": a.off_by_operator, "huge": a.code_that_fails} | FIGURES,
    "yes_no_with_type": {"other type": a.other_type, "every type": a.every_type},
    "refuse_or_safe_answer": {"other reply": a.other_reply, "both": a.both_replies} | STATEMENT,
    "redacted_text": {"unmasked": a.unmasked, "all masked": a.all_masked, "more": a.masked_more}
    | {"cut": a.cut},
}


def wrong(form, name, *, count, seed=1):
    """(gold, wrong answer) pairs of one attack; golds that it does not concern are passed over."""
    dice, attack = Random(f"{form} {name} {seed}"), (EVERY | ATTACKS[form])[name]
    golds = (GOLDS[form](dice) for _ in range(count))
    pairs = [(gold, attack(dice, gold)) for gold in golds]
    return [(gold, answer) for gold, answer in pairs if answer is not None and answer != gold]


def score(form, name, *, count, seed=1):
    """Share of an attack's answers that are paid, and how many there were."""
    pairs = wrong(form, name, count=count, seed=seed)
    return sum(is_right(form, *pair) for pair in pairs) / max(1, len(pairs)), len(pairs)


def stress(*, count):
    """Rows of (form, attack, score, answers), every form under every attack on it."""
    return [
        (form, name, *score(form, name, count=count))
        for form in GOLDS
        for name in EVERY | ATTACKS[form]
    ]
