import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.documents.blocks import Block, laid_out
from agentar_assets.documents.readers import READERS
from agentar_assets.documents.structure import ordinals, sections

LAWS = Path(__file__).parents[5] / "shared" / "data" / "laws" / "in_force"
ARTICLES = 2417
statutes = pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws is absent")


def found(*blocks, title="规则"):
    made = [Block(one) if isinstance(one, str) else one for one in blocks]
    text, placed = laid_out(made)
    return text, sections.sections(placed, title)


def bodies(*blocks, title="规则"):
    text, parts = found(*blocks, title=title)
    return [(part.kind, part.section, text[part.start : part.end]) for part in parts]


def headings(*blocks):
    return [(part.section, part.heading) for part in found(*blocks)[1]]


def read(path):
    blocks = READERS["markdown"](path.read_bytes()).blocks
    text, placed = laid_out(blocks)
    return text, sections.sections(placed, " ".join(b.text for b in blocks if b.level == 1))


def test_articles_keep_items_insertions_and_titles_and_a_cited_article_starts_nothing():
    blocks = [
        Block("内部管理办法", level=1),
        Block("第一章 总 则", level=2),
        *map(Block, ("第一条 员工应当：", "（一）守法；", "第一条之一 另有规定的除外。")),
        Block("第一条之一 所称规定，包括通知。"),
        Block("第二条 保存期限", level=3),
        Block("资料保存十年。"),
    ]
    assert bodies(*blocks, title="内部管理办法") == [
        ("article", "第一条", "员工应当：\n\n（一）守法；"),
        ("article", "第一条之一", "另有规定的除外。\n\n第一条之一 所称规定，包括通知。"),
        ("article", "第二条", "资料保存十年。"),
    ]
    assert headings(*blocks)[-1] == ("第二条", "第一章 总则 / 保存期限")


def test_the_title_line_of_an_article_joins_its_heading_and_is_no_paragraph():
    text, (part,) = found("第一条 存单纠纷案件的范围", "（一）存单；", "（二）其他。")
    assert part.heading == "存单纠纷案件的范围"
    assert text[part.start :].startswith("存单纠纷案件的范围")
    assert text[part.parts[0].start :].startswith("（一）存单；")
    assert headings("第二条 【时效】一年。") == [("第二条", "时效")]


def test_books_chapters_and_sections_are_the_path_of_an_article():
    blocks = [
        Block("第一分编  通则", level=2),
        Block("第一章　一般规定", level=3),
        Block("第一节 合 同", level=4),
        Block("第四百六十三条 本编调整合同。"),
        Block("第二章", level=3),
        Block("第四百六十四条 合同是协议。"),
        Block("第三章违约责任", level=3),
        Block("第四百六十五条 违约的应当赔偿。"),
    ]
    assert headings(*blocks) == [
        ("第四百六十三条", "第一分编 通则 / 第一章 一般规定 / 第一节 合同"),
        ("第四百六十四条", "第一分编 通则 / 第二章"),
        ("第四百六十五条", "第一分编 通则 / 第三章 违约责任"),
    ]


def test_the_lines_of_days_are_no_section_and_a_preamble_is_text():
    assert bodies("2015年2月17日 国务院公布", "为了规范，制定本办法。", "第一条 甲。") == [
        ("text", "规则", "为了规范，制定本办法。"),
        ("article", "第一条", "甲。"),
    ]


def test_an_annex_ends_the_last_article():
    assert bodies("第一条 甲。", "附件：收费表", "挂失每次10元。") == [
        ("article", "第一条", "甲。"),
        ("text", "附件：收费表", "挂失每次10元。"),
    ]


def row(text, kind="body"):
    return Block(text, tight=kind == "body", row=kind)


def test_a_table_is_a_section_whose_heading_ends_with_its_head_row():
    text, (before, table, after) = found(
        Block("收费", level=2), "下表。", row("项目 | 费用", "head"), row("挂失 | 10元"), "另议。"
    )
    assert [part.kind for part in (before, table, after)] == ["text", "table", "text"]
    assert table.heading == "收费 / 项目 | 费用"
    assert text[table.start : table.end] == "项目 | 费用\n挂失 | 10元"


