from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agentar_assets.knowledge.extraction.quantities import quantities


def spoken(value):
    """A number in Chinese numerals, written independently of the reader."""
    if value < 10:
        return "零一二三四五六七八九"[value]
    sizes = ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十"))
    size, name = next(each for each in sizes if value >= each[0])
    head, rest = divmod(value, size)
    gap = "零" if rest and rest < size // 10 else ""
    return spoken(head) + name + (gap + spoken(rest) if rest else "")


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
        ("shall not be less than RMB 5,000", [("RMB 5,000", "5000", "元", ">=")]),
        ("单笔USD 5,000以上，RMB50", [
            ("USD 5,000", "5000", "美元", ">="), ("RMB50", "50", "元", "="),
        ]),
        ("2个工作日（含）内", [("2个工作日", "2", "工作日", "<=")]),
        ("起存金额1万元", [("1万元", "10000", "元", ">=")]),
        ("15-day, 2.5 percent", [("15-day", "15", "日", "="), ("2.5 percent", "2.5", "%", "=")]),
    ],
)  # fmt: skip
def test_money_rates_terms_counts_and_bounds(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "自2015年起，每年5月1日前",
        "2020-2025年",
        "2025年2月30日",
        "数十万元，上百万元",
        "同一人、任一家",
        "次一交易日、上一年度",
        "99999999999999999999999999元",
        "依照本法第三十条第二款第一项",
        "根据《中华人民共和国2020年公告》",
        "9:30至11:30",
        "Under Article 5 of the Regulations",
        "不得一概而论，应当一致",
        "拨打12386热线",
        "三五天内，七八百元，两三百户",
    ],
)
def test_dates_articles_times_and_idioms_are_no_quantities(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5%以上10%以下", [("5%", "5", "%", ">="), ("10%", "10", "%", "<=")]),
        ("3%至5%", [("3%", "3", "%", ">="), ("5%", "5", "%", "<=")]),
        ("3个月-6个月", [("3个月", "3", "月", ">="), ("6个月", "6", "月", "<=")]),
        ("三至五年", [("三", "3", "年", ">="), ("五年", "5", "年", "<=")]),
        ("3-5个工作日", [("3", "3", "工作日", ">="), ("5个工作日", "5", "工作日", "<=")]),
        ("人民币3-5万元", [("人民币3", "30000", "元", ">="), ("5万元", "50000", "元", "<=")]),
        ("5000至1万元", [("5000", "5000", "元", ">="), ("1万元", "10000", "元", "<=")]),
        ("between 5 and 10 days", [("5", "5", "日", ">="), ("10 days", "10", "日", "<=")]),
        ("from 5 to 10 days", [("5", "5", "日", ">="), ("10 days", "10", "日", "<=")]),
        ("between 1% and 2%", [("1%", "1", "%", ">="), ("2%", "2", "%", "<=")]),
        ("1% and 2%", [("1%", "1", "%", "="), ("2%", "2", "%", "=")]),
        ("100%至10%", [("100%", "100", "%", "<="), ("10%", "10", "%", ">=")]),
        ("RMB 500,000, paid", [("RMB 500,000", "500000", "元", "=")]),
        ("一个半月", [("一个半月", "1.5", "月", "=")]),
        ("由3%下调至5%", [("3%", "3", "%", "="), ("5%", "5", "%", "=")]),
        ("高于5%且不高于10%", [("5%", "5", "%", ">"), ("10%", "10", "%", "<=")]),
        ("5万元（含）以上", [("5万元", "50000", "元", ">=")]),
        ("50万元（不含）以下", [("50万元", "500000", "元", "<")]),
        ("两年半", [("两年半", "2.5", "年", "=")]),
        ("半年内，上半年", [("半年", "0.5", "年", "<=")]),
        ("3.5万亿元", [("3.5万亿元", "3500000000000", "元", "=")]),
        ("人民币伍拾万元整", [("人民币伍拾万元整", "500000", "元", "=")]),
        ("25bp", [("25bp", "0.25", "%", "=")]),
        ("收益率为-0.5%", [("-0.5%", "-0.5", "%", "=")]),
        ("HK$1.2 million", [("HK$1.2 million", "1200000", "港元", "=")]),
    ],
)
def test_ranges_halves_and_signs(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "value", "comparison"),
    [
        ("自2025年1月31日起", "2025-01-31", ">="),
        ("二〇二五年一月三十一日前", "2025-01-31", "<"),
        ("2025年1月", "2025-01", "="),
        ("截至2025-01-31", "2025-01-31", "="),
        ("before 31 January 2025", "2025-01-31", "<"),
        ("on March 5, 2024", "2024-03-05", "="),
        ("in May 2024", "2024-05", "="),
    ],
)
def test_dates_are_read_as_in_iso_8601(text, value, comparison):
    (found,) = quantities(text)
    assert (found["kind"], found["unit"]) == ("date", "日期")
    assert (found["value"], found["comparison"]) == (value, comparison)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("5%、五元、3日、二分之一、一倍", ["percent", "money", "period", "ratio", "ratio"]),
        ("两人，2025年1月1日", ["count", "date"]),
    ],
)
def test_every_number_has_its_kind(text, kinds):
    assert [found["kind"] for found in quantities(text)] == kinds


@settings(max_examples=200, deadline=None)
@given(
    value=st.integers(1, 10**12).map(lambda cents: Decimal(cents) / 100),
    unit=st.sampled_from([("元", "money"), ("%", "percent"), ("个月", "period"), ("年", "period")]),
)
def test_figures_are_read_back_as_they_were_written(value, unit):
    name, kind = unit
    assume(not (name == "年" and value in range(1900, 2100)))  # that is a year of the calendar
    for written in (f"{value:f}{name}", f"{value:,f}{name}"):
        (found,) = quantities(f"，{written}。")
        assert (found["text"], found["kind"]) == (written, kind)
        assert Decimal(found["value"]) == value


@settings(max_examples=200, deadline=None)
@given(
    value=st.integers(1, 10**12 - 1),
    unit=st.sampled_from(
        [("{}元", 1), ("百分之{}", 1), ("万分之{}", Decimal("0.01")), ("{}年", 1)]
    ),
)
def test_chinese_numerals_are_read_back_as_they_were_written(value, unit):
    form, size = unit
    written = form.format(spoken(value))
    (found,) = quantities(f"，{written}。")
    assert found["text"] == written
    assert Decimal(found["value"]) == value * size


@given(st.dates(min_value=date(1949, 1, 1), max_value=date(2099, 12, 31)))
def test_dates_are_read_back_in_every_writing(day):
    english = f"{day:%B} {day.day}, {day.year}"
    for written in (f"{day.year}年{day.month}月{day.day}日", day.isoformat(), english):
        (found,) = quantities(f"on {written}.")
        assert (found["text"], found["value"]) == (written, day.isoformat())


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
