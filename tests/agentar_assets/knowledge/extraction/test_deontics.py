import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.knowledge.extraction.deontics import deontics


def read(text):
    return [(one["text"], one["kind"]) for one in deontics(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("证券公司应当报告，不得隐瞒", [("应当", "must"), ("不得", "must_not")]),
        ("不应当知道，也不可以转让", [("不应当", "must_not"), ("不可以", "must_not")]),
        ("可以查询，有权复制", [("可以", "may"), ("有权", "may")]),
        ("客户不得不提前支取", [("不得不", "must")]),
        ("不得不公平地对待客户", [("不得", "must_not")]),
        ("严禁出借，禁止转让", [("严禁", "must_not"), ("禁止", "must_not")]),
        ("银行应于次日入账", [("应", "must")]),
        (
            "应当登记，但是法律另有规定的除外",
            [("应当", "must"), ("另有规定的除外", "exception")],
        ),
        ("除合同另有约定外，费用由客户承担", [("除合同另有约定外", "exception")]),
        ("有下列情形之一的除外", [("除外", "exception")]),
        ("The Bank must not sell, may refuse", [("must not", "must_not"), ("may", "may")]),
        (
            "No fund manager may lend. A trustee may.",
            [
                ("No fund manager may", "must_not"),
                ("may", "may"),
            ],
        ),
        ("Clients shall pay unless exempt", [("shall", "must"), ("unless", "exception")]),
    ],
)
def test_words_that_bind_are_found_with_their_kind(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "取得所有权和占有权",
        "免除责任",
        "相应当事人",
        "为应对风险",
        "认可以外的方式",
        "信息不准确",
        "不得已而为之",
        "负有责任的人员",
        "享有权利",
        "有权机关",
        "除支付保险金外，还赔偿损失",
        "in May 2024",
        "mustard and mayors",
    ],
)
def test_words_that_only_hold_such_a_word_do_not_bind(text):
    assert read(text) == []


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from("应当必须不得可以有权除外的，。另规定禁止须义务 maynotsh"), max_size=60)
)
def test_spans_are_exact_and_ordered(text):
    end = 0
    for found in deontics(text):
        assert text[found["start"] : found["end"]] == found["text"]
        assert end <= found["start"] < found["end"]
        end = found["end"]
