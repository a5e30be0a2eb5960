"""Write the samples that are no plain text: `python docs/samples.py` writes them to `samples/`.

The same bytes come out each time, so that their hashes and all that is made of them stay.
"""

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Final

import docx
import openpyxl
from docx.document import Document
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

SAMPLES: Final = Path(__file__).parents[1] / "samples"
WRITTEN: Final = datetime(2025, 4, 1)
NOTE: Final = "CC0-1.0。本文由本项目编写，其中的机构、产品、费率均为虚构示例。"
FONT: Final = "STSong-Light"

DEPOSIT: Final = (
    ("title", "云汀礼存产品说明"),
    ("heading", "礼存的种类"),
    (
        "text",
        "云汀银行股份有限公司（以下简称云汀银行）的“汀礼”定期存款面向65周岁以上的存款人，分为整存整取和存本取息2种。"
        "“汀礼”的起存金额为5000元，存期为1年、2年和3年。“汀礼”不是云汀银行代销的理财产品。",
    ),
    ("heading", "礼存的开户"),
    (
        "text",
        "存款人应当持本人有效身份证件到云汀银行网点开立“汀礼”定期存款账户，也可以请柜员上门办理。"
        "上门办理的柜员不得少于2人，并应当全程录像。同一存款人的“汀礼”存款合计不超过100万元。",
    ),
    ("heading", "存本取息"),
    (
        "text",
        "“汀礼”存本取息定期存款每月支取1次利息，利息于每月20日转入存款人的活期存款账户。"
        "存款人提前支取本金的，云汀银行按支取日活期存款年利率0.10%计息，并扣回已经多付的利息。",
    ),
    ("break", ""),
    ("heading", "礼存的利率与收费"),
    ("table", ""),
    ("heading", "礼存利息的计算"),
    (
        "text",
        "存款人存入“汀礼”整存整取定期存款5万元、存期1年的，到期利息为675元。存入“汀礼”存本取息定期存款12万元、"
        "存期3年的，每月利息为165元。云汀银行应当在存单上写明年利率和每次支取的利息。",
    ),
    ("heading", "礼存的提前支取"),
    (
        "text",
        "存款人因住院急需资金的，凭医院证明提前支取“汀礼”定期存款，云汀银行按实际存期靠档计息，每张存单以1次为限。"
        "存款人去世的，继承人可以凭公证书或者判决书支取存款，云汀银行不得收取手续费。",
    ),
)
RATED: Final = (
    ("存期", "整存整取年利率", "存本取息年利率", "存单补发费"),
    ("1年", "1.35%", "1.15%", "免收"),
    ("2年", "1.45%", "1.35%", "免收"),
    ("3年", "1.80%", "1.65%", "5元/份"),
)

POLICY: Final = (
    (1, "澄岸学平险投保手册"),
    (2, "投保范围"),
    (
        0,
        "澄岸人寿保险股份有限公司（以下简称澄岸人寿）的“同窗”学生平安保险，由出生满28日至22周岁的在校学生参加。"
        "保险期间为1年，自当年9月1日零时起。投保人应当是被保险人的父母或者其他监护人。",
    ),
    (2, "保险责任"),
    (0, "“同窗”学生平安保险承担下列保险责任："),
    (9, "意外身故保险金：基本保险金额为20万元；"),
    (9, "意外伤残保险金：按伤残等级给付20万元的10%至100%；"),
    (9, "意外医疗保险金：每次扣除100元后按80%给付，全年不超过2万元；"),
    (9, "住院津贴：每日50元，每次住院不超过90日。"),
    (2, "未成年人身故限额"),
    (
        0,
        "父母为未成年子女投保的，澄岸人寿给付的身故保险金不得超过监管规定的限额：不满10周岁的，不超过20万元；"
        "满10周岁不满18周岁的，不超过50万元。投保人已交的保险费不计算在内。",
    ),
    (3, "“同窗”年交保险费"),
    (2, "理赔申请"),
    (
        0,
        "被保险人发生意外的，投保人应当在10日内通知澄岸人寿。申请意外医疗保险金，应当提交病历、费用清单和发票。"
        "澄岸人寿在材料齐全后5个工作日内作出核定，案情复杂的，可以延长至30日。",
    ),
    (2, "退保与转校"),
    (
        0,
        "投保人在犹豫期15日内退保的，澄岸人寿退还全部保险费。犹豫期后退保的，按未满期天数退还保险费，并扣除10%的手续费。"
        "被保险人转校的，保险合同继续有效，不得要求其重新投保。",
    ),
)
PREMIUMS: Final = (
    ("方案", "幼儿园", "小学与初中", "高中与大学"),
    ("基本方案", "80元", "100元", "120元"),
    ("升级方案", "150元", "180元", "200元"),
)

