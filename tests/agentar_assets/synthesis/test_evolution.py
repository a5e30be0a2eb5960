import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.synthesis import audit, evolution, triples
from agentar_assets.synthesis.operators import OPERATORS
from agentar_assets.synthesis.wording import block
from training.graders import is_right


def grown(units, tag, items=60, share=1.0, generations=2):
    parents = triples.drawn(units, tag, items=items, seed=0)
    made = evolution.evolved(parents, units, tag, share=share, generations=generations)
    return parents, made.items


def pairs(units, tag, operator):
    """Parent and child of the first generation, made by one operator."""
    parents, children = grown(units, tag, items=150, generations=1)
    joined = children.filter(pl.col("operator") == operator).join(
        parents, left_on="parent_id", right_on="item_id", suffix="_parent"
    )
    assert len(joined) >= 10, f"{operator} is hardly used on {tag}"
    return joined.to_dicts()


def test_children_are_sound_new_and_know_their_parents(units, tag):
    parents, children = grown(units, tag)
    assert children.schema == records.ITEMS
    assert audit.faults(children.lazy(), units.lazy()).is_empty()
    everyone = pl.concat([parents, children])
    assert everyone["question"].n_unique() == len(everyone)
    assert set(children["parent_id"]) <= set(everyone["item_id"])
    assert set(children["gold_change"]) <= {"unchanged", "recomputed"}
    assert set(children["generation"]) <= {1, 2}
    assert len(children) > 0.8 * len(parents)


def test_a_child_is_one_generation_older_than_its_parent(units, tag):
    parents, children = grown(units, tag)
    ages = dict(pl.concat([parents, children]).select("item_id", "generation").rows())
    for parent, generation in children.select("parent_id", "generation").rows():
        assert generation == ages[parent] + 1


def test_an_unchanged_gold_is_the_parents(units, tag):
    parents, children = grown(units, tag)
    golds = dict(pl.concat([parents, children]).select("item_id", "answer").rows())
    for row in children.filter(pl.col("gold_change") == "unchanged").to_dicts():
        assert is_right(row["answer_form"], golds[row["parent_id"]], row["answer"])


def test_evolving_is_deterministic_and_more_parents_keep_the_children(units):
    tag = "deposit_savings.compliance_judgement"
    few, more = (grown(units, tag, items, share=0.5)[1] for items in (30, 60))
    assert few.equals(grown(units, tag, 30, share=0.5)[1])
    assert set(few["item_id"]) <= set(more["item_id"])


def test_the_share_bounds_the_number_of_children(units):
    tag = "deposit_savings.slot_filling"
    assert grown(units, tag, share=0.0)[1].is_empty()
    assert len(grown(units, tag, items=200, share=0.2, generations=1)[1]) < 80


def test_every_attribute_has_an_operator_that_recomputes_or_two_that_do_not():
    own = {operator.attribute for operator in OPERATORS} - {None}
    assert len(own) == 6
    assert sum(operator.attribute is None for operator in OPERATORS) == 2


def test_changed_figures_change_the_result(units):
    rows = pairs(units, "deposit_savings.numeric_computation", "change_figure")
    assert sum(row["answer"] != row["answer_parent"] for row in rows) > 0.7 * len(rows)


def test_a_flipped_case_flips_the_verdict_under_the_same_rule(units):
    for row in pairs(units, "deposit_savings.compliance_judgement", "flip_case"):
        assert row["quote"] == row["quote_parent"]
        kept = [a.startswith(("合规", "compliant")) for a in (row["answer"], row["answer_parent"])]
        assert kept[0] is not kept[1]


def test_combined_requests_have_the_labels_of_both(units):
    for row in pairs(units, "deposit_savings.intent_classification", "combine"):
        between = "；" if row["language"] == "zh" else "; "
        more, before = (set(a.split(between)) for a in (row["answer"], row["answer_parent"]))
        assert before < more and len(more) == len(before) + 1
        assert block(row["question_parent"], row["language"]) in row["question"]


def test_an_amended_slot_holds_what_was_said_last(units):
    for row in pairs(units, "deposit_savings.slot_filling", "amend"):
        now, before = json.loads(row["answer"]), json.loads(row["answer_parent"])
        changed = [slot for slot in now if now[slot] != before[slot]]
        assert len(changed) == 1 and now.keys() == before.keys()
        assert block(row["question"], row["language"]).endswith(now[changed[0]])


def test_an_extended_text_keeps_the_entities_it_had(units):
    for row in pairs(units, "deposit_savings.named_entity_recognition", "extend"):
        now, before = json.loads(row["answer"]), json.loads(row["answer_parent"])
        assert now[: len(before)] == before
        assert all(entry["text"] in block(row["question"], row["language"]) for entry in now)


def test_reordered_candidates_keep_what_is_meant(units):
    def meant(question, letter):
        listed = question.replace("；", ";").split("候选：")[-1].split("Candidates: ")[-1]
        return dict(choice.strip().split(" ", 1) for choice in listed.split(";"))[letter]

    for row in pairs(units, "deposit_savings.entity_disambiguation", "reorder"):
        assert meant(row["question"], row["answer"]) == meant(
            row["question_parent"], row["answer_parent"]
        )
        assert row["answer"] != row["answer_parent"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_jaccard_is_a_likeness(text, other):
    assert 0 <= evolution.jaccard(text, other) == evolution.jaccard(other, text) <= 1
    assert evolution.jaccard(text, text) == (1 if len(text) > 1 else 0)


@pytest.mark.parametrize("spoil", ["quote", "unit_id", "answer"])
def test_the_audit_finds_what_is_spoilt(units, spoil):
    items = triples.drawn(units, "deposit_savings.numeric_computation", items=9, seed=0)
    spoilt = items.with_columns(pl.lit("不在原文里").alias(spoil))
    fault = {"quote": "quote", "unit_id": "unit", "answer": "gold"}[spoil]
    assert audit.faults(spoilt.lazy(), units.lazy())["fault"].to_list() == [fault] * 9
