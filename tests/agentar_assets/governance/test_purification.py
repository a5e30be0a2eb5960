import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import identifiers
from agentar_assets.governance import purification

ID = "11010519491231002X"
CARD = "6228480402564890018"
CODE = "91350100M000100Y43"


def kinds(text: str, **options) -> list[str]:
    return [hit.kind for hit in purification.hits(text, **options)]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("我的手机13812345678，请回电", "mobile_phone", "13812345678"),
        ("请拨+86 138 1234 5678联系", "mobile_phone", "+86 138 1234 5678"),
        ("身份证号11010519491231002X，姓名张三", "resident_id", ID),
        ("卡号6228480402564890018开户行", "bank_card", CARD),
        ("卡号6228 4804 0256 4890 018。", "bank_card", "6228 4804 0256 4890 018"),
        ("手机１３８１２３４５６７８号", "mobile_phone", "１３８１２３４５６７８"),
        ("手机138\u200b1234\u200b5678号", "mobile_phone", "138\u200b1234\u200b5678"),
        ("邮箱zhang.san@example.com.cn谢谢", "email", "zhang.san@example.com.cn"),
        ("统一社会信用代码91350100M000100Y43的企业", "credit_code", CODE),
        ("密钥sk-abcdEFGH1234567890abcd请保存", "api_key", "sk-abcdEFGH1234567890abcd"),
        ("登录密码：Abc12345678。", "password", "密码：Abc12345678"),
        ("本产品保本保收益，欢迎购买", "promise", "保本保收益"),
        ("跟着老师操作稳赚不赔", "promise", "稳赚不赔"),
        ("This fund offers guaranteed returns of 8%.", "promise", "guaranteed returns"),
        ("改写后的问题：利息多少？", "prompt_words", "改写后的问题"),
        ("作为一个AI语言模型，我认为", "prompt_words", "作为一个AI语言模型"),
        ("请看As an AI language model, I", "prompt_words", "As an AI language model"),
        ("#Given Prompt#: compute", "prompt_words", "Given Prompt"),
    ],
)
def test_what_must_not_be_taught_is_found_with_its_span(text, kind, found):
    [hit] = purification.hits(text)
    assert (hit.kind, text[hit.start : hit.end]) == (kind, found)


@pytest.mark.parametrize(
    "text",
    [
        "成交额为13812345678元",
        "规模达13812345678.50元",
        "人民币13812345678",
        "总额：13812345678",
        "净值1.13812345678",
        "发行6228480402564890018股",
        "合同编号20240501123045",
        "身份证号110105194912310021（校验位不对）",
        "卡号6228480402564890019（校验不通过）",
        "无风险收益率为2.5%，零风险权重资产",
        "不得向投资者承诺保本保收益",
        "本产品不保证收益，也不承诺最低收益。",
        "基金管理人有下列行为之一的：（一）不公平对待；（二）承诺最低收益；",
        "客户：「有没有稳赚不赔的产品」",
        "No adviser may promise guaranteed returns.",
        "The risk-free rate is 2%.",
        "密码由六位数字组成",
        "依据《证券法》第一百二十条，年利率3.85%，金额50000元，2024年5月1日到期。",
        '[{"type":"机构","text":"工商银行"}]',
        '{"金额":"50000元","期限":"12个月"}',
    ],
)
def test_figures_and_rules_that_look_alike_are_left(text):
    assert kinds(text) == []


def test_an_item_that_judges_promises_may_show_them():
    assert kinds("宣传称本产品保本保收益", judges=True) == []
    assert kinds("宣传称本产品保本保收益，联系13812345678", judges=True) == ["mobile_phone"]


def luhn(body: str) -> str:
    return next(body + str(d) for d in range(10) if identifiers.is_bank_card(body + str(d)))


