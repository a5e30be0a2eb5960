import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets.governance import normal


def spelled(text: str, form=normal.normal) -> str:
    return pl.DataFrame({"text": [text]}).select(form("text")).item()


def facts(text: str) -> str:
    frame = pl.DataFrame({"text": [text]}).select(normal.normal("text"))
    return frame.select(normal.facts("text")).item()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("年利率３．５％，存入（５万元）", "年利率3.5%,存入(5万元)"),
        ("【甲】与〔乙〕", "(甲)与(乙)"),
        ("「甲」和『乙』和“丙”", '"甲"和"乙"和"丙"'),
        ("存 款\u3000保 险", "存款保险"),
        ("存\u200b款\ufeff保险\u202e", "存款保险"),
        ("亏损\u22125%", "亏损-5%"),
        ("cash  and\ncarry", "cash and carry"),
    ],
)
def test_what_a_reader_takes_for_the_same_is_the_same(one, other):
    assert spelled(one) == spelled(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("10²", "102"), ("3½", "31/2"), ("3.5", "35"), ("5 10", "510"), ("-5", "5"), ("x①2", "x12")],
)
def test_figures_are_never_melted(one, other):
    assert spelled(one) != spelled(other)


@given(st.text(max_size=60))
def test_the_normal_form_is_its_own_normal_form(text):
    once = spelled(text)
    assert spelled(spelled(once)) == spelled(once)


def test_the_bare_form_holds_letters_and_figures_alone():
    assert spelled("《证券法》第5条：A、B？ Is it 3.5%?", normal.bare) == "证券法第5条a b is it 3 5"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("存入5万元", "存入6万元"),
        ("存入五万元", "存入六万元"),
        ("期限3年", "期限3月"),
        ("5万元", "5万美元"),
        ("依据第五条", "依据第六条"),
        ("2024年5月1日起", "2024年5月2日起"),
        ("应当披露", "不应当披露"),
        ("价格上涨", "价格下跌"),
        ("买入债券", "卖出债券"),
        ("客户在工商银行办理", "客户在建设银行办理"),
        ("张先生申请", "李先生申请"),
        ("持有A类份额", "持有C类份额"),
        ("找出文本中的实体。「甲公司」", "找出文本中的实体。「乙公司」"),
        ("候选：A 稳健；B 进取。", "候选：A 稳健；B 平衡。"),
        ("It may sell.", "It may not sell."),
        ("The rate is 3 years.", "The rate is 3 months."),
        ("Alice owes two loans", "Bob owes two loans"),
        ("before May 1", "after May 1"),
        ("存3万取5万", "存5万取3万"),
    ],
)
def test_facts_tell_variants_apart(one, other):
    assert facts(one) != facts(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("请问利息怎么算", "请问一下利息怎么算"),
        ("Please explain the fee", "Kindly explain the fee"),
        ("什么叫股票", "什么是股票"),
    ],
)
def test_wording_is_no_fact(one, other):
    assert facts(one) == facts(other)
