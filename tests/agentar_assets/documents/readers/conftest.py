"""Files of each format, made by the libraries that offices use."""

import io

import docx
import openpyxl
import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Paragraph,
    SimpleDocTemplate,
    Table,
    TableStyle,
)

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
SONG = {"fontName": "STSong-Light", "wordWrap": "CJK"}
TEXT = ParagraphStyle("text", fontSize=10.5, leading=16, firstLineIndent=21, **SONG)
HEADING = ParagraphStyle("heading", fontSize=14, leading=22, spaceBefore=8, **SONG)
TITLE = ParagraphStyle("title", fontSize=20, leading=30, alignment=1, **SONG)
GRID = TableStyle(
    [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONT", (0, 0), (-1, -1), "STSong-Light")]
)

SENTENCE = "客户开立账户应当出示有效身份证件，银行应当核对其身份，并按照规定留存资料五年以上。"


def pdf(story, decorate=None):
    """A PDF of `(style, text)` and tables, with what `decorate` draws on each page."""
    file = io.BytesIO()
    styles = {"title": TITLE, "heading": HEADING, "text": TEXT}
    parts = [
        Paragraph(part[1], styles[part[0]])
        if isinstance(part, tuple)
        else Table(part, style=GRID, repeatRows=1)
        if isinstance(part, list)
        else part
        for part in story
    ]
    drawn = decorate or (lambda *_: None)
    SimpleDocTemplate(file).build(parts, onFirstPage=drawn, onLaterPages=drawn)
    return file.getvalue()


def canvas(draw, **options):
    """A PDF that `draw` draws by hand."""
    file = io.BytesIO()
    page = Canvas(file, **options)
    draw(page)
    page.save()
    return file.getvalue()


def saved(document):
    """The bytes of a Word document or a workbook."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.fixture
def make_pdf():
    return pdf


@pytest.fixture
def draw_pdf():
    return canvas


@pytest.fixture
def save():
    return saved


class Samples(dict):
    """Files by format; a failing test does not print them."""

    def __repr__(self):
        return "samples"


@pytest.fixture(scope="session")
def samples():
    """One valid file of each format that is not text."""
    word = docx.Document()
    word.add_heading("账户规则", 0)
    word.add_paragraph(SENTENCE)
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["期限", "利率", "一年", "1.35%"], strict=True):
        cell.text = text
    book = openpyxl.Workbook()
    book.active.append(["期限", "利率"])
    book.active.append(["一年", 0.0135])
    story = [("title", "账户规则"), ("text", SENTENCE), [["期限", "利率"], ["一年", "1.35%"]]]
    return Samples(pdf=pdf(story), docx=saved(word), xlsx=saved(book))
