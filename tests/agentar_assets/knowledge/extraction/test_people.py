from pathlib import Path

import pytest

from agentar_assets.knowledge.extraction import people

LAWS = Path(__file__).parents[5] / "shared" / "data" / "laws" / "in_force"


def read(text):
    return sorted({text[start:end] for start, end in people.named(text)})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("法定代表人：张三丰", ["张三丰"]),
        ("联系人为李四，电话", ["李四"]),
        ("客户经理（北京）：欧阳明", ["欧阳明"]),
        ("由王小明先生办理", ["王小明"]),
        ("王先生问起", ["王先生"]),
        ("李某某与张某甲", ["张某甲", "李某某"]),
        ("Ms Li Hua asked Mr. Wang", ["Li Hua", "Wang"]),
        ("Chairman: John Smith", ["John Smith"]),
    ],
)
def test_people_are_named_beside_a_word_that_says_so(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    ["负责人为公司董事", "法定代表人：应当签字", "各位先生", "某公司", "张贴公告", "Miss the date"],
)
def test_other_words_are_no_people(text):
    assert read(text) == []


@pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws/in_force is absent")
def test_statutes_name_no_people():
    texts = [path.read_text(encoding="utf-8") for path in sorted(LAWS.glob("*.md"))]
    assert [name for text in texts for name in read(text)] == []


def test_the_sign_that_is_seen_first_stands_in_every_find():
    texts = [
        *("法定代表人：张三丰", "客户经理（北京）：欧阳明", "监护人为李四，", "由王小明先生办理"),
        *("王女士", "李小姐问", "张某某", "Mr Wang", "Mrs. Li", "Ms Wu", "Dr Ho", "Miss Zhao"),
        *("Name: Li Hua", "Contact: John Smith"),
    ]
    for text in texts:
        found = [sign for sign, pattern in people._PATTERNS if pattern.search(text)]
        assert found, text
        assert all(sign.search(text) for sign in found), text
