"""The table of models: what a run begins with, and what is not trained twice."""

import json
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.models import registry


def models(*rows):
    known = [
        dict(zip(("model_id", "release_id", "round", "parent"), row, strict=True)) for row in rows
    ]
    return pl.LazyFrame(known, schema=records.MODELS)


BASE = models(("base", "r1", 0, None))


def test_the_first_round_begins_with_the_base_model():
    assert registry.parent(BASE, models(), 1)["model_id"].to_list() == ["base"]


def test_a_round_goes_on_from_the_newest_model_of_an_earlier_round():
    trained = models(("g1", "r1", 1, "s1"), ("g2", "r2", 2, "s2"))
    assert registry.parent(BASE, trained, 3)["model_id"].item() == "g2"
    assert registry.parent(BASE, trained, 2)["model_id"].item() == "g1"
    assert registry.parent(BASE, trained, 1)["model_id"].item() == "base"


def test_without_any_model_it_says_what_to_materialize():
    with pytest.raises(LookupError, match="materialize base_model first"):
        registry.parent(models(), models(), 1)
    with pytest.raises(LookupError, match="materialize sft_model first"):
        registry.follow_up(models(), "grpo")
    with pytest.raises(LookupError, match="materialize release first"):
        registry.released(pl.LazyFrame(schema=records.RELEASE))


def test_a_release_that_was_trained_on_has_its_model():
    trained = models(("a", "r1", 1, None), ("b", "r2", 2, None), ("c", "r1", 3, None))
    assert registry.of_release(trained, "r1")["model_id"].to_list() == ["c"]
    assert registry.of_release(trained, "r9").is_empty()
    assert registry.of_parent(models(("g", "r1", 1, "a")), "a")["model_id"].to_list() == ["g"]


def test_a_row_holds_the_checkpoint_and_its_manifest():
    start = BASE.with_columns(path=pl.lit("/base")).collect()
    run = registry.Run(stage="sft", round=2, release_id="r2", start=start)
    made = SimpleNamespace(
        model_id="m", path="/m", steps=7, loss=0.5, seconds=1.5, manifest={"git": "版本"}
    )
    row = registry.entry(made, run)
    assert row.schema == records.MODELS
    assert row.select("model_id", "stage", "round", "parent").row(0) == ("m", "sft", 2, "base")
    assert json.loads(row["manifest"].item()) == {"git": "版本"}
    assert run.model == "/base"
    assert run.lineage() == {"release_id": "r2", "round": "2"}


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 3)), max_size=8))
def test_no_model_of_a_round_is_lost_or_doubled_and_the_newest_stands_last(made):
    table = models()
    for name, number in made:
        table = registry.recorded(table, models((name, "r", number, None)).collect()).lazy()
    rows = table.collect().select("model_id", "round").rows()
    assert sorted(rows) == sorted(set(made))
    assert rows[-1:] == made[-1:]


def test_a_model_of_an_earlier_round_costs_this_one_nothing():
    found = models(("a", "r1", 1, "b")).with_columns(
        steps=pl.lit(7, pl.Int64), seconds=pl.lit(1.5), loss=pl.lit(0.5)
    )
    own = found.collect()
    assert registry.in_round(own, 1).equals(own)
    third = registry.in_round(own, 3)
    assert third.schema == records.MODELS
    assert third.row(0, named=True) == own.row(0, named=True) | {
        "round": 3,
        "steps": 0,
        "seconds": 0.0,
    }


def test_what_a_release_pins():
    rows = [
        ("r1", "final_set", "a.b", 4),
        ("r1", "final_set", "a.c", 4),
        ("r1", "answers", "a.b", 9),
    ]
    release = pl.LazyFrame(
        [dict(zip(("release_id", "dataset", "tag", "version"), row, strict=True)) for row in rows],
        schema=records.RELEASE,
    )
    assert registry.released(release) == "r1"
    assert registry.pinned_version(release, "final_set") == 4
    assert registry.pinned_version(release, "reviews") is None


def test_the_corpus_is_what_is_kept_in_the_order_of_items():
    rows = [
        {"item_id": "b", "question": "问", "thinking": "想", "answer": "答"},
        {"item_id": "a", "question": "q", "thinking": "t", "answer": "a"},
        {"item_id": "c", "question": "x", "thinking": "t", "answer": "a", "reason": "duplicate"},
    ]
    corpus = registry.corpus(pl.LazyFrame(rows, schema=records.FINAL))
    assert corpus.rows() == [("q", "<think>t</think>a"), ("问", "<think>想</think>答")]


def mixture(**weights):
    rows = [{"item_id": f"{t}{i}", "tag": t, "weight": w} for t, w in weights.items() for i in "12"]
    return pl.LazyFrame(rows, schema=records.MIXTURE)


@pytest.mark.parametrize("weight", [None, float("nan"), float("inf"), 0.0, -1.0])
def test_a_weight_that_trains_nothing_is_found(weight):
    found = mixture(a=1.0, b=weight).filter(registry.unfit_weight()).collect()
    assert found["item_id"].to_list() == ["b1", "b2"]


def test_the_scale_of_the_loss_is_kept_over_tags_or_over_samples():
    uneven = pl.concat([mixture(a=1.6), mixture(b=0.4, c=0.4), mixture(d=1.6)])
    means = registry.mean_weights(uneven)
    assert means == {"over_tags": 1.0, "over_samples": 1.0}
    assert registry.keeps_scale(means)
    assert registry.keeps_scale({"over_tags": 0.5, "over_samples": 1.0})
    assert not registry.keeps_scale(registry.mean_weights(mixture(a=2.0, b=1.5)))
    assert not registry.keeps_scale(registry.mean_weights(mixture()))
