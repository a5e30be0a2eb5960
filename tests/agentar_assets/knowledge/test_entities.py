import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.knowledge import entities

KNOWN = entities.gazetteer()
NAMES = [name for entity in KNOWN for name in entity.names]


def read(text):
    return [(e["text"], e["type"], e["entity_id"]) for e in entities.entities(text)]


def test_the_gazetteer_has_four_types_and_both_languages():
    assert {entity.type for entity in KNOWN} == {"监管机构", "机构", "产品", "指标"}
    assert len(KNOWN) >= 150
    assert len({entity.entity_id for entity in KNOWN}) == len(KNOWN)
    assert sum(any(name.isascii() for name in entity.names) for entity in KNOWN) > 120


def test_the_longest_name_wins_and_offsets_are_exact():
    text = "中国人民银行公布LPR，中国工商银行下调大额存单利率。"
    assert read(text) == [
        ("中国人民银行", "监管机构", "pboc"),
        ("LPR", "指标", "lpr"),
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


def test_a_name_that_stands_for_two_is_an_error(tmp_path):
    path = tmp_path / "names.toml"
    path.write_text('hidden = []\n["机构"]\na = ["平安"]\nb = ["平安"]\n', encoding="utf-8")
    with pytest.raises(ValueError, match="'平安' names both a and b"):
        entities.gazetteer(path)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(NAMES), st.text("的 ，a《》s", max_size=4)), max_size=8))
def test_spans_are_exact_and_never_overlap(parts):
    text = "".join(parts)
    end = 0
    for found in entities.entities(text):
        assert text[found["start"] : found["end"]] == found["text"]
        assert found["start"] >= end
        end = found["end"]


@given(st.sampled_from(NAMES))
def test_every_name_is_found_alone(name):
    (found,) = entities.entities(f"，{name}。")
    assert found["text"] == name
