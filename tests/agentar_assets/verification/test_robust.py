import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets.verification import robust

votes = st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=5)


def of(expression, **columns):
    return (
        pl.DataFrame(columns, schema_overrides={"right": pl.Boolean, "canonical": pl.String})
        .select(expression)
        .item()
    )


@given(votes)
def test_agreement_counts_silence_as_disagreement(right):
    share = of(robust.gold_agreement(), right=right)
    assert share == pytest.approx(right.count(True) / len(right))


@given(votes, st.sampled_from("ABC"))
def test_a_rival_and_the_gold_never_share_a_vote(right, rival):
    canonical = [None if vote is None else "G" if vote else rival for vote in right]
    shares = robust.rival_share() + robust.gold_agreement()
    assert of(shares, right=right, canonical=canonical) <= 1 + 1e-9


def test_the_strongest_rival_counts():
    rivals = of(robust.rival_share(), right=[False] * 4, canonical=["A", "B", "B", None])
    assert rivals == 0.5


def test_the_first_broken_rule_is_the_reason_and_an_unanswered_one_is_broken():
    frame = pl.DataFrame({"a": [True, False, None, False], "b": [True, True, False, False]})
    reason = robust.first_reason({"a": pl.col("a"), "b": pl.col("b")})
    assert frame.select(reason).to_series().to_list() == ["a", "b", "a", None]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"canonical_gold": None}, "bad_form"),
        ({"unit_usable": False}, "unit_not_in_force"),
        ({"unit_usable": None}, "unit_not_in_force"),
        ({"quote_found": False}, "quote_not_in_unit"),
        ({"reasoning_valid": False}, "reasoning_invalid"),
        ({"answered": 0.0, "gold_agreement": 0.0}, "not_answered"),
        ({"rival_share": 2 / 3, "gold_agreement": 1 / 3}, "majority_says_otherwise"),
        ({"gold_agreement": 1 / 3}, "answers_disagree"),
        ({"score": None}, "not_rated"),
        ({"rival_share": 1.0, "quote_found": False}, "quote_not_in_unit"),
        ({}, None),
    ],
)
def test_what_is_computed_outranks_what_is_voted(broken, reason):
    sound = {
        "canonical_gold": "A",
        "unit_usable": True,
        "quote_found": True,
        "reasoning_valid": True,
        "answered": 1.0,
        "rival_share": 0.0,
        "gold_agreement": 1.0,
        "score": 0.9,
        "tau": 0.5,
    }
    row = pl.DataFrame([sound | broken], schema=pl.DataFrame([sound]).schema)
    assert row.select(robust.first_reason(robust.rules(quorum=0.5))).item() == reason
