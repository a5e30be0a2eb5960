"""The glue of weighting on a real lake, with a trainer door that answers from a table."""

import dagster as dg
import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.tags.partitions import TAGS
from agentar_assets.weighting import assets
from resources.lake import Lake
from resources.tables import LakeTables
from resources.trainer import Trainer

EASY, HARD = "deposit_savings.intent_classification", "mutual_funds.numeric_computation"
PLAIN = ("task_triples", "evolved_instructions", "answers", "verified_set")


class Tables(LakeTables):
    def audited(self, dataset, frame):
        return records.audited(dataset, frame)

    def columns(self, dataset):
        return records.SCHEMAS[dataset]


class Student(Trainer):
    """Knows the easy tag: there it answers `yes`, elsewhere `no`."""

    def completions(self, _context, prompts, **how):
        easy = pl.col("prompt").str.starts_with(EASY)
        said = pl.when(easy).then(pl.lit("<think>…</think>yes")).otherwise(pl.lit("no"))
        takes = pl.DataFrame({"sample": range(how["samples"])}, schema={"sample": pl.Int64})
        return prompts.with_columns(completion=said).drop("prompt").join(takes, how="cross")


@pytest.fixture
def lake(tmp_path):
    lake = Lake(root=str(tmp_path / "lake"))
    for tag in (EASY, HARD):
        development = [item(tag, i, split="development") for i in range(4)]
        write(lake, "evaluation_items", [*development, item(tag, 9, split="sealed")], tag)
        for dataset in PLAIN:
            write(lake, dataset, [{"tag": tag, "item_id": f"{tag}-t0"}], tag)
        said = {"tag": tag, "model": "r", "role": "answerer", "answer": "yes"}
        write(lake, "answers", [said | {"item_id": row["item_id"]} for row in development], tag)
        kept = [item(tag, f"t{i}", split="train") for i in range(3)]
        dropped = item(tag, "t9", split="train") | {"reason": "duplicate"}
        write(lake, "final_set", [*kept, dropped], tag)
    model = {"model_id": "base", "stage": "base", "round": 0, "path": "/base"}
    write(lake, "base_model", [model], None)
    return lake


def item(tag, number, *, split):
    return {
        "tag": tag,
        "item_id": f"{tag}-{number}",
        "leaf": "leaf",
        "split": split,
        "question": f"{tag} {number}?",
        "thinking": "…",
        "answer": "yes",
        "answer_form": "exact",
    }


def write(lake, dataset, rows, tag):
    frame = pl.DataFrame(rows, schema=records.SCHEMAS[dataset])
    lake.write(dataset, frame, tags=tag and [tag], reason="test", run_id="test")


def weighed(lake, **config):
    upstream = [
        dg.AssetSpec(name, partitions_def=TAGS)
        for name in ("final_set", "evaluation_items", "answers")
    ]
    made = [assets.release, assets.pass_rates, assets.tag_weights, assets.training_mixture]
    return dg.materialize(
        [*upstream, dg.AssetSpec("base_model"), *made],
        resources={
            "lake": lake,
            "io_manager": Tables(lake=lake),
            "trainer": Student(runs="", recipe="tiny-cpu"),
        },
        run_config={"ops": {"tag_weights": {"config": config}}},
    )


def test_from_a_release_to_a_mixture_in_which_the_harder_tag_weighs_more(lake):
    assert weighed(lake).success
    rates = lake.scan("pass_rates").collect()
    assert rates.group_by("role").len().sort("role").rows() == [("current", 8), ("reference", 8)]
    assert not rates["item_id"].str.ends_with("-9").any()
    weights = dict(lake.scan("tag_weights").select("tag", "weight").collect().rows())
    assert weights[HARD] > 1 > weights[EASY]
    mixture = lake.scan("training_mixture").collect()
    assert mixture.height == 6
    assert mixture["weight"].mean() == pytest.approx(1)
    assert set(mixture["completion"]) == {"<think>…</think>yes"}


def test_the_mixture_reads_what_the_release_pins_and_not_what_was_written_since(lake):
    weighed(lake)
    write(lake, "final_set", [item(EASY, "late", split="train")], EASY)
    upstream = [dg.AssetSpec("release"), dg.AssetSpec("tag_weights")]
    dg.materialize(
        [*upstream, assets.training_mixture],
        resources={"lake": lake, "io_manager": Tables(lake=lake)},
    )
    assert lake.scan("training_mixture").collect().height == 6


def test_weights_made_twice_in_one_round_are_the_same_and_need_no_new_version(lake):
    for _ in range(2):
        weighed(lake)
    assert len(lake.history("tag_weights", None)) == 1
    assert lake.scan("tag_weights").collect()["previous"].null_count() == 2


def test_the_next_round_is_damped_by_this_one(lake):
    weighed(lake, weighter="paper")
    before = lake.scan("tag_weights").sort("tag").collect()
    plan = {"plan_id": "p", "round": 2, "tag": EASY, "items": 1, "added": 0, "seed": 0}
    write(lake, "next_round_plan", [plan], None)
    weighed(lake, weighter="paper")
    after = lake.scan("tag_weights").sort("tag").collect()
    assert set(after["round"]) == {2}
    assert after["previous"].to_list() == before["smoothed"].to_list()


def test_where_nothing_was_kept_there_is_no_release(lake):
    for tag in (HARD, EASY):
        rows = lake.scan("final_set", tags=[tag]).collect().to_dicts()
        write(lake, "final_set", [row | {"reason": "near_duplicate"} for row in rows], tag)
    with pytest.raises(ValueError, match="nothing to release"):
        weighed(lake)
    assert not lake.releases()