def planted(rng: random.Random) -> tuple[str, str]:
    digits = "".join(rng.choices("0123456789", k=16))
    number = f"{rng.randrange(110101, 659000)}{rng.randrange(1940, 2010)}{rng.randrange(1, 13):02}"
    number += f"{rng.randrange(1, 29):02}{digits[:3]}"
    return rng.choice(
        [
            ("mobile_phone", f"1{rng.choice('3456789')}{digits[:9]}"),
            ("bank_card", luhn(f"62{digits}")),
            ("email", f"user{digits[:5]}@bank{digits[5]}.com"),
            (
                "resident_id",
                next(n for c in "0123456789X" if identifiers.is_resident_id(n := number + c)),
            ),
        ]
    )


def test_personal_data_beside_han_characters_is_found():
    rng = random.Random(11)
    missed = []
    for _ in range(1000):
        kind, number = planted(rng)
        text = f"{rng.choice('话号码机址人系为是：')}{number}{rng.choice('，。的号请和（开')}"
        if kind not in kinds(text):
            missed.append(text)
    assert len(missed) <= 10, missed[:10]


def test_financial_figures_are_not_taken_for_personal_data():
    rng = random.Random(12)
    wrong = []
    for _ in range(1000):
        digits = str(rng.randrange(10**10, 10 ** rng.choice([11, 12, 16, 18])))
        unit = rng.choice(["元", "万元", "股", "份", "亿元", "美元", "%", ".25元", "手"])
        text = f"{rng.choice(['交易额', '发行', '本金', '持有', '共计', '余额为'])}{digits}{unit}。"
        if kinds(text):
            wrong.append(text)
    assert len(wrong) <= 10, wrong[:10]


@given(st.text("0123456789", min_size=14, max_size=18))
def test_one_wrong_digit_fails_luhn(body):
    card = luhn(body)
    for place in range(len(card)):
        wrong = card[:place] + str((int(card[place]) + 1) % 10) + card[place + 1 :]
        assert not identifiers.is_bank_card(wrong)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_fails_the_identity_check(place, step):
    wrong = ID[:place] + str((int(ID[place]) + step) % 10) + ID[place + 1 :]
    assert identifiers.is_resident_id(ID)
    assert not identifiers.is_resident_id(wrong)


def test_the_credit_code_of_the_standard_passes_and_a_changed_one_fails():
    assert identifiers.is_credit_code(CODE)
    assert not identifiers.is_credit_code(CODE.replace("Y43", "Y44"))


@given(st.text("1386@.保本收益 ，a", max_size=80))
@settings(max_examples=200)
def test_spans_lie_in_the_text(text):
    for hit in purification.hits(text):
        assert 0 <= hit.start < hit.end <= len(text)


def items(**columns: list) -> pl.DataFrame:
    size = len(next(iter(columns.values())))
    given = {"question": ["问"] * size, "thinking": ["想"] * size, "answer": ["答"] * size}
    form = {"answer_form": ["text"] * size, "item_id": [f"i{place}" for place in range(size)]}
    return pl.DataFrame(given | form | columns)


def test_verdicts_name_kind_field_and_place_and_repeat_no_number():
    frame = items(
        question=["利息？", "电话13812345678？", "合规吗？「本产品保本保收益」"],
        answer=["见www", "a@b.com，sk-abcdEFGH1234567890abcd", "不合规，第五条"],
        answer_form=["text", "text", "yes_no_with_article"],
    )
    [row] = purification.verdicts(frame).rows(named=True)
    assert row == {
        "item_id": "i1",
        "reason": "personal_data",
        "evidence": "mobile_phone question[2:13]; email answer[0:7]; api_key answer[8:33]",
    }


def test_every_find_passes_the_first_glance():
    rng = random.Random(13)
    texts = [f"电话{planted(rng)[1]}。" for _ in range(200)]
    texts += ["保本保收益", "稳赚不赔", "guaranteed returns", "作为AI助手", "{{ name }}", "<think>"]
    texts += ["手机１３８１２３４５６７８", "138\u200b1234\u200b5678", "token: abcd1234", CODE]
    assert all(kinds(text) for text in texts)
    assert purification.verdicts(items(question=texts)).height == len(texts)
