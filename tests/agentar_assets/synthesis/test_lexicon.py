"""Every table of words: whole, unambiguous, and of use to the agents that draw from it."""

import re
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.synthesis import audit, lexicon, triples
from agentar_assets.synthesis.agents.named_entity_recognition import TYPES
from agentar_assets.synthesis.agents.slot_filling import value
from agentar_assets.synthesis.arithmetic import worked
from agentar_assets.synthesis.formulas import scenario_formulas
from agentar_assets.tags.taxonomy import load
from training.graders import written

TABLES = {path.stem for path in Path(lexicon.__file__).parent.glob("*.toml")}
SCENARIOS = sorted(load().scenarios)
LANGUAGES = ("zh", "en")
DRAWING = (
    "named_entity_recognition",
    "intent_classification",
    "slot_filling",
    "entity_disambiguation",
    "numeric_computation",
)
"""Agents that between them draw from every part of a scenario's table."""
FIELD = re.compile(r"\{(\w+)\}")
STATED = {"1", "5", "12", "100", "365"}
"""Numbers that a calculation may use without the question saying so."""
BELOW_ZERO = ("亏为负", "负数", "negative")
"""What a question says whose result may be a loss."""
EVERY = pytest.mark.parametrize("scenario", SCENARIOS)
BOTH = pytest.mark.parametrize("language", LANGUAGES)


def alike(one, other):
    """Share of the pairs of neighbouring characters that two phrases have in common."""
    first, second = ({a + b for a, b in pairwise(text)} for text in (one, other))
    return len(first & second) / len(first | second)


def test_every_scenario_has_a_table():
    assert set(SCENARIOS) <= TABLES


@EVERY
@BOTH
def test_terms_are_many_and_distinct(scenario, language):
    terms = lexicon.table(scenario)["terms"][language]
    assert len(set(terms)) == len(terms) >= {"zh": 11, "en": 8}[language]


@EVERY
@BOTH
def test_no_phrase_serves_two_intents_or_names_one(scenario, language):
    listed = lexicon.intents(scenario, language)
    phrases = [(intent, phrase) for intent, those in listed.items() for phrase in those]
    assert len(listed) >= 5
    assert min(map(len, listed.values())) >= 5
    assert len({phrase for _, phrase in phrases}) == len(phrases)
    assert max(len(phrase) for _, phrase in phrases) <= {"zh": 24, "en": 70}[language]
    for (intent, one), (other, two) in combinations(phrases, 2):
        close = alike(one, two)
        assert intent == other or close < 0.5, (intent, one, other, two)
    for _, phrase in phrases:
        told = [i for i in listed if i.lower() in phrase.lower().replace(f"不{i}", "")]
        assert not told, phrase


@EVERY
@BOTH
def test_every_slot_is_named_said_and_fillable(scenario, language):
    table = lexicon.slots(scenario, language)
    if table is None:
        pytest.skip("the scenario has no slots")
    said = [FIELD.findall(sentence) for sentence in table.sentences]
    assert len(said) >= 10
    assert {len(fields) for fields in said} <= {2, 3}
    assert all(len(set(fields)) == len(fields) for fields in said)
    assert {field for fields in said for field in fields} == set(table.names)
    assert set(table.values) <= set(table.names)
    assert sum(len(fields) == 2 for fields in said) >= 3
    assert all(value(table, name, Random(0), 3) for name in table.names)
    listed = [word for words in table.values.values() for word in words]
    assert len(set(listed)) == len(listed)
    fixed = " ".join(FIELD.sub("|", sentence) for sentence in table.sentences)
    assert not [word for word in listed if word in fixed]


@EVERY
@BOTH
def test_a_name_has_one_type_and_stands_in_no_name_of_another_type(scenario, language):
    own = lexicon.table(scenario)["entities"][language]
    assert set(own) <= set(TYPES[language]) and len(own) == 3
    assert min(map(len, own.values())) >= 3
    common = lexicon.table("common")["entities"][language]
    typed = [(name, kind) for kinds in (common, own) for kind in kinds for name in kinds[kind]]
    assert len({name for name, _ in typed}) == len(typed)
    for (name, kind), (other, second) in combinations(typed, 2):
        assert kind == second or (name not in other and other not in name), (name, other)


@EVERY
@BOTH
def test_cues_fit_one_sense_alone_and_do_not_name_it(scenario, language):
    entries = lexicon.table(scenario).get("aliases", [])
    for entry in entries:
        senses = entry["senses"]
        cues = [cue for sense in senses for cue in sense[f"cues_{language}"]]
        assert len(senses) == 3 and len(set(cues)) == len(cues) == 9
        named = [sense[language] for sense in senses]
        assert len(set(named)) == 3 and entry[language] not in named
        assert not [cue for cue in cues if any(name in cue for name in named)]
    assert scenario == "trust_business" or entries


