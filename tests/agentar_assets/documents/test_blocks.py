import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets.documents import blocks
from agentar_assets.documents.blocks import Block


@given(st.text(max_size=200))
def test_a_normalised_text_stays_as_it_is_and_can_be_written(text):
    once = blocks.normalised(text)
    assert blocks.normalised(once) == once
    assert "\r" not in once
    assert "\u2028" not in once
    once.encode()


def test_soft_line_breaks_go_between_han_characters_and_become_spaces_elsewhere():
    assert blocks.unwrapped("存款\n保险，\n  限额 the\nlimit\n是\n50万元") == (
        "存款保险，限额 the limit 是 50万元"
    )


def test_blocks_are_found_again_where_they_are_placed():
    given = [
        Block("标题", level=1),
        Block(""),
        Block("a | b", row="head"),
        Block("c | d", tight=True),
    ]
    text, placed = blocks.laid_out(given)
    assert text == "标题\n\na | b\nc | d"
    assert [text[p.start : p.end] for p in placed] == [b.text for b in given if b.text]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        (
            "第一章 总 则 第一条 甲。 第二条 乙。第三条　丙。 第二章 机构 第一节 设立 第四条 丁。",
            [
                "第一章 总 则",
                "第一条 甲。",
                "第二条 乙。",
                "第三条　丙。",
                "第二章 机构 第一节 设立",
                "第四条 丁。",
            ],
        ),
        ("第一条 甲；第二条 乙；第廿一条 丙。", ["第一条 甲；", "第二条 乙；", "第廿一条 丙。"]),
        ("违反本法；第三条 规定的。", ["违反本法；第三条 规定的。"]),
        ("违反 第三条 规定的。", ["违反 第三条 规定的。"]),
        ("依照本法。第三条规定的除外。", ["依照本法。第三条规定的除外。"]),
    ],
)
def test_articles_that_follow_each_other_on_a_line_are_blocks_of_their_own(written, parts):
    text, placed = blocks.laid_out([Block(written, page=3)])
    assert [one.block.text for one in placed] == parts
    assert [text[one.start : one.end] for one in placed] == parts
    assert {one.block.page for one in placed} == {3}
    assert blocks.laid_out([Block(written, level=2)])[0] == written


@pytest.mark.parametrize(
    ("line", "starts"),
    [
        ("（一）守法", True),
        ("第三条 内容", True),
        ("- 项", True),
        ("2025年起", True),
        ("内容", False),
    ],
)
def test_items_and_articles_start_a_line(line, starts):
    assert blocks.starts_line(line) is starts
