from itertools import pairwise
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.documents import reading
from agentar_assets.knowledge import checks, passages, routing, units
from agentar_assets.knowledge.assets import knowledge_units
from agentar_assets.tags import taxonomy

ROOT = Path(__file__).parents[3]
LAWS = ROOT.parent / "shared" / "data" / "laws"
TAXONOMY = taxonomy.load()
DEMO = (
    *("deposit_savings", "securities_brokerage", "life_health_insurance"),
    *("mutual_funds", "trust_business"),
)
BANK = """# 云汀银行存款规则

## 存款保险

存款保险的最高偿付限额为人民币50万元，超过部分由存款人从清算财产中受偿。

## 提示

存款有保障。

## 附则

本规则自2025年4月1日起施行。
"""


def made(folder, tag="deposit_savings.compliance_judgement", **contents):
    for name, text in contents.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    documents = reading.documents([folder])
    frame = units.units(documents.lazy(), tag, TAXONOMY).collect()
    records.audited("knowledge_units", frame)
    return documents, frame


def assert_exact(documents, frame):
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    for row in frame.to_dicts():
        assert texts[row["doc_id"]][row["start"] : row["end"]] == row["text"]
        for part in row["entities"] + row["quantities"]:
            assert row["text"][part["start"] : part["end"]] == part["text"]


def test_a_unit_carries_its_place_leaf_evidence_names_and_numbers(tmp_path):
    documents, frame = made(tmp_path, bank=BANK)
    assert_exact(documents, frame)
    rows = {row["section"]: row for row in frame.to_dicts()}
    unit = rows["存款保险"]
    assert (unit["leaf"], unit["reason"]) == ("deposit_insurance", None)
    assert unit["evidence"].startswith("keywords ")
    assert "存款保险" in unit["evidence"]
    assert [e["entity_id"] for e in unit["entities"]] == ["deposit_insurance", "compensation_limit"]
    (limit,) = unit["quantities"]
    assert (limit["value"], limit["unit"], limit["comparison"]) == ("500000", "元", "<=")
    assert rows["提示"]["reason"] == "too_short"
    assert rows["提示"]["entities"] == []


def test_boilerplate_and_ended_texts_are_kept_as_rows_with_a_reason(tmp_path):
    old = "---\ndate: 2020-01-01\n---\n" + BANK.replace("50万元", "20万元")
    new = "---\ndate: 2025-04-01\n---\n" + BANK + "\n本存款规则自2025年4月1日起施行。\n"
    _, frame = made(tmp_path, old=old, new=new)
    by_path = {path.rpartition("/")[2]: frame.filter(path=path) for path in frame["path"].unique()}
    assert set(by_path["old.md"]["reason"]) == {"not_in_force"}
    assert by_path["old.md"]["section"].to_list() == ["存款保险"]
    assert by_path["new.md"].filter(section="存款保险")["reason"].to_list() == [None]
    assert "50万元" in by_path["new.md"].filter(section="存款保险")["text"].item()


def test_a_unit_of_two_documents_belongs_to_the_one_in_force():
    text = "存款保险实行限额偿付，最高偿付限额为人民币五十万元。"
    section = {"section": "第五条", "heading": "", "start": 0, "end": len(text)}
    rows = [
        {"doc_id": name, "path": f"a/{name}.md", "title": "存款保险条例", "state": state}
        | {"language": "zh", "text": text, "sections": [section]}
        for name, state in (("a", "superseded"), ("b", "in_force"), ("c", "duplicate"))
    ]
    documents = pl.DataFrame(rows, schema_overrides=records.DOCUMENTS).match_to_schema(
        records.DOCUMENTS, missing_columns="insert"
    )
    found = passages.passages(documents)
    assert found["doc_id"].to_list() == ["b"]
    assert found["state"].to_list() == ["in_force"]


def test_a_document_of_another_business_is_not_routed_by_one_common_word(tmp_path):
    fund = "# 基金说明\n\n## 申购\n\n投资者申购基金份额的款项应当存入募集账户，单位净值次日公布。\n"
    _, frame = made(tmp_path, bank=BANK, fund=fund)
    assert set(frame["title"]) == {"云汀银行存款规则"}
    _, funds = made(tmp_path, "mutual_funds.consulting_qa")
    assert set(funds["title"]) == {"基金说明"}


def test_english_documents_are_routed_by_english_words(tmp_path):
    text = "# Guide\n\n## Payout\n\nDeposit insurance pays one depositor at most RMB 500,000.\n"
    _, frame = made(tmp_path, guide=text)
    (row,) = frame.to_dicts()
    assert (row["leaf"], row["language"]) == ("deposit_insurance", "en")
    assert row["quantities"][0]["comparison"] == "<="


