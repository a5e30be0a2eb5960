"""The glue of evaluation on a real lake, with a trainer door that counts what it is asked."""

import dagster as dg
import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.evaluation import assets, checks
from agentar_assets.tags.partitions import TAGS
from resources.lake import Lake
from resources.tables import LakeTables
from resources.trainer import Trainer

TAG, OTHER = "deposit_savings.intent_classification", "mutual_funds.numeric_computation"
ASKED: list[tuple[str, int]] = []


class Tables(LakeTables):
    def audited(self, dataset, frame):
        return records.audited(dataset, frame)

    def columns(self, dataset):
        return records.SCHEMAS[dataset]


class Student(Trainer):
    """Trained models answer `yes`, the base model nothing."""

    def completions(self, _context, prompts, **how):
        assert (how["samples"], how["temperature"]) == (1, 0.0)
        ASKED.append((how["model"], prompts.height))
        said = "" if how["model"] == "/base" else "<think>…</think>yes"
        return prompts.select("prompt_id", sample=pl.lit(0, pl.Int64), completion=pl.lit(said))


@pytest.fixture
def lake(tmp_path):
    ASKED.clear()
    lake = Lake(root=str(tmp_path / "lake"))
    sealed(lake, TAG, 3)
    sealed(lake, OTHER, 2)
    models(lake, "base_model", "base", 0)
    models(lake, "sft_model", "sft", 1)
    models(lake, "grpo_model", "grpo", 1)
    return lake


def write(lake, dataset, rows, tag=None):
    frame = pl.DataFrame(rows, schema=records.SCHEMAS[dataset])
    lake.write(dataset, frame, tags=tag and [tag], reason="test", run_id="test")


def sealed(lake, tag, count):
    rows = [
        {
            "tag": tag,
            "item_id": f"{tag}-{i}",
            "split": "sealed",
            "question": f"{tag} {i}?",
            "answer": "yes",
            "answer_form": "exact",
        }
        for i in range(count)
    ]
    write(
        lake, "evaluation_items", [*rows, rows[0] | {"item_id": "d", "split": "development"}], tag
    )


def models(lake, dataset, stage, rounds):
    rows = [
        {
            "model_id": f"{stage}{k}",
            "stage": stage,
            "round": k,
            "release_id": f"r{k}",
            "path": f"/{stage}{k}" if k else "/base",
        }
        for k in range(min(rounds, 1), rounds + 1)
    ]
    write(lake, dataset, rows)


def evaluated(lake, tag=None):
    upstream = [dg.AssetSpec(f"{stage}_model") for stage in ("base", "sft", "grpo")]
    items = dg.AssetSpec("evaluation_items", partitions_def=TAGS)
    made = [dg.AssetSpec("sealed_answers"), assets.eval_scores] if tag else [assets.sealed_answers]
    return dg.materialize(
        [*upstream, items, *made],
        partition_key=tag,
        resources={
            "lake": lake,
            "io_manager": Tables(lake=lake),
            "trainer": Student(runs="", recipe="tiny-cpu"),
        },
    )


def test_every_model_is_asked_every_sealed_item_once(lake):
    evaluated(lake)
    assert sorted(ASKED) == [("/base", 5), ("/grpo1", 5), ("/sft1", 5)]
    ASKED.clear()
    evaluated(lake)
    assert ASKED == []
    assert lake.scan("sealed_answers").collect().height == 15


def test_a_new_round_asks_the_new_models_and_keeps_the_old_answers(lake):
    evaluated(lake)
    ASKED.clear()
    models(lake, "grpo_model", "grpo", 2)
    evaluated(lake)
    assert ASKED == [("/grpo2", 5)]
    assert set(lake.scan("sealed_answers").collect()["model_id"]) == {
        "base0",
        "sft1",
        "grpo1",
        "grpo2",
    }


def test_a_model_that_comes_back_is_asked_nothing_and_scored_in_its_new_round(lake):
    evaluated(lake)
    ASKED.clear()
    for stage in ("sft", "grpo"):
        old = lake.scan(f"{stage}_model").collect()
        again = old.with_columns(round=pl.lit(2, pl.Int64))
        both = pl.concat([old, again])
        lake.write(f"{stage}_model", both, tags=None, reason="test", run_id="test")
    for _ in range(2):
        evaluated(lake)
    assert ASKED == []
    assert lake.scan("sealed_answers").collect().height == 15 + 10
    evaluated(lake, TAG)
    rows = lake.scan("eval_scores").filter(stage="grpo").collect()
    assert rows.select("round", "model_id", "items").rows() == [(1, "grpo1", 3), (2, "grpo1", 3)]


def test_new_items_alone_are_asked(lake):
    evaluated(lake)
    ASKED.clear()
    sealed(lake, OTHER, 4)
    evaluated(lake)
    assert sorted(ASKED) == [("/base", 2), ("/grpo1", 2), ("/sft1", 2)]


def test_a_tag_is_scored_on_its_own_items_without_asking_anybody(lake):
    evaluated(lake)
    ASKED.clear()
    evaluated(lake, TAG)
    assert ASKED == []
    rows = lake.scan("eval_scores").collect()
    assert set(rows["tag"]) == {TAG}
    scores = dict(rows.select("stage", "pass_at_1").rows())
    assert scores == {"base": 0.0, "sft": 1.0, "grpo": 1.0}
    assert set(rows["items"]) == {3}


def benchmarked(lake):
    return dg.materialize(
        [dg.AssetSpec("grpo_model"), dg.AssetSpec("benchmark_items"), assets.benchmark_scores],
        resources={
            "lake": lake,
            "io_manager": Tables(lake=lake),
            "trainer": Student(runs="", recipe="tiny-cpu"),
        },
    )


def test_without_a_benchmark_nobody_is_asked(lake):
    assert benchmarked(lake).success
    assert ASKED == []
    assert lake.scan("benchmark_scores").collect().is_empty()


def test_a_benchmark_is_asked_of_the_newest_model(lake):
    rows = [
        {
            "benchmark": "b",
            "task": "t",
            "index": i,
            "question": "?",
            "answer": gold,
            "answer_form": "exact",
        }
        for i, gold in enumerate(("yes", "yes", "no"))
    ]
    write(lake, "benchmark_items", rows)
    benchmarked(lake)
    assert ASKED == [("/grpo1", 3)]
    row = lake.scan("benchmark_scores").collect().to_dicts()[0]
    assert (row["right"], row["items"], row["model_id"]) == (2, 3, "grpo1")


def mixed(lake, prompt):
    @dg.asset
    def training_mixture() -> pl.DataFrame:
        return pl.DataFrame([{"item_id": "t", "prompt": prompt}], schema=records.MIXTURE)

    items = dg.AssetSpec("evaluation_items", partitions_def=TAGS)
    result = dg.materialize(
        [items, training_mixture, checks.no_sealed_item_is_trained_on],
        resources={"lake": lake, "io_manager": Tables(lake=lake)},
        raise_on_error=False,
    )
    return result.get_asset_check_evaluations()[0]


def test_a_leaked_item_stops_the_round_and_a_clean_mixture_does_not(lake):
    leaked = mixed(lake, f"{TAG}  1 ?")
    assert mixed(lake, "something else").passed and not leaked.passed
    assert leaked.metadata["items"].value == f"{TAG}-1"
    assert leaked.blocking


def test_few_items_are_warned_of(lake):
    evaluated(lake)
    evaluated(lake, TAG)
    warned = checks.enough_sealed_items(lake.scan("eval_scores"))
    assert not warned.passed and warned.severity == dg.AssetCheckSeverity.WARN
