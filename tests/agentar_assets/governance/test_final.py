import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.governance import final

PHONE = "请联系13812345678核实"


def verified(*rows: dict) -> pl.DataFrame:
    base = {
        "tag": "deposit_savings.consulting_qa",
        "unit_id": "u",
        "leaf": "leaf",
        "answer": "是",
        "answer_form": "text",
        "thinking": "依据条文。",
        "quote": "条文",
        "split": "train",
        "score": 0.9,
        "tau": 0.5,
    }
    return pl.DataFrame(
        [base | {"item_id": f"i{place}"} | row for place, row in enumerate(rows)],
        schema=records.VERIFIED,
    )


def empty(name: str) -> pl.DataFrame:
    return pl.DataFrame(schema=records.SCHEMAS[name])


def told(frame, *, evaluation=None, benchmarks=None, units=None) -> pl.DataFrame:
    rows = final.final(
        frame,
        empty("evaluation_items") if evaluation is None else evaluation,
        empty("benchmark_items") if benchmarks is None else benchmarks,
        empty("knowledge_units") if units is None else units,
        final.Bars(),
    )
    return records.audited("final_set", rows)


numbers = st.one_of(st.none(), st.just(math.nan), st.floats(0, 1), st.sampled_from([0.5, 1.0]))


@given(st.sampled_from([None, "no_quorum"]), st.sampled_from([None, "duplicate"]), numbers, numbers)
def test_an_item_is_in_the_set_iff_verified_and_clean_and_above_tau(rejected, unclean, score, tau):
    frame = pl.DataFrame(
        {"rejected": [rejected], "unclean": [unclean], "score": [score], "tau": [tau]},
        schema={
            "rejected": pl.String,
            "unclean": pl.String,
            "score": pl.Float64,
            "tau": pl.Float64,
        },
    )
    known = score is not None and tau is not None and not math.isnan(score) and not math.isnan(tau)
    above = known and score > tau
    expected = rejected is None and unclean is None and above
    assert frame.select(final.in_final_set()).item() is expected
    assert (frame.select(final.reason()).item() is None) is expected


@pytest.mark.parametrize("score", [0.5, math.nextafter(0.5, 0), None, math.nan, math.inf])
def test_a_score_that_is_not_above_tau_stays_out(score):
    assert told(verified({"question": "问？", "score": score}))["reason"].to_list() == [
        "score_not_above_tau"
    ]


def test_the_least_score_above_tau_gets_in():
    frame = verified({"question": "问？", "score": math.nextafter(0.5, 1)})
    assert told(frame)["reason"].to_list() == [None]


def test_the_first_reason_is_told_and_every_row_stays_in_its_place():
    benchmark = "某商业银行拟通过同业拆借补充流动性，拆入资金余额最高为多少？"
    frame = verified(
        {"question": PHONE, "reason": "no_quorum", "score": 0.1},
        {"question": PHONE, "score": 0.1},
        {"question": PHONE + benchmark},
        {"question": f"「{benchmark}」"},
        {"question": "利息按什么利率计算？", "score": 0.7},
        {"question": "利息按什么利率计算？ ", "score": 0.8},
        {"question": "利息按什么利率计算？", "score": 0.6, "answer": "否"},
    )
    rows = told(
        frame,
        benchmarks=pl.DataFrame(
            [{"benchmark": "b", "task": "t", "index": 7, "question": benchmark}],
            schema=records.BENCHMARK_ITEMS,
        ),
    )
    assert rows["item_id"].to_list() == frame["item_id"].to_list()
    assert rows["reason"].to_list() == [
        "verification: no_quorum",
        "score_not_above_tau",
        "personal_data",
        "contaminated",
        "duplicate",
        None,
        "contradicts",
    ]
    evidence = rows["evidence"].to_list()
    assert evidence[:3] == [None, None, "mobile_phone question[3:14]"]
    assert evidence[3].startswith("b/t#7: 某商业银行")
    assert evidence[4:] == ["i5 1.0", None, "i5 1.0"]


def test_an_item_that_failed_elsewhere_takes_no_good_one_along():
    frame = verified(
        {"question": "利息按什么利率计算？", "score": 0.99, "reason": "no_quorum"},
        {"question": "利息按什么利率计算？", "score": 0.6},
    )
    assert told(frame)["reason"].to_list() == ["verification: no_quorum", None]


def test_only_sealed_items_are_kept_out_of_training():
    question = "客户在什么情况下可以提前支取定期储蓄存款？"
    items = [
        {"tag": "t", "item_id": split, "split": split, "question": text}
        for split, text in (("sealed", question), ("development", "另一个问题是怎样的呢？"))
    ]
    evaluation = pl.DataFrame(items, schema=records.ITEMS)
    frame = verified({"question": question}, {"question": "另一个问题是怎样的呢？"})
    rows = told(frame, evaluation=evaluation)
    assert rows["reason"].to_list() == ["contaminated", None]
    assert rows["evidence"][0].startswith("sealed/t#sealed: ")


def test_names_of_the_units_tell_items_apart():
    wording = "{}发行的一年期定期存单在到期之后没有及时支取的部分按照怎样的利率来计付利息？"
    frame = verified({"question": wording.format("瑞丰达")}, {"question": wording.format("恒远通")})
    entities = [
        {"text": name, "type": "机构", "start": 0, "end": 3} for name in ("瑞丰达", "恒远通")
    ]
    units = pl.DataFrame([{"unit_id": "u", "entities": entities}], schema=records.UNITS)
    assert told(frame)["reason"].to_list() == [None, "near_duplicate"]
    assert told(frame, units=units)["reason"].to_list() == [None, None]


def test_an_empty_tag_gives_an_empty_set():
    assert told(verified()).is_empty()
