from hypothesis import given
from hypothesis import strategies as st

from agentar_assets.documents.structure.parts import parts


def told(*lines):
    text = "\n".join(lines)
    places = [sum(len(line) + 1 for line in lines[:at]) for at in range(len(lines))]
    found = parts(zip(lines, places, strict=True))
    return [
        (part.paragraph, part.item, part.subitem, text[part.start : part.end]) for part in found
    ]


def test_a_paragraph_holds_its_items_and_the_next_one_stands_after_them():
    assert told("下列业务：", "（一）存款；", "（二）贷款。", "前款不得。") == [
        (1, None, None, "下列业务：\n（一）存款；\n（二）贷款。"),
        (1, 1, None, "（一）存款；"),
        (1, 2, None, "（二）贷款。"),
        (2, None, None, "前款不得。"),
    ]


def test_marks_of_a_second_kind_number_the_parts_of_an_item():
    assert told("如下：", "(一)甲：", "1．子；", "2．丑；", "(二)乙。")[1:] == [
        (1, 1, None, "(一)甲：\n1．子；\n2．丑；"),
        (1, 1, 1, "1．子；"),
        (1, 1, 2, "2．丑；"),
        (1, 2, None, "(二)乙。"),
    ]


def test_digits_and_letters_number_items_where_nothing_else_does():
    assert [row[1] for row in told("如下：", "1、甲；", "2、乙；")] == [None, 1, 2]
    assert [row[1] for row in told("As follows:", "a) one;", "b) two.")] == [None, 1, 2]
    assert [row[1] for row in told("如下：", "一、甲；", "二、乙；")] == [None, 1, 2]


def test_items_on_the_line_of_their_paragraph_are_found():
    assert told("有下列情形之一的：（一）甲；（二）乙。") == [
        (1, None, None, "有下列情形之一的：（一）甲；（二）乙。"),
        (1, 1, None, "（一）甲；"),
        (1, 2, None, "（二）乙。"),
    ]


def test_a_cited_item_and_a_year_begin_nothing():
    assert told("依照第三条第（二）项处理。", "2020年8月20日之后受理。") == [
        (1, None, None, "依照第三条第（二）项处理。"),
        (2, None, None, "2020年8月20日之后受理。"),
    ]


def test_an_article_that_opens_with_items_has_one_paragraph():
    assert [row[:3] for row in told("（一）甲；", "（二）乙。")] == [
        (1, None, None),
        (1, 1, None),
        (1, 2, None),
    ]


def test_a_line_between_an_item_and_the_next_goes_on_with_the_item():
    assert told("可以：", "（一）直接送达。", "不在的，留置。", "（二）邮寄。", "前款适用。") == [
        (1, None, None, "可以：\n（一）直接送达。\n不在的，留置。\n（二）邮寄。"),
        (1, 1, None, "（一）直接送达。\n不在的，留置。"),
        (1, 2, None, "（二）邮寄。"),
        (2, None, None, "前款适用。"),
    ]
    again = told("可以：", "（一）甲。", "应当：", "（一）乙。", "（二）丙。")
    assert [row[:2] for row in again] == [(1, None), (1, 1), (2, None), (2, 1), (2, 2)]


def test_old_styles_of_numbering_are_items_too():
    assert [row[1] for row in told("如下：", "⒈甲；", "⒉乙；", "⒊丙。")] == [None, 1, 2, 3]
    nested = told("如下：", "一、甲：", "（一）子；", "（二）丑。", "二、乙。")
    assert [row[1:3] for row in nested] == [
        (None, None),
        (1, None),
        (1, 1),
        (1, 2),
        (2, None),
    ]


line = st.sampled_from(
    ["甲。", "如下：", "（一）乙；", "(二)丙", "1．丁；", "①戊", "a) x", "三、己"]
)


@given(st.lists(line, max_size=12))
def test_every_line_stands_in_a_part_and_parts_nest(lines):
    found = parts([(text, place * 10) for place, text in enumerate(lines)])
    for place in range(len(lines)):
        assert any(part.start <= place * 10 < part.end for part in found)
    for part in found:
        around = [p for p in found if p.item is None and p.paragraph == part.paragraph]
        assert len(around) == 1
        assert around[0].start <= part.start < part.end <= around[0].end
