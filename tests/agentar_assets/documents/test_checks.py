import polars as pl

from agentar_assets.documents import checks, reading
from agentar_assets.documents.assets import documents
from resources.sources import Sources


def written(folder):
    (folder / "a.md").write_text("# 规则\n\n## 开户\n\n客户应当出示身份证件。\n", encoding="utf-8")
    return folder


def test_the_asset_reads_the_folders_of_the_door(tmp_path):
    sources = Sources(documents=str(written(tmp_path)), reviews=str(tmp_path))
    *audits, written_table = documents(sources)
    assert written_table.value.equals(reading.documents([tmp_path]))
    assert [audit.check_name for audit in audits if audit.passed] == [
        "document_spans_are_exact",
        "a_document_is_in_force",
        "few_documents_are_rejected",
    ]


def test_sound_documents_pass_every_check(tmp_path):
    frame = reading.documents([written(tmp_path)]).lazy()
    assert checks.document_spans_are_exact(frame).passed
    assert checks.a_document_is_in_force(frame).passed
    assert checks.few_documents_are_rejected(frame).passed


def test_a_span_past_the_text_is_found(tmp_path):
    frame = reading.documents([written(tmp_path)]).with_columns(text=pl.col("text").str.head(3))
    assert not checks.document_spans_are_exact(frame.lazy()).passed


def test_rejected_files_are_counted_and_alone_they_block(tmp_path):
    (tmp_path / "b.md").write_bytes(b"")
    frame = reading.documents([tmp_path]).lazy()
    refused = checks.a_document_is_in_force(frame)
    assert not refused.passed
    assert f"{tmp_path.name}/b.md: empty" in refused.description
    result = checks.few_documents_are_rejected(frame)
    assert not result.passed
    assert result.metadata["rejected_share"].value == 1.0
