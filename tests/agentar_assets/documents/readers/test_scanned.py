"""Pages that are pictures, such as `scanned.pdf`: five lines of ours, printed and scanned."""

import importlib
import io
import sys
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader

from agentar_assets.documents import reading
from agentar_assets.documents.readers import READERS, scanned

SCAN = Path(__file__).with_name("scanned.pdf").read_bytes()
without = pytest.mark.skipif(scanned.is_installed(), reason="the extra 'ocr' is installed")
needed = pytest.mark.skipif(not scanned.is_installed(), reason="the extra 'ocr' is not installed")


@pytest.fixture
def headed(draw_pdf):
    """The same page under a head that is text."""
    picture = ImageReader(pypdfium2.PdfDocument(SCAN)[0].render(scale=2).to_pil())

    def draw(canvas):
        canvas.drawImage(picture, 0, 0, 595, 842)
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(72, 815, "云汀银行内部资料")

    return draw_pdf(draw)


@without
def test_without_the_extra_a_scan_is_rejected_and_the_extra_named(headed):
    with pytest.raises(ValueError, match=r"^scanned: .* install the extra 'ocr'$"):
        READERS["pdf"](SCAN)
    page = READERS["pdf"](headed)
    assert [block.text for block in page.blocks] == ["云汀银行内部资料"]
    assert page.notes == ("page 1: only the text beside a picture that fills it",)


@needed
def test_the_extra_reads_what_a_scan_shows_and_writes_nothing_else(headed, capfd):
    page = READERS["pdf"](SCAN)
    assert [(block.level, block.page, block.text.replace(" ", "")) for block in page.blocks] == [
        (1, 1, "云汀银行账户管理规则"),
        (0, 1, "第一章总则"),
        (
            0,
            1,
            "第一条客户开立账户应当出示有效身份证件，银行应当核对其身份，"
            "并按照规定留存资料五年以上。",
        ),
        (0, 1, "第二条挂失手续费为每次10元，补发存折的工本费为每份5元。"),
        (0, 1, "第三条一年期定期存款的年利率为1.35%，自2025年4月1日起执行。"),
    ]
    assert page.notes == ()
    texts = [block.text for block in READERS["pdf"](headed).blocks]
    assert texts[0] == "云汀银行内部资料" and len(texts) > len(page.blocks)
    assert capfd.readouterr() == ("", "")


@needed
def test_a_page_as_large_as_a_wall_is_seen_in_bounded_memory():
    document = pypdfium2.PdfDocument.new()
    document.new_page(14_400, 14_400)
    file = io.BytesIO()
    document.save(file)
    with pytest.raises(ValueError, match=r"^scanned: .* none was recognised"):
        READERS["pdf"](file.getvalue() + b"\n%%EOF\n")


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Puts a package that is no recogniser, but is called as one, on the path of imports."""
    monkeypatch.syspath_prepend(tmp_path)

    def put(name):
        (tmp_path / name / "models").mkdir(parents=True)
        (tmp_path / name / "__init__.py").write_text("")
        (tmp_path / name / "models" / "a.onnx").write_text("")
        told = tmp_path / f"{name}-9.9.dist-info"
        told.mkdir()
        (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 9.9\n")
        importlib.invalidate_caches()
        scanned.is_installed.cache_clear()

    yield put
    monkeypatch.undo()
    sys.path_importer_cache.pop(str(tmp_path), None)
    scanned.is_installed.cache_clear()


@without
def test_a_scan_that_was_rejected_is_read_anew_once_the_extra_is_there(install):
    scan, word = (("0" * 64, f"a.{form}", form) for form in ("pdf", "docx"))
    before = reading.text_id(*scan), reading.text_id(*word)
    install("rapidocr")
    if not importlib.util.find_spec("onnxruntime"):
        assert reading.text_id(*scan) == before[0]
        install("onnxruntime")
    assert reading.text_id(*scan) != before[0]
    assert reading.text_id(*word) == before[1]
