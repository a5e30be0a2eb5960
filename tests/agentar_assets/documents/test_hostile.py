"""Files made to harm: each is rejected with what to do, or read, in bounded time and memory."""

import io
import os
import time
import zipfile
import zlib

import docx
import openpyxl
import pytest

from agentar_assets import guarded
from agentar_assets.documents import files, reading

GOOD = "# 账户规则\n\n客户开立账户应当出示有效身份证件。\n".encode()
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHOWN = b"BT /F 12 Tf 72 700 Td (Banks keep records.) Tj ET\n"
PACKED = b"/Filter/FlateDecode"


def flate(unit, times):
    """What unpacks to a unit many times over, in a moment: each block stands by itself."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + block * times + b"\x03\x00" + bytes(4)


def pdf(content, how=b"", kids=b"[3 0 R]", count=1):
    stream = b"<<%s/Length %d>>stream\n%s\nendstream" % (how, len(content), content)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)>>>>",
        b"<</Type/Pages/Kids%s/Count %d>>" % (kids, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>"
        b"/Contents 4 0 R/AA<</O<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1:9'\\))>>>>>>",
        stream,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def repacked(data, changed):
    """An archive with some entries in place of its own."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return file.getvalue()


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word(body, **parts):
    text = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    named = {f"word/{name}.xml": part for name, part in parts.items()}
    return repacked(saved(docx.Document()), {"word/document.xml": text} | named)


def sheet(rows, merged="A1"):
    book = openpyxl.Workbook()
    book.active.append(["a"])
    cells = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>'
    text = f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData>{cells}</worksheet>'
    return repacked(saved(book), {"xl/worksheets/sheet1.xml": text})


def linked_word():
    document = docx.Document()
    document.add_paragraph("正文在此。")
    for target in ("http://127.0.0.1:9/a.dotm", "file:///etc/passwd", r"\\host\share\a"):
        document.part.relate_to(target, "http://x.test/attachedTemplate", is_external=True)
    return saved(document)


def odd_format():
    book = openpyxl.Workbook()
    book.active.append(["期限", "利率"])
    book.active.append(["一年", 1.5])
    book.active["B2"].number_format = '"' * 50_000 + "[$" * 50_000
    return saved(book)


P = "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"
FRAME, FRAMED = "<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"
SPAN = '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
LEVEL = '<w:lvl w:ilvl="{0}"><w:numFmt w:val="decimal"/><w:lvlText w:val="{1}"/></w:lvl>'
LISTED = "<w:p><w:pPr><w:numPr><w:ilvl w:val='{0}'/><w:numId w:val='1'/></w:numPr></w:pPr>"
NUMBERING = f"""<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">
{LEVEL.format(0, "%1" * 100_000)}{LEVEL.format(999_999_999, "%1")}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
LISTS = "".join(LISTED.format(depth) + P.removeprefix("<w:p>") for depth in (0, 999_999_999))
PAGE = """<base href="http://127.0.0.1:9/"><meta http-equiv=refresh content="0;url=http://127.0.0.1:9">
<script src=//127.0.0.1:9/x.js></script><iframe src=file:///etc/passwd></iframe><p>正文在此。"""

