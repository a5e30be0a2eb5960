from pathlib import Path

import pytest

from agentar_assets.knowledge.extraction import institutions

LAWS = Path(__file__).parents[5] / "shared" / "data" / "laws" / "in_force"


def read(text):
    return [text[start:end] for start, end in institutions.named(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("由澜川银行股份有限公司发行", "澜川银行股份有限公司"),
        ("管理人海石信托有限责任公司", "海石信托有限责任公司"),
        ("甲方：上海望川（集团）股份有限公司", "上海望川（集团）股份有限公司"),
        ("，东莞农村商业银行提供", "东莞农村商业银行"),
        ("by Harbour Bank Limited and others", "Harbour Bank Limited"),
        ("from Green Hill Securities Co., Ltd today", "Green Hill Securities Co., Ltd"),
    ],
)
def test_full_names_are_found_by_their_form(text, found):
    assert read(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "设立股份有限公司",
        "有限责任公司和股份有限公司",
        "一人有限责任公司",
        "，开户银行应当",
        "，商业银行办理",
        "The Company is Limited",
        "某商贸有限公司",
    ],
)
def test_words_of_kind_alone_are_no_name(text):
    assert read(text) == []


def test_the_id_is_the_same_however_the_name_is_written():
    names = ("澜川银行股份有限公司", "澜川银行", "澜川 银行有限责任公司")
    assert {institutions.entity_id(name) for name in names} == {"org:澜川银行"}
    assert institutions.entity_id("望川（集团）有限公司") == "org:望川(集团)"
    english = ("Harbour Bank Limited", "Harbour Bank", "harbour bank Co., Ltd.")
    assert {institutions.entity_id(name) for name in english} == {"org:harbourbank"}


@pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws/in_force is absent")
def test_statutes_name_no_unknown_institution():
    texts = [path.read_text(encoding="utf-8") for path in sorted(LAWS.glob("*.md"))]
    found = [name for text in texts for line in text.splitlines() for name in read(line)]
    assert [name for name in found if "中国" not in name and "中央" not in name] == []
