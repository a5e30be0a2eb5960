"""Faults planted on purpose: which share of each kind verification catches."""

import json
import re

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.verification import panel, rating, verdicts

NONE = pl.DataFrame(schema=records.REVIEWS)


@pytest.fixture(scope="module")
def rater(items, answers, embed):
    model = verdicts.rating_model(items, answers, NONE, embed, rating.Fit())
    return verdicts.Rater(model, embed)


@pytest.fixture(scope="module")
def sound(items, answers, units, rater):
    """The golden items that pass as they are; a fault is caught if it no longer passes."""
    made = verdicts.verified(items, answers, units, rater, quorum=0.5)
    return made.filter(pl.col("reason").is_null())


def other_letter(row):
    return {"answer": "B" if row["answer"] == "A" else "A"}


def times(factor):
    def fault(row):
        value = float(row["answer"]) * factor
        return {"answer": f"{value:.2f}"} if value else None

    return fault


def other_label(row):
    offered = re.split(r"[、,]\s*", re.search(r"(?:可选：|Options: )([^。.]*)", row["question"])[1])
    wrong = next(label for label in offered if label not in row["answer"])
    return {"answer": wrong}


def consistently(fault, *patterns):
    """The same fault in the thinking too, so that thinking and answer agree on what is wrong."""

    def both(row):
        change = fault(row)
        if change is None:
            return None
        thinking = row["thinking"]
        for pattern, put in patterns:
            thinking = re.sub(pattern, put(row, change), thinking)
        return change | {"thinking": thinking} if thinking != row["thinking"] else None

    return both


def swapped_entity(row):
    spans = json.loads(row["answer"])
    if not spans:
        return {"answer": '[{"type":"机构","text":"不在文中"}]'}
    spans[0]["type"] = "indicator" if spans[0]["type"].isascii() else "指标"
    return (
        {"answer": json.dumps(spans, ensure_ascii=False)}
        if spans != json.loads(row["answer"])
        else None
    )


def flipped(row):
    told = row["answer"]
    return {
        "answer": told[1:]
        if told[0] == "不"
        else told[4:]
        if told.startswith("non-")
        else ("不" if "合规" in told else "non-") + told
    }


def wrong_article(row):
    verdict, mark, _ = re.split(r"(，|, )", row["answer"], maxsplit=1)
    return {"answer": f"{verdict}{mark}第九百条"}


def other_slot_value(row):
    filled = json.loads(row["answer"])
    name = next(iter(filled), None)
    return {"answer": json.dumps(filled | {name: "别的"}, ensure_ascii=False)} if name else None


def broken_json(row):
    return {"answer": row["answer"][:-1]}


def wrong_step(row):
    """The right answer behind a calculation that is wrong in one figure."""
    changed = re.sub(
        r"(\d)(=|≈)", lambda m: f"{(int(m[1]) + 1) % 10}{m[2]}", row["thinking"], count=1
    )
    return {"thinking": changed} if changed != row["thinking"] else None


def invented_figure(row):
    """The right answer behind steps that hold, about figures that nobody gave."""
    return {"thinking": row["thinking"] + "13579+24680=38259。"}


def false_premise(row):
    swaps = (
        ("没有做", "做了"),
        ("情形中做了", "情形中没有做"),
        ("，在界限内", "，不在界限内"),
        ("不在界限内，所以", "在界限内，所以"),
    )
    thinking = next((row["thinking"].replace(a, b) for a, b in swaps if a in row["thinking"]), None)
    return {"thinking": thinking} if thinking else None


def other_title(row):
    return (
        {"thinking": re.sub(r"《[^》]+》", "《没有的办法》", row["thinking"])}
        if "《" in row["thinking"]
        else None
    )


def invented_quote(_row):
    return {"quote": "受托人可以随意处分信托财产"}


def no_thinking(_row):
    return {"thinking": ""}


