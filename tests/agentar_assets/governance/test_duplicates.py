import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.governance import duplicates

LONG = (
    "某客户于2024年3月15日在本行存入人民币50000元，年利率为1.55%，存期3年，"
    "依据《储蓄管理条例》第二十四条，到期一次支取，银行应当按照存入日挂牌利率计付利息，"
    "利息不计复利，请计算客户到期时可以取得的利息，结果保留两位小数。"
)
ENGLISH = (
    "Under Article 12 of the house rules a client who redeems 5000 shares of the fund before "
    "2024-06-30 must pay a fee of 1.5 percent, which is not refunded in any case; "
    "compute the fee that the client pays when the net asset value is 2.35 yuan."
)


def items(questions: list[str], answers: list[str] | None = None, **columns) -> pl.DataFrame:
    size = len(questions)
    return pl.DataFrame(
        {
            "item_id": [f"i{place:05}" for place in range(size)],
            "leaf": ["leaf"] * size,
            "question": questions,
            "answer": answers if answers is not None else ["1500.00"] * size,
            "score": [0.9] * size,
        }
        | columns
    )


def told(frame: pl.DataFrame, *, threshold: float = 0.8, names: tuple[str, ...] = ()):
    return sorted(duplicates.verdicts(frame, names, threshold=threshold).rows())


def test_one_question_in_two_spellings_is_kept_once():
    frame = items(["存入（５万元），利息？", "存入(5万元), 利息?"])
    assert told(frame) == [("i00001", "duplicate", "i00000 1.0")]


def test_one_question_with_two_golds_contradicts_itself():
    frame = items(["利息是多少？", "利息是多少？"], ["3", "4"], score=[0.7, 0.8])
    assert told(frame) == [("i00000", "contradicts", "i00001 1.0")]


def test_wording_alone_makes_a_near_duplicate_and_the_similarity_is_told():
    frame = items([LONG, LONG.replace("请计算客户", "请您计算该客户")], score=[0.8, 0.9])
    [(lost, reason, evidence)] = told(frame)
    assert (lost, reason) == ("i00000", "near_duplicate")
    survivor, similarity = evidence.split()
    assert survivor == "i00001"
    assert 0.8 <= float(similarity) < 1


def test_english_wording_makes_a_near_duplicate_too():
    frame = items([ENGLISH, ENGLISH.replace("compute the fee", "please compute the fee")])
    assert [row[:2] for row in told(frame)] == [("i00001", "near_duplicate")]


def test_an_exact_duplicate_of_a_near_duplicate_names_the_one_that_stays():
    near = LONG.replace("请计算客户", "请您计算该客户")
    verdicts = told(items([near, LONG, LONG + " "], score=[0.9, 0.8, 0.7]))
    assert [(lost, reason) for lost, reason, _ in verdicts] == [
        ("i00001", "near_duplicate"),
        ("i00002", "duplicate"),
    ]
    assert {evidence.split()[0] for _, _, evidence in verdicts} == {"i00000"}


def test_another_gold_makes_a_variant():
    near = LONG.replace("请计算客户", "请您计算该客户")
    assert told(items([LONG, near], ["1500.00", "1501.00"])) == []


def test_items_of_one_template_that_name_others_are_variants():
    names = ("瑞丰达", "恒远通", "安泰和")
    frame = items([LONG.replace("某客户", name) for name in names])
    assert len(told(frame)) == 2
    assert told(frame, names=names) == []


def test_short_chinese_questions_are_not_merged():
    questions = ["什么是股票？", "什么是股市？", "什么是股权？", "股票是什么？", "开户", "销户"]
    assert told(items(questions), threshold=0.5) == []


def test_the_rarer_leaf_survives_then_the_score_then_the_id():
    same = [LONG] * 3
    rare = items(same, leaf=["common", "rare", "common"], score=[0.9, 0.1, 0.9])
    assert {row[2].split()[0] for row in told(rare)} == {"i00001"}
    assert {row[2].split()[0] for row in told(items(same, score=[0.1, 0.3, 0.2]))} == {"i00001"}
    assert {row[2].split()[0] for row in told(items(same))} == {"i00000"}


def test_a_chain_does_not_take_along_what_is_not_near_a_survivor():
    text = "".join(chr(0x8000 + 3 * place) for place in range(70))
    frame = items([text[shift : shift + 60] for shift in (0, 5, 10)], score=[0.9, 0.8, 0.7])
    assert [row[0] for row in told(frame, threshold=0.8)] == ["i00001"]


def test_no_item_gives_no_verdict():
    frame = items([])
    assert duplicates.verdicts(frame.cast({"answer": pl.String}), (), threshold=0.8).is_empty()


