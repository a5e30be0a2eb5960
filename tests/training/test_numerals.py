import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.numerals import chinese_value, plain_numerals, tidy

DIGITS = "零一二三四五六七八九"


def spelt(number):
    """A number below 100,000,000 in Chinese numerals."""
    high, low = divmod(number, 10_000)
    if high:
        gap = "零" if 0 < low < 1000 else ""
        return f"{spelt(high)}万{gap}{spelt(low) if low else ''}"
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if zero and out else "") + DIGITS[digit] + name
        zero = digit == 0
        if digit == 0 and out and number:
            zero = True
    return out


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_are_read_back(number):
    assert chinese_value(spelt(number)) == number


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("二十五万元", "250000元"),
        ("一亿二千万元", "120000000元"),
        ("3.5亿元", "350000000元"),
        ("三万五", "35000"),
        ("一百零五", "105"),
        ("二〇二四年", "2024年"),
        ("百分之五", "5%"),
        ("千分之三", "0.3%"),
        ("第一百二十三条", "第123条"),
        ("1,234.50", "1234.5"),
        ("万能险", "万能险"),
        ("千" * 30, "千" * 30),
    ],
)
def test_numerals_are_written_alike(text, plain):
    assert plain_numerals(text) == plain


def test_width_and_spaces_are_tidied():
    assert tidy("　５０ 万 元，ＡＢ  c ") == "50万元,AB c"