NUMBER, LABELS, ENTITY = "number", "label_set", "entity_id"
SPANS, SLOTS, VERDICT, TEXT = "json_spans", "json_slots", "yes_no_with_article", "text"
ANSWER_ONLY = {
    "wrong number": (NUMBER, times(1.1)),
    "sign": (NUMBER, times(-1)),
    "x100": (NUMBER, times(100)),
    "other label": (LABELS, other_label),
    "other candidate": (ENTITY, other_letter),
    "swapped entity": (SPANS, swapped_entity),
    "other slot value": (SLOTS, other_slot_value),
    "flipped verdict": (VERDICT, flipped),
    "wrong article": (VERDICT, wrong_article),
    "broken JSON spans": (SPANS, broken_json),
    "broken JSON slots": (SLOTS, broken_json),
    "other text": (TEXT, lambda _: {"answer": "受托人在十三个工作日内办理"}),
}
REASONING = {
    "wrong step": (NUMBER, wrong_step),
    "invented figure": (NUMBER, invented_figure),
    "false premise": (VERDICT, false_premise),
    "other title": (None, other_title),
    "invented quote": (None, invented_quote),
    "no thinking": (None, no_thinking),
}
IN_ACCORD = {
    "number": (
        NUMBER,
        consistently(times(1.1), (r"[\d.]+(?=(?:。（|\. \()\D)", lambda _, c: c["answer"])),
    ),
    "label": (
        LABELS,
        consistently(
            other_label,
            (r"(”是|”: )([^；。.]+?)(?=[；。.]|$)", lambda _, c: rf"\g<1>{c['answer']}"),
        ),
    ),
    "candidate": (
        ENTITY,
        consistently(
            other_letter,
            (
                r"(说的是|fits )(.+?)(，选|: )[A-C]",
                lambda r, c: rf"\g<1>{named(r, c['answer'])}\g<3>{c['answer']}",
            ),
        ),
    ),
    "verdict": (
        VERDICT,
        consistently(
            flipped,
            (
                r"，不在界限内，所以不合规|，在界限内，所以合规",
                lambda r, _: (
                    "，不在界限内，所以不合规"
                    if "，在界限内" in r["thinking"]
                    else "，在界限内，所以合规"
                ),
            ),
            (r"情形中(没有)?做了?，所以不?合规", lambda r, _: turned(r["thinking"])),
        ),
    ),
}


def named(row, letter):
    return re.search(
        rf"{letter} ([^；;]+)", row["question"].split("候选")[-1].split("Candidates")[-1]
    )[1].strip()


def turned(thinking):
    done = "情形中做了" in thinking
    ban = "不得做" in thinking
    return f"情形中{'没有做' if done else '做了'}，所以{'合规' if done == ban else '不合规'}"


def planted(sound, form, fault):
    rows = [row for row in sound.to_dicts() if form in (None, row["answer_form"])]
    changed = [row | change for row in rows if (change := fault(row))]
    return pl.DataFrame(changed, schema=sound.schema).select(records.ITEMS.names())


def caught(faulty, units, rater):
    """Reasons of the faulty items; null where the fault went through."""
    answers = panel.answered(faulty, units)
    return verdicts.verified(faulty, answers, units, rater, quorum=0.5)["reason"]


def test_nine_in_ten_items_pass_as_they_are(items, sound):
    assert len(sound) / len(items) >= 0.9


@pytest.mark.parametrize("name", [*ANSWER_ONLY, *REASONING])
def test_a_fault_that_is_decided_by_computation_is_caught(name, sound, units, rater):
    faulty = planted(sound, *(ANSWER_ONLY | REASONING)[name])
    reasons = caught(faulty, units, rater)
    assert len(faulty) >= 8
    assert reasons.is_not_null().mean() >= 0.95


@pytest.mark.parametrize("name", IN_ACCORD)
def test_a_wrong_answer_with_a_thinking_in_accord_is_caught(name, sound, units, rater):
    faulty = planted(sound, *IN_ACCORD[name])
    reasons = caught(faulty, units, rater)
    assert len(faulty) >= 8
    assert reasons.is_not_null().mean() >= 0.95


def test_a_unit_out_of_force_takes_its_items_with_it(sound, units, rater):
    faulty = sound.select(records.ITEMS.names())
    gone = units.with_columns(reason=pl.lit("superseded"))
    assert caught(faulty, gone, rater).unique().to_list() == ["unit_not_in_force"]
    assert caught(faulty, gone.clear(), rater).unique().to_list() == ["unit_not_in_force"]
