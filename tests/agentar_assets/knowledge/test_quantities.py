from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.knowledge.quantities import quantities


def read(text):
    return [(q["text"], q["value"], q["unit"], q["comparison"]) for q in quantities(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("最高偿付限额为人民币50万元。", [("人民币50万元", "500000", "元", "<=")]),
        ("起存金额不低于人民币5000元", [("人民币5000元", "5000", "元", ">=")]),
        ("五千元以上一万元以下", [("五千元", "5000", "元", ">="), ("一万元", "10000", "元", "<=")]),
        ("违法所得一倍以上五倍以下", [("一倍", "1", "倍", ">="), ("五倍", "5", "倍", "<=")]),
        ("违法所得不足二十万元的", [("二十万元", "200000", "元", "<")]),
        ("年利率为3.5%", [("3.5%", "3.5", "%", "=")]),
        ("达到百分之三十时", [("百分之三十", "30", "%", ">=")]),
        ("按日加收万分之五", [("万分之五", "0.05", "%", "=")]),
        ("千分之零点五", [("千分之零点五", "0.05", "%", "=")]),
        ("加40个基点", [("40个基点", "0.4", "%", "=")]),
        ("三分之二以上通过", [("三分之二", "0.666667", "比例", ">=")]),
        ("应当在三十日内答复", [("三十日", "30", "日", "<=")]),
        ("至少提前三十日公告", [("三十日", "30", "日", ">=")]),
        ("期限不得超过12个月", [("12个月", "12", "月", "<=")]),
        ("在5个工作日以内", [("5个工作日", "5", "工作日", "<=")]),
        ("超过二年的", [("二年", "2", "年", ">")]),
        ("不满16周岁", [("16周岁", "16", "周岁", "<")]),
        ("不得少于2人", [("2人", "2", "人", ">=")]),
        ("at least RMB 100,000 a year", [("RMB 100,000", "100000", "元", ">=")]),
        ("no more than RMB 3 million", [("RMB 3 million", "3000000", "元", "<=")]),
        ("日累计限额合计为1万元", [("1万元", "10000", "元", "<=")]),
        ("must not exceed 5 business days", [("5 business days", "5", "工作日", "<=")]),
        ("a term of five years or more", [("five years", "5", "年", ">=")]),
        ("15-day, 2.5 percent", [("15-day", "15", "日", "="), ("2.5 percent", "2.5", "%", "=")]),
    ],
)  # fmt: skip
def test_money_rates_terms_counts_and_bounds(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "自2015年5月1日起施行",
        "依照本法第三十条第二款第一项",
        "根据《中华人民共和国2020年公告》",
        "9:30至11:30",
        "Under Article 5 of the Regulations",
        "不得一概而论，应当一致",
        "拨打12386热线",
    ],
)
def test_dates_articles_times_and_idioms_are_no_quantities(text):
    assert read(text) == []


texts = st.text(
    st.sampled_from("一二十百万亿点.,0125元日年月%个分之第条以上不得超过至少 RMBday《》"),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_spans_are_exact_ordered_and_values_are_decimals(text):
    end = 0
    for found in quantities(text):
        assert text[found["start"] : found["end"]] == found["text"]
        assert end <= found["start"] < found["end"]
        assert Decimal(found["value"]) >= 0
        assert found["comparison"] in ("<", "<=", "=", ">=", ">")
        end = found["end"]