@EVERY
@BOTH
def test_formulas_say_what_they_use_and_come_out_positive(scenario, language):
    formulas = scenario_formulas(scenario, language)
    assert {formula.difficulty for formula, _ in formulas} == {1, 2, 3}
    assert len({formula.name for formula, _ in formulas}) == len(formulas)
    for formula, terms in formulas:
        assert terms and formula.wordings and formula.basis
        for wording in formula.wordings:
            assert FIELD.findall(wording).count("cite") == 1, formula.name
            assert set(FIELD.findall(wording)) - {"who", "cite"} == set(formula.ranges)
        signs = [{*re.findall(r" ([×÷+-]|max) ", step)} for step in formula.steps]
        assert all(s and (s <= {"×", "÷"} or s <= {"+", "-"} or len(s) == 1) for s in signs)
        dice = Random(formula.name)
        for _ in range(100):
            drawn_once(formula, formula.drawn(dice), language)


def drawn_once(formula, values, language):
    """Fail unless a draw has a result above zero, and only figures that its question gives."""
    done = worked(formula.steps, values)
    asked = {name: written(number) for name, number in values.items()}
    for wording in formula.wordings:
        question = wording.format(**asked, who="", cite="")
        assert len(question) <= {"zh": 110, "en": 240}[language], question
        given = set(re.findall(r"\d+(?:\.\d+)?", question)) | STATED
        first = set(re.findall(r"\d+(?:\.\d+)?", re.split("[=≈]", done.steps[0])[0]))
        assert first <= given, (formula.name, first - given)
        signed = any(word in question for word in BELOW_ZERO)
        assert signed or Decimal(done.result) > 0, (formula.name, done)


@EVERY
def test_line_items_of_statements_differ_and_have_a_name_in_both_languages(scenario):
    listed = lexicon.table(scenario)["statements"]
    for part, least, most in (("", 6, 8), ("shares_", 3, 4)):
        for language in LANGUAGES:
            items = listed[part + language]
            assert least <= len(set(items)) == len(items) <= most
            nested = [(a, b) for a, b in combinations(items, 2) if a in b or b in a]
            assert not nested, nested
        assert len(listed[f"{part}zh"]) == len(listed[f"{part}en"])


PASSAGES = {
    "zh": (
        "办理{a}的，应当自收到材料之日起5个工作日内核对{b}，不得拖延",
        "{a}的记录应当保存，{b}由经办人负责说明",
    ),
    "en": (
        "The institution must report the {a} within 5 working days",
        "The record of the {a} is kept with the {b}",
    ),
}


@cache
def passages(scenario, language):
    """Texts of our own making that speak of every term and of what is computed."""
    terms = list(lexicon.table(scenario)["terms"][language])
    computed = [words[0] for _, words in scenario_formulas(scenario, language)]
    words = terms + computed
    stop = {"zh": "。", "en": ". "}[language]
    texts = [
        stop.join(text.format(a=one, b=other) for text in PASSAGES[language]) + stop
        for one, other in zip(words, [*words[1:], words[0]], strict=True)
    ]
    assert all(text.strip() for text in texts)
    return texts


def units(tag, language):
    """Every passage as a unit to train on."""
    scenario = tag.split(".", maxsplit=1)[0]
    place = {"zh": ("业务规则", "第{}条"), "en": ("Business Rules", "Article {}")}[language]
    blank = dict.fromkeys(records.UNITS.names())
    rows = [
        blank
        | {"tag": tag, "unit_id": f"{number:02d}", "doc_id": "rules", "path": "rules.md"}
        | {"title": place[0], "section": place[1].format(number + 1), "heading": "", "text": text}
        | {"leaf": f"leaf_{number % 3}", "language": language, "start": 0, "end": len(text)}
        | {"entities": [], "quantities": [], "split": "train"}
        for number, text in enumerate(passages(scenario, language))
    ]
    return pl.DataFrame(rows, schema=records.UNITS)


@EVERY
@BOTH
def test_agents_draw_sound_items_from_the_words(scenario, language):
    for attribute in DRAWING:
        tag = f"{scenario}.{attribute}"
        if attribute == "slot_filling" and lexicon.slots(scenario, language) is None:
            continue
        read = units(tag, language)
        items = triples.drawn(read, tag, items=25, seed=1)
        assert len(items) == 25, attribute
        assert audit.faults(items.lazy(), read.lazy()).is_empty()
