"""What the items of each attribute say, checked by means that are not the agents' own."""

import json
import re
from decimal import Decimal
from itertools import pairwise

import polars as pl
import pytest

from agentar_assets.synthesis import triples
from agentar_assets.synthesis.agents import AGENTS
from agentar_assets.synthesis.lexicon import intents, table
from agentar_assets.synthesis.wording import block
from agentar_assets.tags.taxonomy import load
from training.graders import FORMS, is_right

STEP = re.compile(r"(-?[\d.]+%?(?:[×÷+-]\(?-?[\d.]+%?\)?)+|max\([^)]*\))([=≈])(-?\d+(?:\.\d+)?)")
SCENARIOS = [
    "deposit_savings",
    "securities_brokerage",
    "life_health_insurance",
    "mutual_funds",
    "trust_business",
]


DRAWN = {}


def items(units, attribute):
    """A hundred items of each of the attribute's tags, drawn once."""
    if attribute not in DRAWN:
        tags = [tag for tag in units["tag"].unique() if tag.endswith(attribute)]
        drawn = [triples.drawn(units, tag, items=100, seed=3) for tag in sorted(tags)]
        DRAWN[attribute] = pl.concat(drawn).to_dicts()
    return DRAWN[attribute]


def test_every_agent_names_its_attribute_and_a_form_that_has_a_grader():
    assert set(AGENTS) == set(load().attributes)
    for attribute, agent in AGENTS.items():
        assert agent.attribute == attribute
        assert agent.answer_form in FORMS


def test_every_gold_is_accepted_and_no_other_answer_of_the_tag_passes_for_it(units, tag):
    rows = triples.drawn(units, tag, items=200, seed=5).to_dicts()
    for row, other in pairwise(rows):
        assert is_right(row["answer_form"], row["answer"], f"<think>?</think>{row['answer']}")
        assert not is_right(row["answer_form"], row["answer"], "")
        if re.sub(r"\W", "", row["answer"]) != re.sub(r"\W", "", other["answer"]):
            right = is_right(row["answer_form"], row["answer"], other["answer"])
            assert not right or row["answer_form"] in {"label_set", "text"}


def everything(row):
    """The whole text as an entity of every type, and nothing at all."""
    text = block(row["question"], row["language"])
    kinds = ("机构", "产品", "监管机构", "指标", "institution", "product", "regulator", "indicator")
    yield json.dumps([{"type": kind, "text": text} for kind in kinds], ensure_ascii=False)
    yield "[]" if row["answer"] != "[]" else "{}"


def every_label(row):
    yield "；".join(intents(row["tag"].split(".")[0], row["language"]))


def other_slots(row):
    yield "{}"
    slots = json.loads(row["answer"])
    yield json.dumps(slots | {"备注": "无"})
    for slot, value in slots.items():
        yield json.dumps(slots | {slot: f"-{value}"})
        yield json.dumps(slots | {slot: block(row["question"], row["language"])})


def other_numbers(row):
    value = Decimal(row["answer"])
    yield from (f"{value * 100 + 1}", f"{-value - 1}", f"{value}%1", f"{value}万元", f"{value}天")
    if value:
        yield from (f"{value * 100}", f"{value / 100}", f"{-value}")


def both_verdicts(row):
    place = re.split("， ?|, ", row["answer"], maxsplit=1)[1]
    yield f"合规，不合规，{place}"
    yield f"compliant, non-compliant, {place}"
    yield re.split("，|, ", row["answer"])[0]


def whole_material(row):
    material = block(row["question"], row["language"])
    yield "" if len(material) < 1.6 * len(row["answer"]) else material


GAMES = {
    "named_entity_recognition": everything,
    "intent_classification": every_label,
    "slot_filling": other_slots,
    "entity_disambiguation": lambda _: ("ABC", "A；B；C", "A或B", ""),
    "consulting_qa": whole_material,
    "numeric_computation": other_numbers,
    "compliance_judgement": both_verdicts,
}


@pytest.mark.parametrize("attribute", GAMES)
def test_answers_that_game_a_naive_grader_score_nothing(units, attribute):
    for row in items(units, attribute):
        for wrong in GAMES[attribute](row):
            assert not is_right(row["answer_form"], row["answer"], wrong), (row["answer"], wrong)


def test_thinking_shows_steps_that_can_be_worked_again_to_the_answer(units):
    for row in items(units, "numeric_computation"):
        steps = STEP.findall(row["thinking"].replace(" ", ""))
        assert steps, row["thinking"]
        for left, sign, right in steps:
            value = worked(left)
            assert abs(value - Decimal(right)) <= (Decimal("0.02") if sign == "≈" else 0), left
        assert abs(Decimal(steps[-1][2]) - Decimal(row["answer"])) <= Decimal("0.005")
        assert re.fullmatch(r"-?\d+\.\d\d", row["answer"])


def worked(text):
    """The value of a step, by Python's own arithmetic on decimals."""
    if text.startswith("max"):
        return max(map(Decimal, text[4:-1].split(",")))
    number = r"(?<![\d.%)])-?\d+(?:\.\d+)?%?|\d+(?:\.\d+)?%?"
    code = re.sub(number, decimal, text).replace("×", "*").replace("÷", "/")
    return eval(code, {"Decimal": Decimal})


def decimal(match):
    bare = match.group().rstrip("%")
    return f"(Decimal('{bare}')/100)" if bare != match.group() else f"Decimal('{bare}')"


