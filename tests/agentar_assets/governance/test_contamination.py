import random
from pathlib import Path

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.evaluation import benchmarks
from agentar_assets.governance import contamination, index

DATA = Path(__file__).parents[4] / "shared" / "data"
SETS = ["finova", "fineva", "financeiq", "math500"]
present = pytest.mark.skipif(
    not all((DATA / name).is_dir() for name in [*SETS, "laws"]), reason="../shared/data is absent"
)

BARS = contamination.Bars()
TEST = "某商业银行拟通过同业拆借补充流动性，其拆入资金余额与各项负债余额之比最高为多少？"
STATUTE = (
    "商业银行贷款，应当遵守下列资产负债比例管理的规定：资本充足率不得低于百分之八；"
    "流动性资产余额与流动性负债余额的比例不得低于百分之二十五；"
    "对同一借款人的贷款余额与商业银行资本余额的比例不得超过百分之十。"
)


def items(*questions: str, thinking: str = "", answer: str = "是") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "tag": ["t"] * len(questions),
            "unit_id": [f"u{place}" for place in range(len(questions))],
            "item_id": [f"i{place}" for place in range(len(questions))],
            "question": questions,
            "thinking": [thinking] * len(questions),
            "answer": [answer] * len(questions),
        },
    )


def bench(*questions: str, task: str = "task") -> pl.DataFrame:
    rows = [
        {"benchmark": "b", "task": task, "index": place, "question": question}
        for place, question in enumerate(questions)
    ]
    return pl.DataFrame(rows, schema=records.BENCHMARK_ITEMS)


def told(items, benchmarks, *, knowledge=(), bars=BARS) -> dict[str, str]:
    units = pl.Series("unit", knowledge, dtype=pl.String)
    verdicts = contamination.verdicts(items, [index.of_benchmarks(benchmarks)], units, bars)
    assert set(verdicts["reason"]) <= {"contaminated"}
    return dict(verdicts.select("item_id", "evidence").rows())


@pytest.mark.parametrize(
    "held",
    [
        TEST,
        TEST.replace("，", "， ").replace("？", "?"),
        STATUTE + TEST + STATUTE,
        f"阅读材料后回答。「{TEST}」",
        TEST[:30] + "，应当是多少",
    ],
)
def test_a_planted_question_is_found_with_its_item_and_span(held):
    found = told(items(held, STATUTE), bench("另一道题目：什么是货币的时间价值？", TEST))
    assert list(found) == ["i0"]
    name, span = found["i0"].split(": ")
    assert name == "b/task#1"
    assert span.startswith("某商业银行拟通过同业拆借补充流动性")


def test_a_question_in_the_thinking_is_found():
    assert told(items("问？", thinking=f"原题为{TEST}"), bench(TEST)).keys() == {"i0"}


def test_another_figure_in_a_test_question_does_not_hide_it():
    question = (
        "某客户向本行申请办理个人住房按揭贷款，贷款金额为100万元，"
        "双方在借款合同中约定采用等额本息的方式按月偿还，请问该客户首月应当偿还的利息是多少"
    )
    assert told(items(question.replace("100", "250")), bench(question)).keys() == {"i0"}


def test_an_english_question_is_found_by_its_words():
    question = "What is the smallest positive perfect cube that is the sum of three integers?"
    held = f"请用英文作答。Question: {question.upper()} Explain."
    clean = "What is the smallest amount that a client must keep on the account?"
    assert told(items(held, clean), bench(question)).keys() == {"i0"}


def test_a_short_test_question_is_found_word_for_word_only():
    found = told(items("客户说：我想查询社保余额。", "我想查询"), bench("我想查询社保余额"))
    assert found == {"i0": "b/task#0: 我想查询社保余额"}


def test_a_very_short_test_question_must_be_all_of_the_question():
    assert told(items("ETF", "什么是ETF？"), bench("ETF")) == {"i0": "b/task#0: etf"}


def test_statute_text_that_both_quote_is_not_contamination():
    test = f"根据规定，{STATUTE}以上说法是否正确？"
    item = items(f"规定：「{STATUTE}」情形：某行资本充足率为7%。是否合规？")
    assert told(item, bench(test)).keys() == {"i0"}
    assert told(item, bench(test), knowledge=[STATUTE]) == {}


