import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.knowledge.extraction.aliases import defined
from agentar_assets.knowledge.extraction.entities import entities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "澜川银行股份有限公司（以下简称“澜川银行”或“本行”）",
            [("澜川银行", "org:澜川银行"), ("本行", "org:澜川银行")],
        ),
        ("招商银行股份有限公司(以下简称：本行)", [("本行", "cmb")]),
        ("国务院证券监督管理机构（以下称证券监管机构）", [("证券监管机构", "csrc")]),
        ("澄岸人寿（下称“本公司”）", [("本公司", "chengan")]),
        (
            "Harbour Bank Limited (“the Bank”)",
            [("the Bank", "org:harbourbank")],
        ),
        (
            "Harbour Bank Limited (hereinafter referred to as “Harbour” or the “Bank”)",
            [("Harbour", "org:harbourbank"), ("the Bank", "org:harbourbank")],
        ),
    ],
)
def test_names_that_a_text_defines_stand_for_the_institution(text, found):
    assert [(alias.name, alias.entity_id) for alias in defined(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "《中华人民共和国证券法》（以下简称《证券法》）",
        "存款人的资料（以下简称“资料”）",
        "外国保险公司（以下简称“外方”）",
        "澜川银行股份有限公司（以下统称为“银行”）",
        "澜川银行股份有限公司（总行设在上海）",
    ],
)
def test_what_names_no_institution_or_is_too_vague_is_left(text):
    assert defined(text) == []


def test_a_defined_name_is_found_in_the_passages_of_its_document():
    head = "海石信托有限责任公司（以下简称“海石”）设立本计划。"
    found = entities("海石应当按季披露。", tuple(defined(head)))
    assert [(e["text"], e["entity_id"]) for e in found] == [("海石", "org:海石信托")]


@settings(max_examples=100, deadline=None)
@given(
    st.text(st.sampled_from("银行股份有限公司（）以下简称“”或本the Bank() Limited"), max_size=60)
)
def test_no_text_breaks_it_and_names_are_told_once(text):
    names = [alias.name for alias in defined(text)]
    assert len(names) == len(set(names))
    assert all(name in text for name in names)