def test_figures_of_the_question_are_those_of_the_first_steps(units):
    for row in items(units, "numeric_computation"):
        asked = re.sub(r"（[^）]*）|\([^)]*\)", "", row["question"])
        given = {Decimal(n) for n in re.findall(r"\d+(?:\.\d+)?", asked)}
        first = STEP.findall(row["thinking"].replace(" ", ""))[0][0]
        used = {Decimal(n) for n in re.findall(r"\d+(?:\.\d+)?", first)}
        assert used <= given | {Decimal(n) for n in (1, 5, 12, 100, 365)}, row["question"]


def test_entities_stand_in_the_text_in_its_order(units):
    found_none = 0
    for row in items(units, "named_entity_recognition"):
        text, last = block(row["question"], row["language"]), -1
        listed = json.loads(row["answer"])
        found_none += not listed
        for entry in listed:
            place = text.find(entry["text"])
            assert place > last or text.count(entry["text"]) > 1
            assert entry["type"] in row["question"]
            last = place
    assert 0.05 < found_none / 500 < 0.4


def test_many_items_are_easy_and_every_thinking_ends_with_the_citation(units, tag):
    rows = triples.drawn(units, tag, items=100, seed=4).to_dicts()
    least = 0.15 if tag == "mutual_funds.numeric_computation" else 0.3  # few units have easy ones
    assert least < sum(row["difficulty"] == 1 for row in rows) / len(rows) < 0.85
    titles = dict(units.select("unit_id", "title").rows())
    for row in rows:
        mark = "。（《" if row["language"] == "zh" else ". ("
        steps, cited, rest = row["thinking"].rpartition(f"{mark}{titles[row['unit_id']]}")
        assert steps and cited and rest.endswith(("）", ")"))


def test_slots_are_said_word_for_word_and_asked_for(units):
    for row in items(units, "slot_filling"):
        said = block(row["question"], row["language"])
        asked = row["question"].replace(said, "")
        for slot, value in json.loads(row["answer"]).items():
            assert value in said and slot in asked


def test_intents_are_offered_and_not_given_away_by_their_names(units):
    told = rows = 0
    for row in items(units, "intent_classification"):
        said = block(row["question"], row["language"])
        labels = re.split("[；;] ?", row["answer"])
        assert all(label in row["question"].replace(said, "") for label in labels)
        rows += 1
        told += all(label in said for label in labels)
    assert told < 0.15 * rows


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_scenario_has_six_intents_in_eight_distinct_phrasings(scenario, language):
    phrases = intents(scenario, language)
    assert len(phrases) >= 6
    every = [phrase for listed in phrases.values() for phrase in listed]
    assert len(set(every)) == len(every)
    assert min(map(len, phrases.values())) >= 8


def test_the_name_in_question_is_short_for_a_candidate_that_context_decides(units):
    letters = {"A": 0, "B": 0, "C": 0}
    for row in items(units, "entity_disambiguation"):
        letters[row["answer"]] += 1
        offered = re.split("候选：|Candidates: ", row["question"])[-1]
        listed = [choice[0] for choice in re.split("[；;] ?", offered)]
        assert listed == ["A", "B", "C"][: 2 if row["difficulty"] == 1 else 3]
    assert min(letters["A"], letters["B"]) > 0.35 * sum(letters.values())
    assert letters["C"] > 0.08 * sum(letters.values())


def test_an_answer_to_a_consulting_question_is_a_span_of_the_material(units):
    for row in items(units, "consulting_qa"):
        material = block(row["question"], row["language"])
        assert material == row["quote"]
        assert material.count(row["answer"]) == 1


def test_verdicts_are_balanced_and_negation_does_not_give_them_away(units):
    rows = [row for row in items(units, "compliance_judgement") if row["language"] == "zh"]
    kept = [row["answer"].startswith("合规") for row in rows]
    assert 0.4 < sum(kept) / len(kept) < 0.6
    cases = [row["question"].split("情形：")[1] for row in rows]
    denied = [was for was, case in zip(kept, cases, strict=True) if re.search("没有|未", case)]
    assert 0.15 < sum(denied) / len(denied) < 0.85


def test_a_figure_beyond_the_bound_is_never_called_compliant(units):
    checked = 0
    for row in items(units, "compliance_judgement"):
        bound = re.search(r"(不超过|不得高于|不低于)(\d+)(?=万?元|%)", row["quote"])
        case = re.search(r"为(\d+(?:\.\d+)?)(?=万?元|%)", row["question"].split("情形：")[-1])
        if bound and case:
            least = bound.group(1) == "不低于"
            limit, value = Decimal(bound.group(2)), Decimal(case.group(1))
            assert row["answer"].startswith("合规") is (value >= limit if least else value <= limit)
            checked += 1
    assert checked > 20


def test_the_words_of_a_formula_name_its_parameters():
    for scenario in [*SCENARIOS, "common"]:
        for entry in table(scenario)["formulas"]:
            named = set(re.findall(r"\{([a-z])\}", "".join(entry["zh"]))) | {"who", "cite"}
            assert set(entry["ranges"]) <= named, entry["name"]
            for wording in (*entry["zh"], *entry["en"]):
                fields = set(re.findall(r"\{(\w+)\}", wording))
                assert set(entry["ranges"]) <= fields <= set(entry["ranges"]) | {"who", "cite"}
            kinds = [{*re.findall(r" ([×÷+-]|max|min) ", step)} for step in entry["steps"]]
            assert all(k <= {"×", "÷"} or k <= {"+", "-"} or len(k) == 1 for k in kinds)