def test_a_question_around_known_statute_text_is_still_found():
    test = f"根据规定，{STATUTE}请判断下列四家商业银行中哪一家的做法违反了上述规定并说明理由"
    assert told(items(test + "。"), bench(test), knowledge=[STATUTE]).keys() == {"i0"}


def test_a_question_that_equals_a_test_question_is_found_even_if_the_knowledge_holds_it():
    assert told(items(TEST), bench(TEST), knowledge=[TEST]).keys() == {"i0"}


def test_the_instructions_that_all_questions_of_a_task_share_tell_none_of_them():
    head = (
        "你是一名专业的金融行业信息安全审核员，你可以判断给定的输入包含的信息是否安全合规。问题是："
    )
    matters = [f"如何{verb}存款保险的保费缴纳基数" for verb in "查算改报问看审"]
    tested = bench(*[head + matter for matter in matters])
    assert told(items(f"{head}什么是利率互换合约的名义本金金额"), tested) == {}
    assert told(items(f"{head}{matters[3]}"), tested).keys() == {"i0"}


def test_a_row_without_a_question_is_passed_over():
    tested = pl.concat([bench(TEST), bench(TEST).with_columns(question=pl.lit(None, pl.String))])
    assert told(items(TEST), tested) == {"i0": "b/task#0: " + TEST.replace("，", "").rstrip("？")}


def test_without_any_test_question_nothing_is_contaminated():
    assert told(items(TEST), bench()) == {}
    assert told(items().cast({"item_id": pl.String}), bench(TEST)) == {}


def sealed_verdicts(train: pl.DataFrame, sealed: pl.DataFrame) -> dict[str, str]:
    held = [index.of_sealed(sealed, train)]
    verdicts = contamination.verdicts(train, held, pl.Series("u", [], pl.String), BARS)
    return dict(verdicts.select("item_id", "evidence").rows())


def test_a_sealed_question_is_found_and_its_template_is_not():
    template = (
        "请计算客户{}先生将{}元存入银行，年利率为{}%，存期三年到期后所得的利息，结果保留两位小数。"
    )
    asked = [template.format(name, 1000 * k, k) for k, name in enumerate("赵钱孙李周吴郑王", 2)]
    train, sealed = items(*asked[:5], f"先看题：{asked[6]}"), items(*asked[5:])
    sealed = sealed.with_columns(
        pl.format("s{}", each).alias(each) for each in ("item_id", "unit_id")
    )
    found = sealed_verdicts(train, sealed)
    assert list(found) == ["i5"]
    assert found["i5"].startswith("sealed/t#si1: 请计算客户郑先生")


def test_a_leak_is_not_taken_for_a_template_because_it_was_evolved_many_times():
    sealed = items(TEST).with_columns(unit_id=pl.lit("other"))
    train = items(*[f"第{k}步：{TEST}" for k in range(9)]).with_columns(unit_id=pl.lit("one"))
    assert len(sealed_verdicts(train, sealed)) == 9


def test_the_index_of_the_same_rows_is_built_once():
    first = index.of_benchmarks(bench(TEST))
    assert index.of_benchmarks(bench(TEST)) is first
    assert index.of_benchmarks(bench(TEST + "？？")) is not first


@pytest.fixture(scope="module")
def published() -> pl.DataFrame:
    rows = benchmarks.items([DATA / name for name in SETS])
    return rows.filter(pl.col("question").is_not_null())


@pytest.fixture(scope="module")
def statutes() -> list[str]:
    texts = [path.read_text() for path in sorted((DATA / "laws" / "in_force").glob("*.md"))]
    return [line.strip() for text in texts for line in text.split("\n") if len(line.strip()) >= 30]


@present
def test_planted_leaks_of_every_benchmark_are_found(published, statutes):
    rng = random.Random(3)
    rows = published.filter(
        pl.col("question").str.replace_all(r"[^\p{L}\p{N}]", "").str.len_chars() >= 10
    )
    leaks = rows.sample(400, seed=3)["question"].to_list()
    verbatim = items(*leaks)
    embedded = items(*[rng.choice(statutes) + leak + "\n" + rng.choice(statutes) for leak in leaks])
    assert len(told(verbatim, published)) == len(leaks)
    assert len(told(embedded, published)) == len(leaks)


@present
def test_clean_statute_text_is_not_flagged(published, statutes):
    found = told(items(*statutes), published)
    assert len(found) / len(statutes) <= 0.01, "precision before anything is subtracted"
    assert told(items(*statutes), published, knowledge=statutes) == {}
