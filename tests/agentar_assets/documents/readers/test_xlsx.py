import datetime

import openpyxl
import pytest

from agentar_assets.documents.readers import READERS, numbers


def test_each_sheet_is_a_heading_and_its_table_by_values(save):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "存款利率"
    sheet["A1"] = "云汀银行利率表"
    sheet.merge_cells("A1:D1")
    sheet.append(["种类", "利率", "起点", "日期"])
    sheet.append(["定期", 0.0135, 50000, datetime.date(2025, 3, 1)])
    sheet.append([None, 0.1 + 0.2, -12.5, datetime.datetime(2025, 3, 1, 9, 30)])
    sheet.merge_cells("A3:A4")
    sheet["B3"].number_format = "0.00%"
    sheet["C3"].number_format = '#,##0.00"元"'
    sheet["A6"] = "注：以当日公布为准。"
    book.create_sheet("空表")
    hidden = book.create_sheet("底稿")
    hidden["A1"] = "内部"
    hidden.sheet_state = "hidden"
    page = READERS["xlsx"](save(book))
    assert [(block.level, block.row, block.text) for block in page.blocks] == [
        (2, "", "存款利率"),
        (0, "", "云汀银行利率表"),
        (0, "head", "种类 | 利率 | 起点 | 日期"),
        (0, "body", "定期 | 1.35% | 50000元 | 2025-03-01"),
        (0, "body", "定期 | 0.3 | -12.5 | 2025-03-01 09:30"),
        (0, "", "注：以当日公布为准。"),
    ]
    assert page.notes == ("sheet '底稿': hidden, left out",)


def test_a_head_of_several_rows_is_made_one_and_pairs_are_questions(save):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "利率"
    for row in (
        ["种类", "年利率", None, "备注"],
        [None, "1年", "3年", None],
        ["定期", 0.0135, 0.019, None],
        ["定期", "定期", "定期", "新"],
    ):
        sheet.append(row)
    for merged in ("A1:A2", "B1:C1", "D1:D2"):
        sheet.merge_cells(merged)
    asked = book.create_sheet("问答")
    asked.append(["问题", "答案"])
    asked.append(["怎么挂失？", "拨打客服。"])
    page = READERS["xlsx"](save(book))
    assert [(block.level, block.row, block.text) for block in page.blocks] == [
        (2, "", "利率"),
        (0, "head", "种类 | 年利率 1年 | 年利率 3年 | 备注"),
        (0, "body", "定期 | 0.0135 | 0.019 |"),
        (0, "body", "定期 | 定期 | 定期 | 新"),
        (2, "", "问答"),
        (3, "", "怎么挂失？"),
        (0, "", "拨打客服。"),
    ]


def test_formulas_are_never_evaluated_and_what_has_no_stored_value_is_noted(save):
    book = openpyxl.Workbook()
    book.active.title = "s"
    book.active.append(["名称", "数额", "备注"])
    book.active.append(["甲", "=SUM(1,2)", "+86 138"])
    book.active.append(["乙", "-5.2", "=cmd|' /C calc'!A0"])
    book.active["C3"].data_type = "s"
    book.active.append(["丙", "#REF!", "@SUM(1)"])
    page = READERS["xlsx"](save(book))
    assert [block.text for block in page.blocks[1:]] == [
        "名称 | 数额 | 备注",
        "甲 |  | +86 138",
        "乙 | -5.2 | =cmd｜' /C calc'!A0",
        "丙 | #REF! | @SUM(1)",
    ]
    assert page.notes == (
        "sheet 's': 1 formulas without a stored value",
        "sheet 's': 2 cells begin like formulas: kept as text, never evaluated",
        "sheet 's': 1 cells hold an error in place of a value",
    )


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (1e21, "General", "1000000000000000000000"),
        (1234567.891, "#,##0.00", "1234567.891"),
        (0.07, "0%", "7%"),
        (-0.0525, "0.00%", "-5.25%"),
        (1200, "[$¥-804]#,##0.00", "¥1200"),
        (-3, '"¥"#,##0;[Red]-"¥"#,##0', "-¥3"),
        (3, '0"万元"', "3万元"),
        (True, "General", "TRUE"),
        (None, "General", ""),
        (datetime.time(9, 5), "hh:mm", "09:05"),
    ],
)
def test_numbers_are_shown_exactly_and_with_the_signs_of_their_format(value, form, text):
    class Cell:
        number_format = form

    assert numbers.shown(value, Cell()) == text


def test_a_row_and_a_column_far_out_take_no_memory(save):
    book = openpyxl.Workbook()
    book.active["A1"] = "甲"
    book.active["XFD40000"] = "乙"
    assert [b.text for b in READERS["xlsx"](save(book)).blocks] == ["Sheet", "甲"]