def test_a_long_table_is_split_between_rows_and_each_group_keeps_the_head():
    rows = [row(f"第{number}项 | {'元' * 90}") for number in range(20)]
    text, parts = found(row("项目 | 费用", "head"), *rows)
    assert {part.heading for part in parts} == {"项目 | 费用"}
    assert len(parts) > 2
    assert all(part.end - part.start <= sections.LONGEST for part in parts)
    assert "\n".join(text[part.start : part.end] for part in parts) == text


def test_two_tables_in_a_row_are_two_sections_and_one_in_an_article_is_its_own():
    assert [
        kind for kind, *_ in bodies(row("甲", "head"), row("1"), row("乙", "head"), row("2"))
    ] == [
        "table",
        "table",
    ]
    assert bodies("第一条 税率如下：", row("税目 | 税率", "head"), row("酒 | 10%")) == [
        ("article", "第一条", "税率如下：\n\n税目 | 税率\n酒 | 10%")
    ]
    assert len(bodies(row("条文 | 罪名", "head"), row("第一条 | 甲罪"), row("第二条 | 乙罪"))) == 1


def test_a_question_with_its_answer_is_one_section():
    assert bodies(
        Block("存款", level=2),
        "问：可以提前支取吗？",
        "答：可以，" + "按活期计息。" * 150,
        "Q2: 要收费吗？",
        "A: 不。",
    ) == [
        ("faq", "可以提前支取吗？", "问：可以提前支取吗？\n\n答：可以，" + "按活期计息。" * 150),
        ("faq", "要收费吗？", "Q2: 要收费吗？\n\nA: 不。"),
    ]


def test_a_section_knows_the_page_of_its_first_block():
    _, parts = found(
        Block("第一条 甲。", page=3), Block("乙。", page=4), Block("第二条 丙。", page=4)
    )
    assert [part.page for part in parts] == [3, 4]
    assert parts[0].row()["parts"][1] == {
        "paragraph": 2,
        "item": None,
        "subitem": None,
        "start": 8,
        "end": 10,
    }


def test_long_text_under_a_heading_is_split_between_paragraphs():
    parts = bodies(Block("说明", level=2), *["甲" * 250] * 5)
    assert {name for _, name, _ in parts} == {"说明"}
    assert [len(body) for *_, body in parts] == [502, 502, 250]


text = st.text(st.sampled_from("第一二三条章节附件问答：？?。；（）1．. |"), max_size=20)
block = st.builds(
    Block,
    text.map(str.strip),
    st.integers(0, 3),
    st.booleans(),
    st.none() | st.integers(1, 3),
    st.sampled_from(["", "", "", "head", "body"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(block, max_size=15))
def test_sections_and_their_parts_lie_in_the_text_and_never_overlap(blocks):
    text, parts = found(*blocks)
    end = 0
    for part in parts:
        assert end <= part.start < part.end <= len(text)
        assert text[part.start : part.end] == text[part.start : part.end].strip()
        assert all(part.start <= p.start < p.end <= part.end for p in part.parts)
        end = part.end


@statutes
def test_the_statutes_have_their_articles_without_a_gap_and_every_one_has_a_paragraph():
    total = 0
    for path in LAWS.glob("*.md"):
        articles = [part for part in read(path)[1] if part.kind == "article"]
        numbers = [ordinals.value(part.section[1:-1]) for part in articles]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), path
        assert all(part.parts for part in articles), path
        total += len(articles)
    assert total == ARTICLES


@statutes
def test_the_body_of_an_article_is_exact_and_its_paragraphs_cover_it():
    for path in LAWS.glob("*.md"):
        raw = re.sub(r"(?m)^#.*$|<!--.*?-->", "", path.read_text(encoding="utf-8"))
        wanted = re.split(rf"(?m)^第[{ordinals.SIGNS}]+条\s", raw)[1:]
        text, parts = read(path)
        articles = [part for part in parts if part.kind == "article"]
        for part, body in zip(articles, wanted, strict=True):
            assert re.sub(r"\s", "", text[part.start : part.end]) == re.sub(r"\s", "", body)
            whole = [text[p.start : p.end] for p in part.parts if p.item is None]
            assert "\n\n".join(whole) == text[part.start : part.end], (path, part.section)
