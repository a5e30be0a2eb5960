from itertools import pairwise
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.knowledge import checks, passages, purity, units
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


TAG = "deposit_savings.compliance_judgement"


@pytest.fixture
def made(shelf):
    """Take files, or those that were taken before, and give the units of a tag."""

    def make(tag=TAG, **contents):
        if contents:
            shelf.take(**contents)
        frame = shelf.units(tag)
        records.audited("knowledge_units", frame)
        return frame

    return make


def assert_exact(shelf, frame):
    texts = dict(shelf.texts().select("doc_id", "text").collect().iter_rows())
    for row in frame.to_dicts():
        assert texts[row["doc_id"]][row["start"] : row["end"]] == row["text"]
        for part in row["entities"] + row["quantities"] + row["deontics"]:
            assert row["text"][part["start"] : part["end"]] == part["text"]


def test_a_unit_carries_its_place_source_leaf_evidence_names_and_numbers(made, shelf):
    frame = made(bank=BANK.replace("超过部分", "超过部分应当"))
    assert_exact(shelf, frame)
    rows = {row["section"]: row for row in frame.to_dicts()}
    unit = rows["存款保险"]
    assert (unit["leaf"], unit["reason"]) == ("deposit_insurance", None)
    assert "存款保险" in unit["evidence"]
    assert (unit["granularity"], unit["level"]) == ("text", "institution")
    assert unit["sha256"] == shelf.documents["sha256"][0] and unit["retrieved"]
    assert {"deposit_insurance", "compensation_limit"} <= {
        entity["entity_id"] for entity in unit["entities"]
    }
    (limit,) = unit["quantities"]
    told = (limit["kind"], limit["value"], limit["unit"], limit["comparison"])
    assert told == ("money", "500000", "元", "<=")
    assert [mark["kind"] for mark in unit["deontics"]] == ["must"]
    assert rows["提示"]["reason"] == "too_short"


def test_an_article_that_changes_leaves_the_names_of_all_other_units(made):
    articles = [
        f"第{sign}条 存款人支取存款，银行应当在{n}日内办理。" for n, sign in enumerate("一二三", 3)
    ]
    before = made(bank="\n\n".join(["# 存款办法", *articles]))
    articles[1] = "第二条 存款人应当出示证件。银行应当核对存款人的身份。"
    after = made(bank="\n\n".join(["# 存款办法", "第一章 存款", *articles]))
    named = [dict(frame.select("section", "unit_id").rows()) for frame in (before, after)]
    same = {name for name in named[0] if named[0][name] == named[1][name]}
    assert (set(named[0]), same) == ({"第一条", "第二条", "第三条"}, {"第一条", "第三条"})


def test_boilerplate_and_ended_texts_are_kept_as_rows_with_a_reason(made):
    bank = BANK.replace("超过部分", "超过部分应当")
    old = "---\ndate: 2020-01-01\n---\n" + bank.replace("50万元", "20万元")
    new = "---\ndate: 2025-04-01\n---\n" + bank + "\n本存款规则自2025年4月1日起施行。\n"
    frame = made(old=old, new=new)
    by_path = {path.rpartition("/")[2]: frame.filter(path=path) for path in frame["path"].unique()}
    assert set(by_path["old.md"]["reason"]) == {"not_in_force"}
    assert "存款保险" in by_path["old.md"]["section"]
    assert by_path["new.md"].filter(section="存款保险")["reason"].to_list() == [None]
    assert "50万元" in by_path["new.md"].filter(section="存款保险")["text"].item()


def test_a_unit_of_two_documents_belongs_to_the_one_in_force(made):
    bank = BANK.replace("超过部分", "超过部分应当")
    old = "---\ndate: 2020-01-01\n---\n" + bank
    new = "---\ndate: 2025-04-01\n---\n" + bank + "\n## 利率\n\n存款利率由双方约定。\n"
    frame = made(a_old=old, new=new, z_copy=new)
    unit = frame.filter(section="存款保险")
    assert unit["path"].str.split("/").list.last().to_list() == ["new.md"]
    assert unit["reason"].to_list() == [None]


def test_a_document_of_another_business_is_not_routed_by_one_common_word(made):
    fund = "# 基金说明\n\n## 申购\n\n投资者申购基金份额的款项应当存入募集账户，单位净值次日公布。\n"
    assert set(made(bank=BANK, fund=fund)["title"]) == {"云汀银行存款规则"}
    assert set(made("mutual_funds.consulting_qa")["title"]) == {"基金说明"}


def test_english_documents_are_routed_by_english_words(made):
    text = "# Guide\n\n## Payout\n\nDeposit insurance must pay one depositor at most RMB 500,000.\n"
    (row,) = made(guide=text).to_dicts()
    assert (row["leaf"], row["language"]) == ("deposit_insurance", "en")
    assert row["quantities"][0]["comparison"] == "<="


