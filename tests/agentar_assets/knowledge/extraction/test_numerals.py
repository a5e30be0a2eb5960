from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets.knowledge.extraction import numerals


def spoken(value: int) -> str:
    """A number in Chinese numerals, written independently of the reader."""
    signs = "零一二三四五六七八九"
    if value < 10:
        return signs[value]
    for size, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if value >= size:
            head, rest = divmod(value, size)
            gap = "零" if rest and rest < size // 10 else ""
            return spoken(head) + name + (gap + spoken(rest) if rest else "")
    raise AssertionError


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_are_read_back(value):
    assert numerals.number(spoken(value)) == value


@given(st.decimals(0, 10**9, places=4))
def test_digits_are_read_back_with_and_without_commas(value):
    assert numerals.number(f"{value:,}") == numerals.number(f"{value:f}") == value
    assert Decimal(numerals.literal(value)) == value
    assert "E" not in numerals.literal(value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(
            ("50万", 500_000),
            ("1.5亿", 150_000_000),
            ("两百", 200),
            ("十五", 15),
            ("零点五", "0.5"),
        ),
        *(("二〇二四", 2024), ("三千二百万", 32_000_000), ("thirty", 30), ("1,200.50", "1200.5")),
        *(("一万亿五千亿", 1_500_000_000_000), ("3万亿", 3 * 10**12), ("伍拾万", 500_000)),
    ],
)
def test_mixed_and_short_forms(written, value):
    assert numerals.number(written) == Decimal(value)


@pytest.mark.parametrize("written", ["", "abc", "五十x", "点五", "9" * 26])
def test_what_is_no_number_is_told(written):
    with pytest.raises(ValueError, match="is no number"):
        numerals.number(written)
