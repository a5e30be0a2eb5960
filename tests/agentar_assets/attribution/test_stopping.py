import polars as pl
import pytest

from agentar_assets.attribution import stopping

BARS = stopping.Bars(most=1000)


def report(*rounds):
    """Each round is a list of (p_before, p, gap, data, added, verdict)."""
    names = ["p_before", "p", "gap", "data", "data_added", "verdict"]
    frames = [
        pl.DataFrame(rows, schema=names, orient="row").with_columns(
            round=pl.lit(i + 1), tag=pl.format("s.t{}", pl.int_range(len(rows)))
        )
        for i, rows in enumerate(rounds)
    ]
    return pl.concat(frames)


def reason(rows, bars, *unscored):
    """Why a loop over the tags of the report, and over the unscored ones, ends."""
    return stopping.reason(rows, bars, [*rows["tag"].unique(), *unscored])


GOING = [(0.1, 0.5, 0.4, 100, 100, "feed"), (0.2, 0.6, 0.3, 100, 100, "feed")]


def test_a_loop_that_gains_goes_on_and_an_empty_report_too():
    assert reason(report(GOING), BARS) is None
    assert reason(report(GOING).clear(), BARS) is None


def test_it_ends_when_every_tag_is_at_its_target():
    reached = [(0.1, 0.95, 0.0, 10, 10, "keep"), (0.2, 0.9, 0.0, 10, 10, "keep")]
    assert reason(report(reached), BARS) == "all at target: 2 of 2 tags"
    assert reason(report([*reached, GOING[0]]), BARS) is None


def test_a_planned_tag_without_a_score_is_not_at_its_target():
    reached = report([(0.1, 0.95, 0.0, 10, 10, "keep")])
    assert reason(reached, BARS) == "all at target: 1 of 1 tags"
    assert reason(reached, BARS, "s.unmeasured") is None


def test_a_tag_that_the_loop_is_not_for_does_not_keep_it_going():
    both = report([(0.1, 0.95, 0.0, 10, 10, "keep"), GOING[0]])
    assert stopping.reason(both, BARS, ["s.t0"]) == "all at target: 1 of 1 tags"


@pytest.mark.parametrize(
    ("data", "gain", "ends"), [(600, 0, True), (400, 0, False), (600, 0.02, False)]
)
def test_it_ends_above_the_ceiling_only_when_saturated(data, gain, ends):
    rows = [(0.5, 0.5 + gain, 0.4, data, 1, "roll_back")] * 2
    told = reason(report(rows), BARS)
    assert bool(told) == ends
    assert not ends or told.startswith(f"budget spent and saturated: {2 * data} items above 1000")


def test_it_ends_when_data_no_longer_pays_but_not_on_a_round_that_is_taken_back():
    poor = [(0.5, 0.504, 0.4, 200, 200, "feed"), (0.5, 0.5, 0.4, 200, 200, "feed")]
    told = reason(report(poor), BARS)
    assert told.startswith("marginal gain too small: 0.0100 per 1,000 items on 400 added")
    spoiled = [(*poor[0][:-1], "roll_back"), poor[1]]
    assert reason(report(spoiled), BARS) is None


def test_the_return_does_not_depend_on_how_many_tags_there_are():
    one = report([GOING[0]])
    many = report([GOING[0]] * 500)
    assert stopping.poor_return(stopping.per_round(one, ["s.t0"]), BARS) is None
    assert stopping.poor_return(stopping.per_round(many, many["tag"].to_list()), BARS) is None


def test_it_ends_when_the_whole_system_stands_still_for_two_rounds():
    calm = [(0.5, 0.505, 0.4, 100, 0, "keep"), (0.5, 0.495, 0.4, 100, 0, "keep")]
    told = reason(report(GOING, calm, calm), BARS)
    assert told.startswith("whole system still: mean change 0.0050, 0.0050 in 2 rounds")
    assert reason(report(GOING, GOING, calm), BARS) is None
    traded = [(0.5, 0.6, 0.3, 100, 0, "feed"), (0.5, 0.4, 0.5, 100, 0, "feed")]
    assert reason(report(GOING, traded, traded), BARS) is None


def test_a_round_that_was_compared_with_nothing_does_not_end_the_loop():
    rows = report([(None, 0.5, 0.4, 5000, 10, "feed")])
    rows = rows.with_columns(pl.col("p_before").cast(pl.Float64))
    assert reason(rows, BARS) is None