CHANGES = {
    "figure": [("50000", f"{amount}") for amount in range(50001, 50400)]
    + [("1.55%", f"{rate / 100}%") for rate in range(156, 400)]
    + [("存期3年", f"存期{years}年") for years in (1, 2, 5)],
    "date": [("3月15日", f"{month}月{day}日") for month in (4, 5, 6) for day in range(1, 28)],
    "article": [
        ("第二十四条", f"第{number}条") for number in ("二十五", "二", "十四", "四十二", "24")
    ],
    "negation": [
        ("不计复利", "计复利"),
        ("应当按照", "不应当按照"),
        ("可以取得", "未取得"),
        ("到期一次支取", "到期不支取"),
    ],
    "unit": [("50000元", "50000美元"), ("存期3年", "存期3月"), ("人民币", "非人民币")],
}


@pytest.mark.parametrize("kind", CHANGES)
def test_no_variant_that_differs_in_one_fact_is_merged(kind):
    variants = [LONG.replace(old, new, 1) for old, new in CHANGES[kind]]
    assert len({LONG, *variants}) == len(variants) + 1
    assert told(items([LONG, *variants]), threshold=0.7) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("5000", "5001"),
        ("Article 12", "Article 13"),
        ("2024-06-30", "2024-06-29"),
        ("is not refunded", "is refunded"),
        ("before", "after"),
        ("1.5 percent", "1.6 percent"),
        ("must pay", "may pay"),
        ("2.35 yuan", "2.35 dollars"),
    ],
)
def test_no_english_variant_is_merged(old, new):
    assert told(items([ENGLISH, ENGLISH.replace(old, new, 1)]), threshold=0.6) == []


han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=30)
figure = st.integers(0, 10**6).map(str) | st.sampled_from(["三", "五", "十二", "二十", "两百"])


@given(st.lists(st.tuples(han, han, figure, figure), min_size=1, max_size=60))
@settings(max_examples=40, deadline=None)
def test_no_pair_that_differs_in_one_figure_is_merged(pairs):
    questions = []
    for before, after, one, other in pairs:
        questions += [f"{before}{one}元{after * 4}", f"{before}{other}元{after * 4}"]
    frame = items(questions)
    merged = {row[0]: row[2].split()[0] for row in told(frame, threshold=0.5)}
    asked = dict(zip(frame["item_id"], questions, strict=True))
    for place, (_, _, one, other) in enumerate(pairs):
        pair = (f"i{2 * place:05}", f"i{2 * place + 1:05}")
        assert one == other or merged.get(pair[1]) != pair[0]
        assert one == other or merged.get(pair[0]) != pair[1]
    assert set(merged) | set(merged.values()) <= set(asked)


words = st.sampled_from(
    [
        "客户",
        "存入",
        "三年",
        "利息",
        "请问",
        "一下",
        "计算",
        "到期",
        "的",
        "银行",
        "存单",
        "保险",
        "赔付",
        "基金",
    ]
)
questions = st.lists(words, min_size=1, max_size=25).map("".join)
rows = st.lists(
    st.tuples(
        questions, st.sampled_from("甲乙"), st.sampled_from("xy"), st.sampled_from([0.6, 0.7])
    ),
    max_size=25,
)


def of(drawn: list[tuple[str, str, str, float]]) -> pl.DataFrame:
    asked, golds, leaves, scores = ([row[place] for row in drawn] for place in range(4))
    return items(asked, golds, leaf=leaves, score=scores).cast(
        {"question": pl.String, "answer": pl.String, "leaf": pl.String, "score": pl.Float64}
    )


@given(rows, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_verdicts_do_not_depend_on_the_order(drawn, rng):
    frame = of(drawn)
    order = list(range(frame.height))
    rng.shuffle(order)
    assert told(frame[order], threshold=0.6) == told(frame, threshold=0.6)


@given(rows)
@settings(max_examples=30, deadline=None)
def test_once_removed_nothing_more_is_removed_and_every_witness_stays(drawn):
    frame = of(drawn)
    lost = duplicates.verdicts(frame, (), threshold=0.6)
    kept = frame.join(lost, on="item_id", how="anti")
    assert lost["item_id"].is_unique().all()
    assert kept.height + lost.height == frame.height
    assert {evidence.split()[0] for evidence in lost["evidence"]} <= set(kept["item_id"])
    assert duplicates.verdicts(kept, (), threshold=0.6).is_empty()


def jaccard(one: str, other: str) -> float:
    sets = [{text[i : i + 5] for i in range(max(1, len(text) - 4))} for text in (one, other)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_every_pair_that_brute_force_finds_is_found():
    rng = random.Random(5)
    alphabet = [chr(code) for code in range(0x8000, 0x8400)]
    base = ["".join(rng.choices(alphabet, k=60)) for _ in range(150)]
    edited = [
        text[:place] + "的" + text[place + 1 :] for text in base for place in [rng.randrange(60)]
    ]
    frame = items(base + edited)
    found = {row[0]: float(row[2].split()[1]) for row in told(frame, threshold=0.8)}
    expected = {
        f"i{150 + place:05}": jaccard(one, other)
        for place, (one, other) in enumerate(zip(base, edited, strict=True))
        if jaccard(one, other) >= 0.8
    }
    assert len(expected) > 100
    assert found == pytest.approx(expected, abs=1e-3)
