import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.documents import near

LAW = "存款保险实行限额偿付，最高偿付限额为人民币50万元。中国人民银行会同有关部门可以调整。"
LONG = "".join(
    f"第{number}条 银行应当在{number}日内报告，逾期的处罚款。" for number in range(2, 90)
)


@pytest.mark.parametrize(
    "other",
    [
        "存款保险实行限额偿付,最高偿付限额为人民币50万元.中国人民银行会同有关部门可以调整.",
        " 存款保险实行限额偿付，\n最高偿付限额为人民币 50 万元。\n\n"
        "中国人民银行会同有关部门可以调整。\n",
        "存款保险实行限额偿付，最高偿付限额为人民币５０万元。中国人民银行会同有关部门可以调整。",
        "- 《存款保险》实行“限额”偿付；最高偿付限额为人民币50万元！"
        "中国人民银行（会同有关部门）可以调整",
    ],
)
def test_width_blanks_brackets_and_signs_make_no_other_text(other):
    assert near.essence(other) == near.essence(LAW)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("利率1.5%", "利率15%"),
        ("上限5%", "上限5"),
        ("利率-3", "利率3"),
        ("不少于≥5", "不少于≤5"),
        ("5 6个", "56个"),
        ("1. 5个工作日", "1.5个工作日"),
        ("甲应当", "甲不应当"),
    ],
)
def test_what_makes_a_figure_stays(one, other):
    assert near.essence(one) != near.essence(other)


@pytest.mark.parametrize("sign", ["第12条", "第１２条", "第 十二 条", "第一二条"])
def test_the_number_of_a_provision_is_one_in_numerals_and_digits(sign):
    assert near.essence(f"依照{sign}处罚") == near.essence("依照第十二条处罚")
    assert near.essence(f"依照{sign}处罚") != near.essence("依照第十三条处罚")
    chinese = LONG.replace("第40条", "第四十条").replace("第41条", "第四十一条")
    assert near.compared(LONG, chinese) == (1.0, True)


@pytest.mark.parametrize("text", ["", "。。。", "——\n", " 「」"])
def test_a_text_that_says_nothing_has_no_essence(text):
    assert near.essence(text) is None


def test_thousands_are_one_figure_in_both_writings():
    assert near.essence("1,200,000元") == near.essence("1200000元")


def test_a_misprint_makes_a_copy_and_a_figure_or_a_binding_word_another_text():
    share, same = near.compared(LONG, LONG.replace("第40条 银行", "第40条 银航"))
    assert same
    assert near.SAME <= share < 1
    for changed in ("第40条 银行不", "第40条 银行可以"):
        share, same = near.compared(LONG, LONG.replace("第40条 银行", changed))
        assert not same
        assert share > near.SAME
    assert not near.compared(LONG, LONG.replace("40日", "41日"))[1]
    assert near.compared(LONG, LONG) == (1.0, True)
    assert near.compared(LAW, LONG)[0] < 0.1


def frame(**texts):
    rows = [{"text_id": name, "signature": near.signature(text)} for name, text in texts.items()]
    return pl.DataFrame(
        rows, schema={name: records.TEXTS[name] for name in ("text_id", "signature")}
    )


def test_near_texts_meet_and_others_do_not():
    found = near.pairs(frame(a=LONG, b=LONG.replace("40日", "41日"), c=LAW, d=LAW + LAW))
    assert found.select("a", "b").rows() == [("a", "b")]
    assert found["similarity"][0] > 0.9


def test_as_many_copies_as_one_likes_make_pairs_in_their_number():
    copies = frame(a=LONG).select(
        pl.int_range(5_000).cast(pl.String).alias("text_id"),
        pl.col("signature").repeat_by(5_000).explode(),
    )
    assert near.pairs(copies).height == copies.height - 1


def test_every_document_is_told_the_nearest_and_a_copy_its_first():
    texts = {"t1": LONG, "t2": LONG.replace("银行", "银航", 1), "t3": LONG.replace("0日", "1日")}
    pairs = pl.DataFrame({"a": ["t1", "t1", "t2"], "b": ["t2", "t3", "t3"]})
    candidates = pairs.with_columns(
        text_a=pl.col("a").replace(texts), text_b=pl.col("b").replace(texts)
    )
    documents = pl.DataFrame(
        {"path": ["d", "c", "b", "a"], "text_id": ["t1", "t2", "t3", "t4"], "state": [""] * 4}
    )
    found = near.named(documents, near.verified(candidates))
    assert found.select("path", "near", "copy_of").rows() == [
        ("d", "c", "c"),
        ("c", "d", None),
        ("b", "d", None),
        ("a", None, None),
    ]
    assert near.verified(near.NONE).is_empty()


text = st.text(st.sampled_from("甲乙丙丁戊己1 2.5，。（）《》\n"), max_size=60)


@settings(max_examples=200)
@given(text, text)
def test_nearness_is_symmetric_bounded_and_whole_for_the_same_essence(one, other):
    share, same = near.compared(one, other)
    assert (share, same) == near.compared(other, one)
    assert 0 <= share <= 1
    assert near.normal(near.normal(one)) == near.normal(one)
    if near.essence(one) == near.essence(other) and near.normal(one):
        assert (share, same) == (1.0, True)
        assert near.signature(one) == near.signature(other)
    assert all(0 <= value < 2**32 for value in near.signature(one))
