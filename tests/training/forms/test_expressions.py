from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.forms import arithmetic, expressions
from training.graders import canonical, is_right

leaves = st.sampled_from(["x", "y", "1", "2", "7", "0.5", "365"])
sources = st.recursive(
    leaves,
    lambda part: st.one_of(
        st.builds("({} {} {})".format, part, st.sampled_from(["+", "-", "*", "//", "%"]), part),
        st.builds("{}({}, {})".format, st.sampled_from(["max", "min"]), part, part),
        st.builds("({} if {} < {} else {})".format, part, part, part, part),
        st.builds("abs(-{})".format, part),
    ),
    max_leaves=8,
)


def valued(source, **names):
    read = expressions.parsed(source)
    assert read is not None, source
    return arithmetic.evaluated(read.body, {name: Fraction(v) for name, v in names.items()})


@given(sources, st.integers(-9, 99), st.integers(-9, 99))
@settings(max_examples=150, deadline=None)
def test_an_expression_has_the_value_that_python_gives_it(source, x, y):
    try:
        wanted = eval(source, {"max": max, "min": min, "abs": abs, "x": x, "y": y})
    except ZeroDivisionError:
        return
    assert float(valued(source, x=x, y=y)) == pytest.approx(wanted)


@given(sources)
@settings(max_examples=60, deadline=None)
def test_an_expression_is_itself_and_not_itself_plus_one(source):
    if canonical("code_or_output", f"代码：{source}") is None:
        return
    assert is_right("code_or_output", f"代码：{source}", f"code: 0 + {source}")
    assert not is_right("code_or_output", f"代码：{source}", f"代码：{source} + 1")


def test_a_power_that_is_no_fraction_is_a_decimal():
    assert float(valued("(1+r)**(1/12)", r="0.05")) == pytest.approx(1.05 ** (1 / 12), rel=1e-14)
    assert valued("2**-3 + 0**0.5") == Fraction(1, 8)
    assert valued("round(2.675, 2)") == Fraction("2.68")
    assert valued("not (1 < 2 <= 2) or 3") == 3


@pytest.mark.parametrize(
    "source",
    [
        "__import__('os').system('ls')",
        "x.real",
        "[x for x in y]",
        "lambda: 1",
        "open(x)",
        "max",
        "max(*x)",
        "max(x, key=y)",
        "round(x, 10**9)",
        "x == 'a'",
        "x = 1",
        "x; y",
        "1/0",
        "9**9**9",
        "2**99999",
        "(-1)**0.5",
        "1if x else 2",
        "None",
        "1j",
        "0x10",
        "x" * 401,
        "-" * 390 + "1",
        "(" * 200 + "1" + ")" * 200,
        " " * 398 + "$",
        "a" * 398 + "$",
        "+".join(f"a{n}" for n in range(13)),
        "",
        "x\0",
        "x\ud800",
    ],
)
def test_what_is_no_arithmetic_or_has_no_value_is_refused(source):
    assert expressions.parsed(source) is None
    assert canonical("code_or_output", f"代码：{source}") is None
