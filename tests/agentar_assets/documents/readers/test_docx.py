import io

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from agentar_assets.documents.readers import READERS, numbering
from agentar_assets.documents.readers import docx as reader


def shown(page):
    return [(block.level, block.row, block.text) for block in page.blocks]


def numbered(document, form, text):
    """A list whose items Word numbers by itself; gives its id."""
    root = document.part.numbering_part.element
    new = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0">
    <w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>
    </w:abstractNum>"""
    root.insert(0, parse_xml(new))
    link = f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
    root.append(parse_xml(link))


def as_item(paragraph):
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = 77
    properties.get_or_add_ilvl().val = 0


def test_headings_lists_and_tables_are_what_their_styles_say(save):
    word = docx.Document()
    word.add_heading("云汀银行账户规则", 0)
    word.add_heading("第一章 总则", 1)
    word.add_paragraph("客户应当出示证件。")
    word.add_paragraph("挂失", style="List Bullet")
    word.add_paragraph("补发", style="List Bullet")
    word.add_heading("利率", 2)
    table = word.add_table(rows=3, cols=3)
    cells = ["期限", "利率", "备注", "一年", "1.35%", "a|b", "", "1.50%", "行一\n行二"]
    for cell, text in zip(table._cells, cells, strict=True):
        cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    page = READERS["docx"](save(word))
    assert shown(page) == [
        (1, "", "云汀银行账户规则"),
        (2, "", "第一章 总则"),
        (0, "", "客户应当出示证件。"),
        (0, "", "- 挂失"),
        (0, "", "- 补发"),
        (3, "", "利率"),
        (0, "head", "期限 | 利率 | 备注"),
        (0, "body", "一年 | 1.35% | a｜b"),
        (0, "body", "一年 | 1.50% | 行一行二"),
    ]
    assert [block.tight for block in page.blocks[3:5]] == [False, True]
    assert page.title == "云汀银行账户规则"
    assert {block.page for block in page.blocks} == {None}


def test_chinese_style_names_outline_levels_and_bold_lines_are_headings(save):
    word = docx.Document()
    style = word.styles.add_style("标题 1", 1)
    child = word.styles.add_style("公司一级", 1)
    child.base_style = style
    word.add_paragraph("收费公告", style="Title")
    word.add_paragraph("一、总则", style="标题 1")
    word.add_paragraph("二、分则", style="公司一级")
    outlined = word.add_paragraph("附则")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "1")
    outlined._p.get_or_add_pPr().append(level)
    word.add_paragraph("重要提示").runs[0].bold = True
    word.add_paragraph("第三章 责任")
    word.add_paragraph("普通的一段。")
    assert [(level, text) for level, _, text in shown(READERS["docx"](save(word)))] == [
        (1, "收费公告"),
        (2, "一、总则"),
        (2, "二、分则"),
        (3, "附则"),
        (6, "重要提示"),
        (2, "第三章 责任"),
        (0, "普通的一段。"),
    ]


def test_numbers_that_word_counts_are_written_out(save):
    word = docx.Document()
    numbered(word, "chineseCountingThousand", "第%1条")
    for text in ("为了规范账户管理，制定本规则。", "客户应当出示证件。"):
        as_item(word.add_paragraph(text))
    texts = [text for *_, text in shown(READERS["docx"](save(word)))]
    assert texts == ["第一条 为了规范账户管理，制定本规则。", "第二条 客户应当出示证件。"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (105, "chineseCountingThousand", "一百零五"),
        (1010, "chineseCountingThousand", "一千零一十"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (3, "decimalEnclosedCircle", "③"),
        (7, "decimal", "7"),
        (1, "none", ""),
    ],
)
def test_numbers_are_written_in_the_form_of_the_list(number, form, text):
    assert numbering.counted(number, form) == text


def test_deleted_text_goes_inserted_and_framed_text_stays_and_contents_are_noted(save):
    word = docx.Document()
    paragraph = word.add_paragraph("利率为")
    for tag, text, part in (("w:del", "百分之二", "w:delText"), ("w:ins", "1.5%", "w:t")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(part)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    frame = f"""<w:sdt {nsdecls("w")}><w:sdtContent><w:p><w:r><w:t>框内的话。</w:t></w:r></w:p>
    </w:sdtContent></w:sdt>"""
    paragraph._p.addnext(parse_xml(frame))
    word.styles.add_style("toc 1", 1)
    word.add_paragraph("第一章 总则 1", style="toc 1")
    page = READERS["docx"](save(word))
    assert [block.text for block in page.blocks] == ["利率为1.5%", "框内的话。"]
    assert page.notes == ("1 lines of a table of contents: left out",)


def test_a_centred_first_line_is_the_title(save):
    word = docx.Document()
    first = word.add_paragraph("关于调整费率的公告")
    first.alignment = 1
    first.runs[0].font.size = Pt(22)
    word.add_paragraph("自即日起调整。")
    page = READERS["docx"](save(word))
    assert (page.blocks[0].level, page.title) == (1, "关于调整费率的公告")


def test_the_document_opens_with_the_library_that_wrote_it(samples):
    plain = [p.text for p in docx.Document(io.BytesIO(samples["docx"])).paragraphs]
    texts = [block.text for block in READERS["docx"](samples["docx"]).blocks]
    assert texts == [*plain, "期限 | 利率", "一年 | 1.35%"]


def part(document, kind, body):
    """Add a part beside the body, as Word does: notes, a head or a foot."""
    name = PackURI(f"/word/{kind}9.xml")
    text = f"<w:{kind} {nsdecls('w')}>{body}</w:{kind}>".encode()
    made = Part(name, "application/xml", text, document.part.package)
    document.part.relate_to(made, f"http://x.test/relationships/{kind}")


NOTE = '<w:{0} w:id="{1}"{2}><w:p><w:r><w:t>{3}</w:t></w:r></w:p></w:{0}>'


def test_footnotes_stand_at_the_end_and_heads_feet_and_comments_are_noted(save):
    word = docx.Document()
    word.add_paragraph("年利率为1.35%。")
    word.sections[0].header.paragraphs[0].text = "云汀银行"
    word.add_comment(word.paragraphs[0].runs, text="待核。", author="甲")
    separator = NOTE.format("footnote", 0, ' w:type="separator"', "——")
    part(word, "footnotes", separator + NOTE.format("footnote", 1, "", "自2025年4月1日起。"))
    part(word, "endnotes", NOTE.format("endnote", 1, "", "按360天计。"))
    page = READERS["docx"](save(word))
    assert [(block.level, block.text) for block in page.blocks] == [
        (0, "年利率为1.35%。"),
        (2, "注释"),
        (0, "注1：自2025年4月1日起。"),
        (0, "注2：按360天计。"),
    ]
    assert page.notes == ("left out at the edge of pages: '云汀银行'", "1 comments: left out")


def test_paragraphs_without_number_are_given_up_early(save, monkeypatch):
    monkeypatch.setattr(reader, "PARAGRAPHS_AT_MOST", 9)
    word = docx.Document()
    for _ in range(9):
        word.add_paragraph()
    word.paragraphs[0].text = "正文。"
    assert [block.text for block in READERS["docx"](save(word)).blocks] == ["正文。"]
    word.add_paragraph()
    with pytest.raises(ValueError, match=r"^oversized: over 9 paragraphs"):
        READERS["docx"](save(word))
