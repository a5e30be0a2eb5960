import polars as pl
import pytest

from agentar_assets.attribution import verdicts

BARS = verdicts.Bars()


def judged(**changed):
    row = {
        "p": 0.3,
        "p_before": 0.9,
        "p_value": 0.001,
        "p_low": 0.1,
        "data_changed": True,
        "baseline_release": "good",
        "gap": 0.6,
        "target": 0.9,
        "items": 20,
        "lost": 12,
        "won": 0,
        "shared": 20,
        "before": 0,
        "alone_before": 0,
    } | changed
    types = {"p_before": pl.Float64, "p_value": pl.Float64, "baseline_release": pl.String}
    rows = pl.DataFrame([row], schema_overrides=types)
    rows = rows.with_columns(regressed=verdicts.regressed(BARS))
    rows = rows.with_columns(
        regressions=verdicts.in_a_row("regressed", "before", BARS),
        alone=verdicts.in_a_row_alone("regressed", "alone_before"),
    )
    return rows.select(
        verdict=verdicts.verdict(BARS), because=verdicts.because(), falls="regressions"
    ).to_dicts()[0]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "roll_back"),
        ({"data_changed": False}, "keep"),
        ({"data_changed": False, "before": 1, "alone_before": 1}, "resynthesize"),
        ({"data_changed": False, "before": 1}, "keep"),
        ({"before": 2, "alone_before": 1}, "roll_back"),
        ({"baseline_release": None}, "keep"),
        ({"baseline_release": None, "before": 1, "alone_before": 1}, "resynthesize"),
        ({"before": 3}, "feed"),
        ({"before": 4}, "roll_back"),
        ({"p_value": 0.2}, "feed"),
        ({"p": 0.81}, "feed"),
        ({"p": 0.95, "gap": 0.0}, "keep"),
        ({"p_before": None, "p_value": None}, "feed"),
        ({"p_before": None, "p_value": None, "gap": 0.0}, "keep"),
    ],
)
def test_the_verdict_on_a_tag(changed, expected):
    assert judged(**changed)["verdict"] == expected


def test_the_smallest_fall_that_counts_does_count():
    assert judged(p=0.8, p_before=0.9)["verdict"] == "roll_back"


def test_falls_are_counted_in_a_row_and_a_rise_starts_anew():
    assert judged(before=2)["falls"] == 3
    assert judged(before=2, p=0.95)["falls"] == 0


def test_falls_are_counted_anew_after_giving_up():
    assert [judged(before=falls)["falls"] for falls in (2, 3, 4)] == [3, 4, 1]


def test_a_round_compared_with_nothing_is_no_rise():
    unknown = {"p_before": None, "p_value": None, "lost": None, "won": None, "shared": None}
    assert [judged(before=falls, **unknown)["falls"] for falls in (0, 1, 4)] == [0, 2, 0]
    assert "release good has no score on them" in judged(**unknown)["because"]


def test_the_reason_tells_the_numbers():
    because = judged()["because"]
    told = ("0.3 on 20 items", "0.9 at release good", "12 items lost and 0 won of 20", "p 0.001")
    assert all(part in because for part in told)
    assert "its data changed" in because


def test_the_first_round_is_told_against_the_base_model_or_against_nothing():
    assert "at the base model" in judged(baseline_release=None)["because"]
    unknown = {"p_before": None, "p_value": None, "lost": None, "won": None, "shared": None}
    assert "nothing before" in judged(baseline_release=None, **unknown)["because"]
