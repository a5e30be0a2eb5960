import pytest

from agentar_assets.documents.readers import READERS, tables


def read(text, encoding="utf-8"):
    return READERS["csv"](text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_any_sign_and_encoding_gives_the_same_table(sign, encoding):
    text = f"期限{sign}利率\r\n一年{sign}1.35%\r\n三年{sign}1.90%\r\n"
    blocks = read(text, encoding).blocks
    assert [(block.row, block.text, block.tight) for block in blocks] == [
        ("head", "期限 | 利率", False),
        ("body", "一年 | 1.35%", True),
        ("body", "三年 | 1.90%", True),
    ]


def test_quoted_signs_and_line_breaks_stay_in_their_cell_and_ragged_rows_are_noted():
    page = read('项目,说明\n挂失,"收费,\n每次10元"\n补发,"他说""免费"""\n销户\n')
    assert [block.text for block in page.blocks] == [
        "项目 | 说明",
        "挂失 | 收费, 每次10元",
        '补发 | 他说"免费"',
        "销户 |",
    ]
    assert page.notes == ("1 rows have not 2 cells as the others, the first is row 4",)


def test_pairs_of_question_and_answer_become_headings_with_their_text():
    page = read(
        '问题,答案,类别\n怎么挂失？,"拨打客服。\n\n再到柜面。",账户\n补发收费,每次10元。,\n'
    )
    assert [(block.level, block.row, block.text) for block in page.blocks] == [
        (2, "", "怎么挂失？"),
        (0, "", "拨打客服。"),
        (0, "", "再到柜面。"),
        (0, "", "类别: 账户"),
        (2, "", "问：补发收费"),
        (0, "", "每次10元。"),
    ]
    assert [block.row for block in read("Question,Answer\nOpen?,\n,Yes\n").blocks] == ["", ""]


def test_a_table_of_numbers_has_no_head_and_a_title_over_it_is_no_row():
    assert [block.row for block in read("1,2\n3,4\n").blocks] == ["body", "body"]
    titled = read("2025年收费表,,\n项目,金额,备注\n挂失,10,每次\n").blocks
    assert [(block.row, block.text) for block in titled] == [
        ("", "2025年收费表"),
        ("head", "项目 | 金额 | 备注"),
        ("body", "挂失 | 10 | 每次"),
    ]


def test_formulas_are_text_and_are_counted():
    page = read(
        "名称,值\n甲,=1+1\n乙,-5.2\n丙,+86 138\n丁,\"@SUM(A1)\"\n戊,-2+3+cmd|' /C calc'!A0\n"
    )
    assert page.blocks[1].text == "甲 | =1+1"
    assert page.notes == ("3 cells begin like formulas: kept as text, never evaluated",)


def test_a_quote_left_open_over_a_great_text_is_rejected():
    with pytest.raises(ValueError, match=r"^csv: field larger than"):
        read('a,b\n1,"' + "x,\n" * 60_000)


def test_the_cells_of_a_row_are_found_again_in_its_text():
    for cells in (["a", "", "c"], ["", "b", ""], ["x|y", "", ""]):
        assert tables.cells(tables.row(cells)) == [cell.replace("|", "｜") for cell in cells]


def test_spans_are_spread_and_bounded():
    wide = tables.Cell("甲", across=2, down=2)
    rows = tables.spread([[wide, tables.Cell("乙")], [tables.Cell("丙")]])
    assert rows == [["甲", "甲", "乙"], ["甲", "甲", "丙"]]
    with pytest.raises(ValueError, match=r"^oversized: "):
        tables.spread([tables.Cell("x", across=9999)] for _ in range(10_000))
