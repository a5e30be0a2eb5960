"""Pages of several columns: read down each of them, unless they are a table."""

import io
import random

import pytest
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from agentar_assets.documents.readers import READERS

TEXT = ParagraphStyle(
    "t", fontSize=9.5, leading=14, fontName="STSong-Light", wordWrap="CJK", firstLineIndent=19
)
SENTENCE = "客户开立账户应当出示有效身份证件，银行应当核对其身份，并按照规定留存资料五年以上。"


def texts(data):
    return [block.text for block in READERS["pdf"](data).blocks]


def test_two_columns_are_read_one_after_the_other_under_their_title(draw_pdf):
    def draw(canvas):
        canvas.setFont("STSong-Light", 18)
        canvas.drawString(150, 780, "关于调整账户管理费用的公告")
        canvas.setFont("STSong-Light", 10)
        for line in range(20):
            for column, left in (("左", 72), ("右", 310)):
                canvas.drawString(left, 740 - 16 * line, f"{column}栏第{line:02}行，" + "文" * 15)

    expected = ["".join(f"{side}栏第{n:02}行，" + "文" * 15 for n in range(20)) for side in "左右"]
    assert texts(draw_pdf(draw)) == ["关于调整账户管理费用的公告", "".join(expected)]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_text_in_columns_is_read_down_each_of_them(columns):
    file, dice = io.BytesIO(), random.Random(columns)
    width = (450 - 18 * (columns - 1)) / columns
    document = BaseDocTemplate(file)
    frames = [Frame(72 + n * (width + 18), 200, width, 500) for n in range(columns)]
    document.addPageTemplates([PageTemplate("p", frames)])
    told = ["".join(dice.choices(SENTENCE[:-1], k=99 + n)) + "。" for n in range(9 * columns)]
    document.build([Paragraph(text, TEXT) for text in told])
    assert texts(file.getvalue()) == told


def test_wide_cells_under_each_other_are_no_columns_of_text(draw_pdf):
    rows = [
        (f"个人账户密码挂失业务第{n}种", f"每次收取手续费{n}元整", "仅适用于柜面")
        for n in range(10, 20)
    ]

    def draw(canvas):
        canvas.setFont("STSong-Light", 10)
        for place, row in enumerate(rows):
            for left, cell in zip((72, 230, 360), row, strict=True):
                canvas.drawString(left, 700 - 18 * place, cell)

    assert texts(draw_pdf(draw)) == [" | ".join(row) for row in rows]
