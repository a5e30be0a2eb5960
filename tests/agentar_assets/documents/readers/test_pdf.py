import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import PageBreak, Table, TableStyle

from agentar_assets.documents.readers import READERS

LAWS = Path(__file__).parents[5] / "shared" / "data" / "laws"
SENTENCE = "客户开立账户应当出示有效身份证件，银行应当核对其身份，并按照规定留存资料五年以上。"


def shown(data):
    return [(b.level, b.page, b.row, b.text) for b in READERS["pdf"](data).blocks]


def test_headings_paragraphs_lists_and_a_table_on_two_pages(make_pdf):
    story = [
        ("title", "云汀银行账户规则"),
        ("heading", "第一章 总则"),
        ("text", SENTENCE * 3),
        ("text", "第一条 本规则适用于下列业务："),
        ("text", "（一）存款；"),
        ("text", "（二）贷款。"),
        ("heading", "第二章 利率"),
        [["期限", "利率"], ["一年", "1.35%"], ["三年", "1.90%"]],
        PageBreak(),
        ("text", "第二条 利率每年公布一次。"),
    ]
    page = READERS["pdf"](make_pdf(story))
    assert shown(make_pdf(story)) == [
        (1, 1, "", "云汀银行账户规则"),
        (2, 1, "", "第一章 总则"),
        (0, 1, "", SENTENCE * 3),
        (0, 1, "", "第一条 本规则适用于下列业务："),
        (0, 1, "", "（一）存款；"),
        (0, 1, "", "（二）贷款。"),
        (2, 1, "", "第二章 利率"),
        (0, 1, "head", "期限 | 利率"),
        (0, 1, "body", "一年 | 1.35%"),
        (0, 1, "body", "三年 | 1.90%"),
        (0, 2, "", "第二条 利率每年公布一次。"),
    ]
    assert (page.title, page.pages, page.notes) == ("云汀银行账户规则", 2, ())


def test_a_paragraph_that_goes_over_pages_is_one_and_heads_and_feet_are_left_out(make_pdf):
    def decorate(canvas, _document):
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(72, 800, "云汀银行内部资料")
        canvas.drawCentredString(297, 30, f"第 {canvas.getPageNumber()} 页 共 3 页")

    long = "".join(f"编号{n}的{SENTENCE}" for n in range(90))
    page = READERS["pdf"](make_pdf([("text", long), ("text", "完。")], decorate))
    assert page.pages == 3
    assert [block.text for block in page.blocks] == [long, "完。"]
    assert page.notes == (
        "left out on 3 pages: '云汀银行内部资料'",
        "left out on 3 pages: '第 1 页 共 3 页'",
    )


def test_a_table_over_two_pages_is_one_table_with_one_head(make_pdf):
    rows = [[f"第{n}期", f"{n}.50%"] for n in range(1, 61)]
    blocks = READERS["pdf"](make_pdf([[["期次", "利率"], *rows]])).blocks
    assert [block.text for block in blocks] == ["期次 | 利率", *(f"{a} | {b}" for a, b in rows)]
    assert [block.row for block in blocks] == ["head", *["body"] * 60]
    assert {block.page for block in blocks} == {1, 2}
    assert [block.tight for block in blocks] == [False, *[True] * 60]


def test_a_head_of_two_rows_is_one_on_all_pages_of_its_table(make_pdf):
    spans = [
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (1, 0), (2, 0)),
        ("GRID", (0, 0), (-1, -1), 1, "black"),
    ]
    style = TableStyle([*spans, ("FONT", (0, 0), (-1, -1), "STSong-Light")])
    head = [["期次", "年利率", ""], ["", "一年", "三年"]]
    rows = [[f"第{n}期", f"{n}.50%", f"{n}.90%"] for n in range(60)]
    table = Table([*head, *rows], style=style, repeatRows=2)
    blocks = READERS["pdf"](make_pdf([table])).blocks
    assert blocks[0].text == "期次 | 年利率 一年 | 年利率 三年"
    assert [block.text for block in blocks[1:]] == [" | ".join(row) for row in rows]
    assert {block.page for block in blocks} == {1, 2}


