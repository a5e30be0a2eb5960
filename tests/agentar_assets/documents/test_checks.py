import dagster as dg
import polars as pl
import pytest

from agentar_assets.definitions import AuditedTables
from agentar_assets.documents import checks
from agentar_assets.documents.assets import citations, documents
from resources.lake import Lake
from resources.sources import Sources


@pytest.fixture
def lake(tmp_path):
    return Lake(root=str(tmp_path / "lake"))


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "docs"
    place.mkdir()
    text = "# 规则\n\n## 开户\n\n客户应当出示身份证件。\n"
    (place / "a.md").write_text(text, encoding="utf-8")
    return place


def written(folder, lake):
    doors = {
        "sources": Sources(documents=str(folder), reviews=str(folder)),
        "lake": lake,
        "io_manager": AuditedTables(lake=lake),
    }
    result = dg.materialize([documents, citations], resources=doors)
    passed = [one.check_name for one in result.get_asset_check_evaluations() if one.passed]
    return passed, lake.scan("documents").collect()


def test_the_asset_reads_the_folders_of_the_door_and_keeps_their_texts(folder, lake):
    passed, table = written(folder, lake)
    assert passed == [
        "document_spans_are_exact",
        "a_document_is_in_force",
        "few_documents_are_rejected",
    ]
    assert table["path"].to_list() == ["docs/a.md"]
    texts = lake.scan("texts").collect()
    assert texts["text"].to_list() == ["规则\n\n开户\n\n客户应当出示身份证件。"]
    head = lake.head("texts", None)
    assert written(folder, lake)[1].equals(table)
    assert lake.head("texts", None) == head


def test_the_graph_of_the_documents_is_a_table_of_its_own(folder, lake):
    text = "# 新规则\n\n第一条 开户依照《规则》办理。\n\n第二条 违反第一条的，应当改正。\n"
    (folder / "b.md").write_text(text, encoding="utf-8")
    written(folder, lake)
    rows = lake.scan("citations").select("path", "section", "target", "first").collect().rows()
    assert rows == [
        ("docs/b.md", "第一条", "docs/a.md", None),
        ("docs/b.md", "第二条", "docs/b.md", "第一条"),
    ]


def test_a_span_past_the_text_is_found(folder, lake):
    _, table = written(folder, lake)
    assert checks.document_spans_are_exact(table.lazy(), lake).passed
    short = lake.scan("texts").with_columns(characters=3).collect()
    lake.write("texts", short, tags=None, reason="spoiled", run_id="r")
    found = checks.document_spans_are_exact(table.lazy(), lake)
    assert not found.passed
    assert found.metadata["paths"].value == ["docs/a.md"]


def test_rejected_files_are_counted_and_told_where_they_are_alone(folder, lake):
    (folder / "a.md").write_bytes(b"")
    _, table = written(folder, lake)
    refused = checks.a_document_is_in_force(table.lazy())
    assert not refused.passed
    assert refused.severity is dg.AssetCheckSeverity.WARN
    assert "docs/a.md: empty" in refused.description
    result = checks.few_documents_are_rejected(table.lazy())
    assert not result.passed
    assert result.metadata["rejected_share"].value == 1.0
    assert table["state"].to_list() == ["rejected"]


def test_few_rejected_files_pass(folder, lake):
    _, table = written(folder, lake)
    assert checks.few_documents_are_rejected(table.lazy()).passed
    assert checks.a_document_is_in_force(table.lazy()).passed
    half = pl.concat([table, table.with_columns(state=pl.lit("rejected"))])
    assert not checks.few_documents_are_rejected(half.lazy()).passed
