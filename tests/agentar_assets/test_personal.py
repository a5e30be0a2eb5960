import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.credentials import holds_credentials
from agentar_assets.documents import files, reading
from agentar_assets.identifiers import is_bank_card, is_resident_id
from agentar_assets.personal import MARK, masked, masks

ROOT = Path(__file__).parents[2]
LAWS = ROOT.parent / "shared" / "data" / "laws"
ID = "11010519491231002X"
CARD = "6228480402564890018"


def found(text: str) -> list[tuple[str, str]]:
    return [(mask["kind"], text[mask["start"] : mask["end"]]) for mask in masks(text)]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        (f"身份证号{ID}，姓名", "resident_id", ID),
        ("身份证 110105 19491231 002X 一份", "resident_id", "110105 19491231 002X"),
        (
            "证件１１０１０５１９４９１２３１００２Ｘ",
            "resident_id",
            "１１０１０５１９４９１２３１００２Ｘ",
        ),
        ("身份证号110105491231002", "resident_id", "110105491231002"),
        (f"卡号{CARD}开户行", "bank_card", CARD),
        ("卡号6228-4804-0256-4890-018。", "bank_card", "6228-4804-0256-4890-018"),
        ("卡 6228 4804 0256 4890 018 123", "bank_card", "6228 4804 0256 4890 018"),
        ("4521 6228480402564890018", "bank_card", CARD),
        ("我的手机13812345678，请回电", "mobile_phone", "13812345678"),
        ("请拨+86 138 1234 5678联系", "mobile_phone", "+86 138 1234 5678"),
        ("手机138\u200b1234\u200b5678号", "mobile_phone", "138\u200b1234\u200b5678"),
        ("手机138–1234–5678号", "mobile_phone", "138–1234–5678"),
        ("Call 19912345678 now", "mobile_phone", "19912345678"),
        ("余额查询电话16612345678", "mobile_phone", "16612345678"),
        ("1. 13812345678", "mobile_phone", "13812345678"),
        ("邮箱zhang.san＠example.com谢谢", "email", "zhang.san＠example.com"),
        ("护照号码：E12345678。", "permit", "E12345678"),
        ("Passport No. G12345678", "permit", "G12345678"),
        ("港澳通行证C12345678", "permit", "C12345678"),
    ],
)
def test_personal_data_is_found_where_it_stands(text, kind, number):
    assert found(text) == [(kind, number)]


def test_two_numbers_side_by_side_are_two_finds():
    kinds = [kind for kind, _ in found("13812345678 13987654321，卡6228480402564890018")]
    assert kinds == ["mobile_phone", "mobile_phone", "bank_card"]


@pytest.mark.parametrize(
    "text",
    [
        "客服热线95588，400-800-8888，010-66555555",
        "成交额为13812345678元，规模达13812345678.50元，净值1.13812345678",
        "资产总计 | 13812345678 | 15812345678",
        "发行6228480402564890018股",
        "身份证号110105194912310021（校验位不对），卡号6228480402564890019",
        "1 3 5 7 9 11 13 15 17 19 21 23",
        "合同编号20240501123045，产品代码E12345678",
        "2024年5月1日起，年利率3.85%，起存金额50000元",
    ],
)
def test_service_lines_figures_and_wrong_checksums_are_left(text):
    assert found(text) == []


@given(st.text("1386@.保X 1１３-\u200b\n元", max_size=60))
@settings(max_examples=200)
def test_masking_moves_no_place_and_leaves_nothing_to_find(text):
    places = masks(text)
    hidden = masked(text, places)
    assert len(hidden) == len(text)
    kept = set(range(len(text)))
    for mask in places:
        assert hidden[mask["start"] : mask["end"]] == MARK * (mask["end"] - mask["start"])
        kept -= set(range(mask["start"], mask["end"]))
    assert all(hidden[place] == text[place] for place in kept)
    ends = [0, *(mask["end"] for mask in places)]
    assert all(mask["start"] >= end for mask, end in zip(places, ends, strict=False))


def test_planted_numbers_are_masked_among_han_characters():
    rng = random.Random(7)
    for _ in range(300):
        body = "".join(rng.choices("0123456789", k=15))
        card = next(n for d in "0123456789" if is_bank_card(n := f"621{body}{d}"))
        born = f"{rng.randrange(1940, 2010)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
        number = next(n for d in "0123456789X" if is_resident_id(n := f"110105{born}{body[:3]}{d}"))
        phone = f"1{rng.choice('3456789')}{body[:9]}"
        text = f"客户卡{card}证{number}话{phone}。"
        assert found(text) == [
            ("bank_card", card),
            ("resident_id", number),
            ("mobile_phone", phone),
        ]


def test_credentials_are_seen_in_either_width():
    assert holds_credentials("登录密码：Abc12345678。")
    assert holds_credentials("连接mysql://root:Passw0rd@10.0.0.5:3306/bank")
    assert not holds_credentials("密码由六位数字组成，连续输错三次即锁定。")


@pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws is absent")
def test_statutes_and_samples_hold_nobodys_data():
    paths = [*LAWS.rglob("*.md"), *(ROOT / "samples").iterdir()]
    read = {
        path.name: reading.text(
            reading.source(path.name, files.FORMATS[path.suffix], path.read_bytes())
        )
        for path in paths
        if path.suffix in files.FORMATS
    }
    assert {name: text["reason"] for name, text in read.items() if text["reason"]} == {}
    assert {name for name, text in read.items() if text["masked"]} == set()