RATES: Final = {
    "申购费率": (
        ("申购金额", "槐序远航A类", None, "槐序远航C类"),
        (None, "直销中心", "代销机构", None),
        ("不满100万元", 0.004, 0.01, 0),
        ("100万元以上不满500万元", 0.002, 0.006, 0),
        ("500万元以上", "1000元/笔", "1000元/笔", 0),
    ),
    "赎回费率": (
        ("持有期限", "槐序远航A类", "槐序远航C类"),
        ("不满7日", 0.015, 0.015),
        ("7日以上不满30日", 0.005, 0),
        ("30日以上", 0, 0),
    ),
    "运作费率": (
        ("费用", "槐序远航A类", "槐序远航C类"),
        ("年管理费率", 0.005, 0.005),
        ("年托管费率", 0.001, 0.001),
        ("年销售服务费率", 0, 0.0025),
    ),
}


def deposit() -> bytes:
    """A PDF of two pages, with a table of rates and fees."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    song = {"fontName": FONT, "wordWrap": "CJK"}
    styles = {
        "title": ParagraphStyle("title", fontSize=20, leading=36, alignment=1, **song),
        "heading": ParagraphStyle("heading", fontSize=14, leading=26, **song),
        "text": ParagraphStyle("text", fontSize=10.5, leading=18, firstLineIndent=21, **song),
    }
    grid = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), FONT)]
    apart = {"break": PageBreak(), "table": Table(RATED, style=TableStyle(grid))}
    file = io.BytesIO()
    document = SimpleDocTemplate(file, title=DEPOSIT[0][1], subject=NOTE, invariant=1)
    document.build([apart.get(kind) or Paragraph(text, styles[kind]) for kind, text in DEPOSIT])
    return file.getvalue()


def policy() -> bytes:
    """A Word file with headings, a list and a table."""
    document = docx.Document()
    for level, text in POLICY:
        if level in (1, 2, 3):
            document.add_heading(text, min(level - 1, 1))
        else:
            document.add_paragraph(text, "List Bullet" if level == 9 else None)  # noqa: PLR2004
        if level == 3:  # noqa: PLR2004 - the heading that a table follows
            _tabled(document)
    said = document.core_properties
    said.title, said.comments, said.author = POLICY[0][1], NOTE, ""
    said.created = said.modified = WRITTEN
    file = io.BytesIO()
    document.save(file)
    return still(file.getvalue())


def _tabled(document: Document) -> None:
    table = document.add_table(len(PREMIUMS), len(PREMIUMS[0]), "Table Grid")
    for row, cells in zip(table.rows, PREMIUMS, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


def rates() -> bytes:
    """A workbook of three sheets, the first with a head of two rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in RATES.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            cell.number_format = "General" if isinstance(cell.value, str) else "0.00%"
    for merged in ("A1:A2", "B1:C1", "D1:D2"):
        book["申购费率"].merge_cells(merged)
    book.properties.title, book.properties.description = "槐序远航指数基金费率表", NOTE
    file = io.BytesIO()
    book.save(file)
    return still(file.getvalue())


def still(data: bytes) -> bytes:
    """An Office file as if it had been saved on the day that it was written."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _dated(part)
            new.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), part, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _dated(part: bytes) -> bytes:
    """The properties of a file without the moment at which a library saved it."""
    return re.sub(rb"(<dcterms:\w+ [^>]*>)[^<]*", rb"\g<1>%sZ" % WRITTEN.isoformat().encode(), part)


def write(folder: Path = SAMPLES) -> None:
    """Write the files."""
    for name, data in (
        ("senior_deposit.pdf", deposit()),
        ("student_policy_manual.docx", policy()),
        ("index_fund_rates.xlsx", rates()),
    ):
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    write()