HOSTILE = {
    "actions.pdf": (lambda: pdf(SHOWN), ""),
    "packed.pdf": (lambda: pdf(flate(b" " * 2**20, 1500), PACKED), "bomb"),
    "twice.pdf": (
        lambda: pdf(zlib.compress(flate(b" " * 2**20, 4000)), b"/Filter[/FlateDecode/FlateDecode]"),
        "bomb",
    ),
    "ring.pdf": (lambda: pdf(SHOWN, kids=b"[2 0 R 2 0 R]", count=2), "damaged"),
    "none.pdf": (lambda: pdf(SHOWN, kids=b"[]", count=2_000_000_000), "damaged"),
    "crowd.pdf": (
        lambda: pdf(zlib.compress(b"BT /F 1 Tf " + b"(aaaaaaaaaa) Tj " * 25_000 + b"ET"), PACKED),
        "oversized",
    ),
    "drawing.pdf": (
        lambda: pdf(zlib.compress(SHOWN + b"9 9 99 99 re S\n" * 30_000), PACKED),
        "",
    ),
    "frames.docx": (lambda: word(FRAME * 60 + P * 500 + FRAMED * 60), ""),
    "span.docx": (
        lambda: word("<w:tbl>" + f"<w:tr>{SPAN}{P}</w:tc></w:tr>" * 9000 + "</w:tbl>"),
        "oversized",
    ),
    "rows.docx": (lambda: word("<w:tbl>" + "<w:tr/>" * 9000 + "</w:tbl>" + P), ""),
    "lists.docx": (lambda: word(LISTS, numbering=NUMBERING), ""),
    "links.docx": (linked_word, ""),
    "wide.xlsx": (
        lambda: sheet('<row r="1"><c r="XFD1" t="inlineStr"><is><t>a</t></is></c></row>'),
        "empty",
    ),
    "format.xlsx": (odd_format, "damaged"),
    "blank.xlsx": (
        lambda: sheet("<row/>" * 30_000 + '<row><c t="str"><v>a</v></c></row>'),
        "",
    ),
    "merged.xlsx": (
        lambda: sheet(f'<row><c t="str"><v>{"a" * 9999}</v></c></row>' + "<row/>" * 99, "A1:XFD99"),
        "oversized",
    ),
    "numbers.xlsx": (lambda: sheet("<row><c><v>1E300</v></c></row>" * 300), ""),
    "number.jsonl": (lambda: b'{"a":%s}\n{"b":1,"b":2}\n' % (b"9" * 300_000), ""),
    "deep.jsonl": (lambda: b"[" * 10**6 + b'\n{"a":' + b"[" * 10**5, "jsonl"),
    "deep.html": (lambda: b"<div>" * 100_000 + "甲".encode(), "html"),
    "page.html": (PAGE.encode, ""),
    "formulas.csv": ("名称,值\n=cmd|'/c calc'!A0,@SUM(1)\n".encode, ""),
    "line.csv": (lambda: b"a" * 2**20, "csv"),
    "nul.txt": (lambda: b"abc\0def", "binary"),
    "good.md": (lambda: GOOD, ""),
}


def source(name, data):
    return reading.source(f"docs/{name}", files.FORMATS["." + name.rpartition(".")[2]], data)


def crew(sources, processes=2):
    return guarded.answers(reading.text, sources, processes=processes, seconds=30, memory=2 * 2**30)


def code(answer):
    return answer.why if isinstance(answer, guarded.Killed) else (answer["reason"] or "")


def test_each_hostile_file_is_read_or_rejected_and_the_crew_lives_on():
    made = (source(name, make()) for name, (make, _) in HOSTILE.items())
    found = dict(zip(HOSTILE, crew(made), strict=True))
    told = {name: code(answer).partition(":")[0] for name, answer in found.items()}
    assert told == {name: wanted for name, (_, wanted) in HOSTILE.items()}
    assert "columns beyond the first 256" in found["wide.xlsx"]["reason"]
    assert found["page.html"]["text"] == "正文在此。"
    assert "cmd|" not in found["good.md"]["text"]
    assert found["formulas.csv"]["notes"] == [
        "2 cells begin like formulas: kept as text, never evaluated"
    ]


def test_folders_without_end_are_a_row_and_a_folder_that_becomes_a_link_is_not_listed(tmp_path):
    (tmp_path / "a.md").write_bytes(GOOD)
    (tmp_path / "b").mkdir()
    (tmp_path / "out").mkdir()
    folder = os.open(tmp_path / "b", os.O_RDONLY)
    for _ in range(files.DEEPEST + 9):
        os.mkdir("d", dir_fd=folder)
        deeper = os.open("d", os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = deeper
    os.close(folder)
    deep = [found.reason for found in files.listed([tmp_path])]
    assert deep == [None, f"unreadable: over {files.DEEPEST} folders lie in each other: move it up"]
    docs = tmp_path / "docs"
    (docs / "b").mkdir(parents=True)
    (docs / "a.md").write_bytes(GOOD)
    (tmp_path / "out" / "secret.md").write_bytes(GOOD)
    listing = files.listed([docs])
    next(listing)
    (docs / "b").rmdir()
    (docs / "b").symlink_to(tmp_path / "out", target_is_directory=True)
    assert [(found.path, found.reason[:10]) for found in listing] == [("docs/b", "unreadable")]


UNITS = ["第一条", "（一）", "《", "本法第", "1 ", "1 1 1 1 ", "以下简称", "自2024年", "甲\n"]


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_the_time_of_a_text_grows_with_its_length_only(unit):
    took = []
    for size in (2**18, 2**20):
        begun = time.process_time()
        reading.text(source("a.txt", (unit * (size // len(unit.encode()))).encode()))
        took.append(time.process_time() - begun)
    assert took[1] < 8 * took[0] + 0.5