def test_a_narrow_table_stands_above_a_short_heading_that_follows_it(make_pdf):
    story = [("heading", "收费"), [["项目", "金额"], ["挂失", "10元"]], ("heading", "减免")]
    texts = [text for *_, text in shown(make_pdf([*story, ("text", SENTENCE)]))]
    assert texts == ["收费", "项目 | 金额", "挂失 | 10元", "减免", SENTENCE]


def test_columns_of_figures_without_lines_are_a_table(draw_pdf):
    rows = [
        ("项目", "本期", "上期"),
        ("营业收入", "1,200.50", "980.00"),
        ("净利润", "300.10", "-25.00"),
    ]

    def draw(canvas):
        canvas.setFont("STSong-Light", 10)
        canvas.drawString(72, 700, "下表列示主要数据：")
        for place, row in enumerate(rows):
            for left, cell in zip((72, 250, 400), row, strict=True):
                canvas.drawString(left, 660 - 18 * place, cell)

    assert shown(draw_pdf(draw)) == [
        (0, 1, "", "下表列示主要数据："),
        (0, 1, "head", "项目 | 本期 | 上期"),
        (0, 1, "body", "营业收入 | 1,200.50 | 980.00"),
        (0, 1, "body", "净利润 | 300.10 | -25.00"),
    ]


def test_justified_text_has_no_spaces_between_han_characters_and_keeps_those_of_articles(draw_pdf):
    def draw(canvas):
        canvas.setFont("STSong-Light", 10)
        canvas.drawString(72, 700, "客 户 开 立 账 户 应 当 出 示 证 件 。")
        text = canvas.beginText(72, 660)
        text.setCharSpace(4)
        text.textLine("第一条  银行应当核对客户身份。")
        canvas.drawText(text)

    texts = [block.text for block in READERS["pdf"](draw_pdf(draw)).blocks]
    assert texts == ["客户开立账户应当出示证件。", "第一条 银行应当核对客户身份。"]


def test_english_lines_are_joined_and_hyphens_at_their_ends_go(draw_pdf):
    lines = [
        "The depositor shall present a valid identity docu-",
        "ment when opening an account with it, and again,",
    ]

    def draw(canvas):
        canvas.setFont("Helvetica", 11)
        for place, line in enumerate([*lines, "the bank shall verify it."]):
            canvas.drawString(72, 700 - 15 * place, line)

    (block,) = READERS["pdf"](draw_pdf(draw)).blocks
    assert block.text == (
        "The depositor shall present a valid identity document when opening an account with it, "
        "and again, the bank shall verify it."
    )


def test_merged_cells_stand_in_each_row_and_a_frame_around_text_is_no_table(make_pdf):
    style = TableStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, "black"),
            ("FONT", (0, 0), (-1, -1), "STSong-Light"),
            ("SPAN", (0, 1), (0, 2)),
        ]
    )
    rows = [["种类", "期限", "利率"], ["定期", "一年", "1.35%"], ["", "三年", "1.90%"]]
    blocks = shown(
        make_pdf([Table(rows, style=style), Table([["本表仅供参考，不作承诺。"]], style=style)])
    )
    assert [text for *_, text in blocks] == [
        "种类 | 期限 | 利率",
        "定期 | 一年 | 1.35%",
        "定期 | 三年 | 1.90%",
        "本表仅供参考，不作承诺。",
    ]


def test_a_page_without_text_is_noted_and_a_file_of_such_is_scanned(draw_pdf):
    def draw(canvas):
        canvas.setFont("STSong-Light", 11)
        canvas.drawString(72, 700, SENTENCE)
        canvas.showPage()
        canvas.rect(100, 100, 300, 300, fill=1)

    page = READERS["pdf"](draw_pdf(draw))
    assert page.notes == ("page 2: no text, a picture perhaps",)
    with pytest.raises(ValueError, match=r"^scanned: no page holds text"):
        READERS["pdf"](draw_pdf(lambda canvas: canvas.rect(100, 100, 300, 300, fill=1)))


