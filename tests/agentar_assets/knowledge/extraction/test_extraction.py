import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.knowledge.extraction import extraction, pipeline
from agentar_assets.knowledge.extraction.entities import Alias

TEXT = (
    "证券公司不得挪用资金，净资本不得低于人民币5000万元；"
    "擅自挪用资金的，处五万元以上十万元以下罚款。"
)


def test_one_row_a_text_in_the_schema_of_the_passages():
    found = extraction.extracted(pl.Series([TEXT, "", None]))
    names = ("entities", "quantities", "deontics", "relations")
    assert found.schema == pl.Schema({name: records.PASSAGES[name] for name in names})
    assert found.select(pl.all().list.len()).rows()[1:] == [(0, 0, 0, 0), (0, 0, 0, 0)]
    row = found.row(0, named=True)
    assert [one["entity_id"] for one in row["entities"]] == ["securities_firm", "net_capital"]
    assert [one["value"] for one in row["quantities"]] == ["50000000", "50000", "100000"]
    assert [one["kind"] for one in row["deontics"]] == ["must_not", "must_not"]
    assert [one["predicate"] for one in row["relations"]] == [
        "party_must_not",
        "has_threshold",
        "penalty",
    ]


def test_no_text_gives_no_row():
    found = extraction.extracted(pl.Series([], dtype=pl.String))
    assert found.schema == extraction.SCHEMA
    assert found.is_empty()


def test_each_text_is_read_with_the_names_of_its_own_document():
    own = (Alias("本行", "cmb", "机构"),)
    found = extraction.extracted(pl.Series(["本行应当告知。"] * 2), [own, ()])
    assert found["entities"].list.len().to_list() == [1, 0]
    assert found["relations"].list.len().to_list() == [1, 1]


def test_settings_change_with_the_gazetteer_and_the_pipeline(tmp_path, monkeypatch):
    plain = extraction.settings()
    path = tmp_path / "names.toml"
    path.write_text('["机构"]\nlan = ["澜川"]\n', encoding="utf-8")
    monkeypatch.setenv("AGENTAR_GAZETTEER", str(path))
    added = extraction.settings()
    monkeypatch.setenv(pipeline.VARIABLE, "spacy:other")
    assert len({plain, added, extraction.settings()}) == 3


def test_a_pipeline_that_is_not_installed_is_told(monkeypatch):
    monkeypatch.setenv(pipeline.VARIABLE, "spacy:no_such_model_here")
    with pytest.raises(ValueError, match="AGENTAR_PIPELINE='spacy:no_such_model_here'"):
        extraction.extracted(pl.Series([TEXT]))


PIECES = [
    *(
        "招商银行",
        "证券公司",
        "《证券法》第五条",
        "中国证监会",
        "LPR",
        "大额存单",
        "张某",
        "王先生",
    ),
    *("应当", "不得", "可以", "除另有规定外", "不低于", "超过", "为", "的", "，", "。", "；", "\n"),
    *("50万元", "百分之五", "3个月至5年", "2025年1月31日起", "＊＊＊＊", "USD 5,000", "USD5"),
    *("The Bank ", "must not ", "No trustee may ", "between 5 and 10 days ", "1% to 2% ", "RMB50"),
    *(
        "所称合格投资者，是指",
        "处五万元以上十万元以下的罚款",
        "（以下简称“本行”）",
        "\u200b",
        "\U0001f600",
    ),
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_all_that_is_found_stands_where_it_says(text):
    row = extraction.extracted(pl.Series([text])).row(0, named=True)
    for name in ("entities", "quantities", "deontics"):
        end = 0
        for found in row[name]:
            assert text[found["start"] : found["end"]] == found["text"]
            assert end <= found["start"] < found["end"] <= len(text)
            end = found["end"]
    for found in row["relations"]:
        assert 0 <= found["start"] < found["end"] <= len(text)
