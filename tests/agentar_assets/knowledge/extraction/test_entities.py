import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.knowledge.extraction import entities, gazetteer

KNOWN = gazetteer.read(gazetteer.SHIPPED)
NAMES = [name for entity in KNOWN for name in entity.names]


def read(text):
    return [(e["text"], e["type"], e["entity_id"]) for e in entities.entities(text)]


def test_the_longest_name_wins_and_offsets_are_exact():
    text = "中国人民银行公布LPR，中国工商银行下调大额存单利率。"
    assert read(text) == [
        ("中国人民银行", "监管机构", "pboc"),
        ("LPR", "指数", "lpr"),
        ("中国工商银行", "机构", "icbc"),
        ("大额存单", "产品", "large_cd"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "依照《中华人民共和国商业银行法》办理",
        "当事人在交易中行使权利",
        "政府提交行政复议，中央行政机关答复",
        "施工行为应当安全",
        "Keep the documents in a safe place",
        "互联网联合会",
        "BOCA",
        "行政诉讼中行政机关",
        "是职工行使民主权利的机构",
        "依照票据法第三条",
    ],
)
def test_titles_and_words_that_only_contain_a_name_are_no_entities(text):
    assert read(text) == []


def test_english_names_match_whole_words_in_any_case_and_a_plural():
    assert read("The CSRC and Commercial Banks sell certificates, an ETF, ETFs.") == [
        ("CSRC", "监管机构", "csrc"),
        ("Commercial Bank", "机构", "commercial_bank"),
        ("ETF", "产品", "etf"),
        ("ETF", "产品", "etf"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("空头支票和银行汇票", [("支票", "cheque"), ("银行汇票", "draft")]),
        ("600519.SH与00700.HK", [("600519.SH", "code:600519.SH"), ("00700.HK", "code:00700.HK")]),
        ("基金代码：000001，电话123456", [("000001", "code:000001")]),
        ("工商银行股份有限公司承办", [("工商银行股份有限公司", "icbc")]),
        ("由海石信托有限责任公司管理", [("海石信托有限责任公司", "org:海石信托")]),
        ("法定代表人：张三丰", [("张三丰", "person:张三丰")]),
        ("核心一级资本充足率", [("核心一级资本充足率", "cet1")]),
    ],
)
def test_instruments_codes_and_names_by_their_form(text, found):
    assert [(name, entity_id) for name, _, entity_id in read(text)] == found


def test_a_name_that_its_document_defines_stands_for_the_same_entity():
    own = (entities.Alias("本行", "org:澜川银行", "机构"), entities.Alias("the Bank", "x", "机构"))
    text = "本行应当告知，日本行业协会不受影响。Ask the Bank, not the Banker."
    found = [(e["text"], e["entity_id"]) for e in entities.entities(text, own)]
    assert found[0] == ("本行", "org:澜川银行")
    assert found.count(("the Bank", "x")) == 1


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(NAMES), st.text("的 ，a《》s", max_size=4)), max_size=8))
def test_spans_are_exact_and_never_overlap(parts):
    text = "".join(parts)
    end = 0
    for found in entities.entities(text):
        assert text[found["start"] : found["end"]] == found["text"]
        assert found["start"] >= end
        end = found["end"]


def test_every_name_is_found_alone():
    found = {name: [e["text"] for e in entities.entities(f"，{name}。")] for name in NAMES}
    assert {name: names for name, names in found.items() if names != [name]} == {}