def test_a_slanted_stamp_is_no_text_and_a_turned_page_is_read_upright(draw_pdf):
    def draw(canvas):
        canvas.setFont("STSong-Light", 11)
        canvas.drawString(72, 700, "上一行在此。")
        canvas.drawString(72, 650, "下一行在此。")
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.setFontSize(60)
        canvas.drawString(0, 0, "机密")

    data = draw_pdf(draw)
    assert [text for *_, text in shown(data)] == ["上一行在此。", "下一行在此。"]
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.pages[0].rotate(90)
    turned = io.BytesIO()
    writer.write(turned)
    assert READERS["pdf"](turned.getvalue()) == READERS["pdf"](data)


def encrypted(data, user):
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(user, "owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_password_shuts_a_file_out_and_a_copy_lock_does_not(samples):
    with pytest.raises(ValueError, match=r"^encrypted: the PDF needs a password"):
        READERS["pdf"](encrypted(samples["pdf"], "secret"))
    assert READERS["pdf"](encrypted(samples["pdf"], "")) == READERS["pdf"](samples["pdf"])


def test_broken_files_are_rejected_with_their_reason(samples):
    data = samples["pdf"]
    empty = PdfWriter()
    file = io.BytesIO()
    empty.write(file)
    for broken, reason in (
        (b"hello", "format: no PDF"),
        (data[: len(data) // 2], "truncated: the end of the PDF is missing"),
        (b"%PDF-1.7\nnothing\n%%EOF\n", "damaged: no whole PDF"),
        (file.getvalue(), "damaged: no whole PDF, or one without a page"),
    ):
        with pytest.raises(ValueError, match=f"^{reason}"):
            READERS["pdf"](broken)


def test_items_that_hang_are_joined_and_indented_paragraphs_stand_alone(draw_pdf):
    lines = [
        (96, "第一条 银行应当核对客户的身份并按照规定留存客户的资料以备查。"),
        (96, "客户应当按照规定向银行出示自己的有效身份证件以备核对身份之需。"),
        (72, "客户不出示证件的，银行应当拒绝办理。"),
        (72, "• 挂失的手续费为每次十元，由客户在申请挂失的时候向银行当场一次性地"),
        (84, "缴纳。"),
        (72, "• 补发免费。"),
    ]

    def draw(canvas):
        canvas.setFont("STSong-Light", 12)
        for place, (left, line) in enumerate(lines):
            canvas.drawString(left, 700 - 20 * place, line)

    assert [block.text for block in READERS["pdf"](draw_pdf(draw)).blocks] == [
        lines[0][1],
        lines[1][1] + lines[2][1],
        "- 挂失的手续费为每次十元，由客户在申请挂失的时候向银行当场一次性地缴纳。",
        "- 补发免费。",
    ]


@pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws is absent")
def test_the_paragraphs_of_a_statute_survive_its_printing(make_pdf):
    source = min((LAWS / "in_force").glob("*.md"), key=lambda path: path.stat().st_size)
    parts = [part.strip() for part in source.read_text(encoding="utf-8").split("\n\n")]
    kept = [part for part in parts if part and not part.startswith("<!--")]
    story = [("heading" if part.startswith("#") else "text", part.lstrip("# ")) for part in kept]
    found = [block.text for block in READERS["pdf"](make_pdf(story)).blocks]
    assert [re.sub(r"\s", "", text) for text in found] == [
        re.sub(r"\s", "", text) for _, text in story
    ]


def test_the_sample_has_the_text_that_pypdf_finds(samples):
    plain = PdfReader(io.BytesIO(samples["pdf"])).pages[0].extract_text()
    ours = "".join(block.text for block in READERS["pdf"](samples["pdf"]).blocks)
    assert sorted(filter(str.isalnum, ours)) == sorted(filter(str.isalnum, plain))
    assert pdfmetrics.getFont("STSong-Light")