def test_a_tag_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(ValueError, match="unknown scenario 'nothing'"):
        made(tmp_path, "nothing.consulting_qa", bank=BANK)


@given(st.text(max_size=40))
def test_the_split_is_a_function_of_the_unit_alone(name):
    unit = passages.unit_id("题", "第一条", name)
    assert len(unit) == 16
    assert passages.split(unit) == passages.split(unit)
    assert passages.split(unit) in ("train", "development", "sealed")


def test_a_fifth_is_sealed_and_a_fifth_is_development():
    names = [passages.unit_id("题", "条", str(n)) for n in range(5000)]
    splits = pl.Series([passages.split(name) for name in names]).value_counts(normalize=True)
    shares = dict(splits.iter_rows())
    assert shares["train"] == pytest.approx(0.6, abs=0.03)
    assert shares["sealed"] == pytest.approx(0.2, abs=0.03)


prose = st.text(st.sampled_from("存款保险。；\n，a. A"), max_size=1500)


@settings(max_examples=100, deadline=None)
@given(prose, st.integers(0, 50))
def test_passages_cover_a_section_without_overlap(text, start):
    start = min(start, len(text))
    places = passages.cut(text, start, len(text))
    covered = "".join(text[begin:end] for begin, end in places)
    assert "".join(covered.split()) == "".join(text[start:].split())
    for begin, end in places:
        assert text[begin:end] == text[begin:end].strip()
        whole = text[begin:end]
        assert len(whole) <= passages.LONGEST or "\n" not in whole
    assert all(a[1] <= b[0] for a, b in pairwise(places))


def test_the_asset_and_its_checks_hold_for_the_samples():
    frame = reading.documents([ROOT / "samples"]).lazy()
    context = dg.build_asset_context(partition_key="deposit_savings.compliance_judgement")
    *audits, written = knowledge_units(context, frame)
    found = written.value.lazy()
    assert all(audit.passed for audit in audits)
    assert checks.unit_spans_are_exact(found).passed
    assert checks.every_kept_unit_is_in_force(found).passed
    assert checks.few_units_are_rejected(found).passed
    assert found.filter(pl.col("reason").is_null()).collect().height >= 30


def test_a_shifted_span_and_an_ended_unit_fail_their_checks(tmp_path):
    _, frame = made(tmp_path, bank=BANK)
    shifted = frame.with_columns(pl.col("end") + 1).lazy()
    assert not checks.unit_spans_are_exact(shifted).passed
    ended = frame.with_columns(valid_to=pl.date(2020, 1, 1)).lazy()
    assert not checks.every_kept_unit_is_in_force(ended).passed
    assert not checks.few_units_are_rejected(frame.clear().lazy()).passed


@pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws is absent")
def test_on_the_statutes_every_demo_tag_has_units_and_no_trap_is_among_them():
    documents = reading.documents([ROOT / "samples", LAWS / "in_force", LAWS / "traps"])
    for tag in [f"{name}.consulting_qa" for name in DEMO]:
        frame = units.units(documents.lazy(), tag, TAXONOMY).collect()
        records.audited("knowledge_units", frame)
        assert_exact(documents, frame)
        kept = frame.filter(pl.col("reason").is_null())
        assert kept.height >= 60, tag
        assert kept["text"].str.len_chars().max() <= units.LONGEST
        assert set(kept["split"]) == {"train", "development", "sealed"}
        ended = documents.filter(pl.col("state") != "in_force")["path"]
        assert kept.join(ended.to_frame(), on="path").is_empty()
        leaves = {leaf.key for leaf in TAXONOMY.leaves(tag)}
        assert set(frame["leaf"]) <= leaves
    again = units.units(documents.reverse().lazy(), tag, TAXONOMY).collect()
    assert again.equals(frame)


@pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws is absent")
def test_laws_of_a_scenario_are_named_as_evidence():
    documents = reading.documents([LAWS / "in_force"])
    tag = "retail_lending.consulting_qa"
    frame = units.units(documents.lazy(), tag, TAXONOMY).collect()
    book = frame.filter(pl.col("path").str.ends_with("合同编.md"))
    assert book.height >= 20
    assert book["evidence"].str.starts_with("law 合同编; keywords ").all()
    assert routing.plain_title("《中华人民共和国保险法》(2015-04-24).md") == "保险法"
