from agentar_assets.documents.readers import front


def test_front_matter_is_parted_from_the_text_under_the_names_of_the_table():
    said, text = front.parted('---\nDate: "2025-03-01"\n发布机构：云汀银行\n---\n# 规则\n')
    assert said == {"published": "2025-03-01", "authority": "云汀银行"}
    assert text == "# 规则\n"


def test_a_rule_at_the_top_is_no_front_matter():
    for text in ("---\n一段话，不是键值\n---\n正文", "正文\n---\na: b\n---\n", "---\n\n---\n正文"):
        assert front.parted(text) == ({}, text)


def test_one_line_of_another_kind_makes_all_of_them_text():
    assert front.lines(["标题：甲", "没有冒号"]) == {}
    assert front.named({"标题": "'甲'", "空": " "}) == {"title": "甲"}
