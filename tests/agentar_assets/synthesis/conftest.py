"""Units written by hand: statute articles and product sheets, Chinese and English."""

from pathlib import Path

import polars as pl
import pytest

from agentar_assets import records

SCENARIOS = (
    "deposit_savings",
    "securities_brokerage",
    "life_health_insurance",
    "mutual_funds",
    "trust_business",
)
ATTRIBUTES = (
    "named_entity_recognition",
    "intent_classification",
    "slot_filling",
    "entity_disambiguation",
    "consulting_qa",
    "numeric_computation",
    "compliance_judgement",
)
NO_TAGS = {"trust_business.slot_filling", "trust_business.entity_disambiguation"}
TAGS = [
    tag
    for scenario in SCENARIOS
    for attribute in ATTRIBUTES
    if (tag := f"{scenario}.{attribute}") not in NO_TAGS
]

LINES = Path(__file__).with_name("passages.tsv").read_text(encoding="utf-8").splitlines()
PASSAGES = [line.split("\t") for line in LINES]


def _row(tag, number, passage):
    language, title, section, text = passage
    split = ("train", "train", "train", "development", "sealed")[number % 5]
    start = text.find("中国人民银行")
    found = {"text": "中国人民银行", "type": "监管机构", "entity_id": "pboc"}
    entities = [found | {"start": start, "end": start + 6}] if start >= 0 else []
    return {
        "tag": tag,
        "unit_id": f"{number:02d}",
        "doc_id": title,
        "path": f"{title}.md",
        "title": title,
        "section": section,
        "heading": section,
        "leaf": f"leaf_{number % 3}",
        "language": language,
        "start": 0,
        "end": len(text),
        "text": text,
        "entities": entities,
        "quantities": [],
        "split": split,
        "reason": None,
    }


@pytest.fixture(scope="session")
def units():
    """The same passages for every tag; three fifths of them to train on."""
    rows = [_row(tag, number, passage) for tag in TAGS for number, passage in enumerate(PASSAGES)]
    return pl.DataFrame(rows, schema=records.UNITS)


@pytest.fixture(params=TAGS)
def tag(request):
    return request.param
