import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.weighting import weights

SETTINGS = weights.Settings()
NOTHING = pl.LazyFrame(schema=records.TAG_WEIGHTS)


def pass_rates(**right_by_tag):
    cells = [
        (1, tag.replace("__", "."), model, role, f"{tag}{i}", 8, right)
        for tag, (ours, theirs) in right_by_tag.items()
        for model, role, rights in (("m", "current", ours), ("r", "reference", theirs))
        for i, right in enumerate(rights)
    ]
    return pl.LazyFrame(cells, schema=records.PASS_RATES, orient="row")


def samples(**counts):
    return pl.LazyFrame(
        {"tag": [tag.replace("__", ".") for tag in counts], "samples": list(counts.values())}
    )


def weighed(rates, counts, previous=NOTHING, weighter="robust", this_round=1):
    measured = weights.measured(rates, counts, k=4)
    rows = weights.weighed(measured, previous, SETTINGS, weighter=weighter)
    return weights.recorded(rows, this_round)


EASY_HARD = pass_rates(s__ner=([8, 8, 8], [8, 8, 8]), s__sum=([0, 0, 1], [8, 8, 0]))


@pytest.mark.parametrize("weighter", ["paper", "robust"])
def test_the_table_holds_its_contract_and_the_harder_tag_weighs_more(weighter):
    rows = weighed(EASY_HARD, samples(s__ner=50, s__sum=50), weighter=weighter)
    records.audited("tag_weights", rows)
    easy, hard = rows.sort("tag")["weight"]
    assert hard > 1 > easy
    assert rows["weight"].mean() == pytest.approx(1)
    assert rows.select((pl.col("current_low") < pl.col("current_high")).all()).item()


def test_the_paper_takes_rates_as_measured():
    rows = weighed(EASY_HARD, samples(s__ner=1, s__sum=9), weighter="paper").sort("tag")
    assert rows["current"].to_list() == pytest.approx([1.0, 1 / 6])
    assert rows["raw"].to_list() == pytest.approx([0.2, 5 / 6 + 0.5 + 0.2])
    assert rows["weight"].mean() == pytest.approx(1)


def test_robust_weights_have_mean_one_over_samples():
    rows = weighed(EASY_HARD, samples(s__ner=10, s__sum=90)).sort("tag")
    assert 0.1 * rows["weight"][0] + 0.9 * rows["weight"][1] == pytest.approx(1)


def test_a_tag_that_was_not_measured_is_weighed_like_its_attribute_and_not_by_the_paper():
    counts = samples(s__ner=50, s__sum=50, t__ner=50)
    robust = {row["tag"]: row for row in weighed(EASY_HARD, counts).to_dicts()}
    assert robust["t.ner"]["raw"] == pytest.approx(robust["s.ner"]["raw"])
    assert "t.ner" not in set(weighed(EASY_HARD, counts, weighter="paper")["tag"])


def test_previous_weights_damp_the_new_ones():
    first = weighed(EASY_HARD, samples(s__ner=50, s__sum=50), weighter="paper")
    swapped = pass_rates(s__ner=([0, 0, 1], [8, 8, 0]), s__sum=([8, 8, 8], [8, 8, 8]))
    counts = samples(s__ner=50, s__sum=50)
    second = weighed(swapped, counts, first.lazy(), weighter="paper", this_round=2).sort("tag")
    assert second["previous"].to_list() == first.sort("tag")["smoothed"].to_list()
    expected = [
        0.7 * 0.2 + 0.3 * second["raw"][0],
        0.7 * first.sort("tag")["smoothed"][1] + 0.3 * 0.2,
    ]
    assert second["smoothed"].to_list() == pytest.approx(expected)


def test_a_round_run_again_is_damped_by_the_round_before_and_never_by_itself():
    counts = samples(s__ner=50, s__sum=50)
    first = weighed(EASY_HARD, counts)
    second = weighed(EASY_HARD, counts, first.lazy(), this_round=2)
    versions = pl.concat([second, first]).lazy()
    assert weights.earlier(versions, 2).collect().equals(first)
    assert weights.earlier(versions, 3).collect().equals(second)
    assert weights.earlier(versions, 1).collect().is_empty()


def test_of_two_versions_of_one_round_the_newer_speaks():
    old, new = (
        weighed(EASY_HARD, samples(s__ner=50, s__sum=50)).with_columns(smoothed=pl.lit(value))
        for value in (1.0, 2.0)
    )
    got = weights.earlier(pl.concat([new, old]).lazy(), 2).collect()
    assert got["smoothed"].to_list() == [2.0, 2.0]


def test_an_unknown_weighter_is_refused_by_name():
    with pytest.raises(ValueError, match="'magic' is unknown"):
        weighed(EASY_HARD, samples(s__ner=1), weighter="magic")