def test_a_table_is_cut_between_its_rows_and_each_part_names_its_columns(made, shelf):
    rows = "".join(f"| {n}年 | 定期存款 | {n}.{n}5% |\n" for n in range(1, 60))
    table = f"# 存款利率表\n\n| 期限 | 产品 | 年利率 |\n|---|---|---|\n{rows}"
    frame = made("deposit_savings.numeric_computation", rates=table)
    assert frame.height > 1 and set(frame["granularity"]) == {"table"}
    assert frame["heading"].str.contains("期限 | 产品 | 年利率", literal=True).all()
    assert frame["text"].str.split("\n").explode().str.contains(r"^\S+ \| \S+ \| \S+$").all()
    assert_exact(shelf, frame)


def test_a_tag_that_does_not_exist_is_told(made):
    with pytest.raises(ValueError, match="unknown scenario 'nothing'"):
        made("nothing.consulting_qa", bank=BANK)


def test_a_text_that_gives_no_passage_is_told_once_and_not_cut_again(made, shelf):
    made(title="# 只有题目\n")
    cut = shelf.passages()
    assert cut["reason"].to_list() == ["no_passage"]
    left = passages.uncut(shelf.documents.lazy(), cut.lazy(), TAXONOMY)
    assert left.is_empty()


def test_texts_are_cut_as_many_at_a_time_as_hold_so_many_characters():
    wanted = pl.DataFrame({"text_id": [*"abcde"], "characters": [4, 4, 4, 20, 1]})
    found = [batch.to_list() for batch in passages.batches(wanted, characters=10)]
    assert found == [["a", "b", "c"], ["d"], ["e"]]


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


@pytest.fixture(scope="module")
def library(new_shelf):
    shelf = new_shelf()
    laws = [LAWS / "in_force", LAWS / "traps"] if LAWS.is_dir() else []
    shelf.read(ROOT / "samples", *laws)
    return shelf, shelf.passages()


def test_the_asset_and_its_checks_hold_for_the_samples(library):
    shelf, cut = library
    context = dg.build_asset_context(partition_key=TAG)
    *audits, written = knowledge_units(context, shelf.documents.lazy(), cut.lazy())
    found = written.value.lazy()
    assert all(audit.passed for audit in audits)
    assert checks.unit_spans_are_exact(found).passed
    assert checks.every_kept_unit_is_in_force(found).passed
    assert checks.few_units_are_rejected(found).passed
    assert found.filter(pl.col("reason").is_null()).collect().height >= 30


def test_a_shifted_span_and_an_ended_unit_fail_their_checks(made):
    frame = made(bank=BANK.replace("超过部分", "超过部分应当"))
    shifted = frame.with_columns(pl.col("end") + 1).lazy()
    assert not checks.unit_spans_are_exact(shifted).passed
    ended = frame.with_columns(valid_to=pl.date(2020, 1, 1)).lazy()
    assert not checks.every_kept_unit_is_in_force(ended).passed
    still = frame.with_columns(valid_to=pl.date(9999, 1, 1)).lazy()
    assert checks.every_kept_unit_is_in_force(still).passed
    moved = pl.col("quantities").list.eval(
        pl.element().struct.with_fields(pl.field("start") + 1, pl.field("end") + 1)
    )
    assert not checks.unit_spans_are_exact(frame.with_columns(moved).lazy()).passed
    assert not checks.few_units_are_rejected(frame.clear().lazy()).passed


@pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws is absent")
def test_on_the_statutes_every_demo_tag_has_units_and_no_trap_is_among_them(library):
    shelf, cut = library
    documents = shelf.documents
    for tag in [f"{name}.consulting_qa" for name in DEMO]:
        frame = units.units(documents.lazy(), cut.lazy(), tag, TAXONOMY).collect()
        records.audited("knowledge_units", frame)
        assert_exact(shelf, frame)
        kept = frame.filter(pl.col("reason").is_null())
        assert kept.height >= 60, tag
        assert kept["text"].str.len_chars().max() <= purity.LONGEST
        assert set(kept["split"]) == {"train", "development", "sealed"}
        ended = documents.filter(pl.col("state") != "in_force")["path"]
        assert kept.join(ended.to_frame(), on="path").is_empty()
        leaves = {leaf.key for leaf in TAXONOMY.leaves(tag)}
        assert set(frame["leaf"]) <= leaves
    again = units.units(documents.reverse().lazy(), cut.reverse().lazy(), tag, TAXONOMY)
    assert again.collect().equals(frame)


@pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws is absent")
def test_laws_of_a_scenario_are_named_as_evidence(library):
    shelf, cut = library
    tag = "retail_lending.consulting_qa"
    frame = units.units(shelf.documents.lazy(), cut.lazy(), tag, TAXONOMY).collect()
    book = frame.filter(pl.col("path").str.ends_with("合同编.md"))
    assert book.height >= 20
    assert book["evidence"].str.starts_with("law 合同编").all()
