import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets.documents.structure import ordinals
from agentar_assets.documents.structure.articles import counted, opening


@pytest.mark.parametrize(
    ("text", "name", "body"),
    [
        ("第五条 为了规范", "第五条", "为了规范"),
        ("第 一 百 零 一 条　为了规范", "第一百零一条", "为了规范"),
        ("第１２条 为了规范", "第十二条", "为了规范"),
        ("第12条：为了规范", "第十二条", "为了规范"),
        ("第廿一条 为了规范", "第二十一条", "为了规范"),
        ("第一百二十条之一 为了规范", "第一百二十条之一", "为了规范"),
        ("笫五十四条 清算组", "第五十四条", "清算组"),
        ("第二百条【时效】一年", "第二百条", "【时效】一年"),
        ("第三条为了规范", "第三条", "为了规范"),
        ("- 第五条 为了规范", "第五条", "为了规范"),
        ("5. 第五条 为了规范", "第五条", "为了规范"),
        ("【第五条】为了规范", "第五条", "为了规范"),
        ("［第五条之一］ 为了规范", "第五条之一", "为了规范"),
        ("Article 5A. The bank", "Article 5A", "The bank"),
        ("ARTICLE 12 – Fees", "Article 12", "Fees"),
    ],
)
def test_an_article_is_known_in_every_way_of_writing_its_number(text, name, body):
    found = opening(text)
    assert (found.name, text[found.end :]) == (name, body)


@pytest.mark.parametrize(
    "text", ["为了规范", "第三章 总则", "第一款 甲", "条", "Articles 5", "第条"]
)
def test_what_is_no_number_of_an_article_opens_none(text):
    assert opening(text) is None


def test_a_bracket_around_its_number_parts_an_article_from_its_text():
    assert opening("【第五条】为了规范").marked
    assert not opening("第五条为了规范").marked


def counts(*texts):
    return counted([opening(text) for text in texts])


def test_the_next_article_counts_with_or_without_a_blank():
    assert counts("第一条 甲", "乙", "第二条丙", "第三条 丁") == [True, False, True, True]


def test_an_article_that_is_cited_at_the_start_of_a_paragraph_counts_for_none():
    assert counts("第一条 甲", "第二条 乙", "第一百二十三条 监察", "第三条 丙") == [1, 1, 0, 1]
    assert counts("第一条 甲", "第五条 所称", "第二条 乙") == [1, 0, 1]
    assert counts("第六条规定的人", "第一条 甲") == [0, 1]


def test_a_gap_in_the_numbers_is_kept_as_the_text_has_it():
    assert counts("第十五条 甲", "第十七条 乙", "第十八条 丙") == [1, 1, 1]


def test_a_book_starts_at_its_own_number_and_an_annex_at_one_again():
    assert counts("第四百六十三条 甲", "第四百六十四条 乙") == [1, 1]
    assert counts("第一条 甲", "第二条 乙", "第一条 丙", "第二条 丁") == [1, 1, 1, 1]


def test_a_list_of_contents_before_the_text_opens_no_article():
    lines = ("第一章 总则", "第一条 目的", "第二条 范围", "第三条 定义")
    text = ("第一条 为了甲。", "第二条 适用乙。", "（一）丙。", "第三条 本法所称丁。")
    assert counts(*lines, *text) == [0, 0, 0, 0, 1, 1, 0, 1]
    headed = ("第一条 目的", "为了甲。", "第二条 范围", "适用乙。", "第三条 定义", "所称丁。")
    assert counts(*lines, *headed) == [0, 0, 0, 0, 1, 0, 1, 0, 1, 0]
    assert counts(*headed, *text) == [1, 0, 1, 0, 1, 0, 1, 1, 0, 1]


def test_added_articles_stand_behind_their_own_and_in_their_order():
    texts = ("第一条 甲", "第一条之一 乙", "第一条之一 所称", "第一条之二 丙", "第二条 丁")
    assert counts(*texts) == [1, 1, 0, 1, 1]


@given(st.integers(1, 1300), st.integers(1, 40))
def test_a_run_of_numbers_counts_whole(first, length):
    texts = [f"{ordinals.article(number)} 甲" for number in range(first, first + length)]
    assert all(counts(*texts))
    assert [opening(text).number for text in texts] == list(range(first, first + length))
