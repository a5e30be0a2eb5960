"""The glue of the loop on a real lake in a temporary folder: plan, report, rollback, plan again."""

import json

import dagster as dg
import duckdb
import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.attribution import assets
from agentar_assets.tags.partitions import TAGS
from resources.lake import Lake
from resources.tables import LakeTables

A, B = "deposit_savings.intent_classification", "mutual_funds.numeric_computation"
DATASETS = ("task_triples", "evolved_instructions", "answers", "verified_set", "final_set")
GOOD, BAD = "+" * 20, "-" * 20


class Tables(LakeTables):
    def audited(self, dataset, frame):
        return records.audited(dataset, frame)

    def columns(self, dataset):
        return records.SCHEMAS[dataset]


@pytest.fixture
def lake(tmp_path):
    return Lake(root=str(tmp_path / "lake"))


def decided(lake, instance, config=None):
    """Materialize the decision; give its result."""
    return dg.materialize(
        [
            dg.AssetSpec("eval_scores", partitions_def=TAGS),
            dg.AssetSpec("release"),
            assets.attribution_report,
            assets.next_round_plan,
            assets.warehouse,
        ],
        instance=instance,
        resources={"lake": lake, "io_manager": Tables(lake=lake)},
        run_config={"ops": {"next_round_plan": {"config": config or {}}}},
    )


def told(result, asset):
    (event,) = result.asset_materializations_for_node(asset)
    return {name: value.value for name, value in event.metadata.items()}


def write(lake, dataset, rows, tag):
    frame = pl.DataFrame(rows, schema=records.SCHEMAS[dataset])
    lake.write(dataset, frame, tags=[tag], reason="test", run_id="test")


def settled(lake, tag, answer):
    """All datasets of a tag, with this answer in each."""
    for dataset in DATASETS:
        write(lake, dataset, [{"tag": tag, "item_id": f"{tag}1", "answer": answer}], tag)


def scored(lake, tag, *rounds):
    """Rounds of (release, outcomes); the first is the base model."""
    rows = [
        {
            "tag": tag,
            "round": number,
            "model_id": f"m{number}",
            "stage": "grpo" if number else "base",
            "release_id": release,
            "items": len(marks),
            "right": marks.count("+"),
            "pass_at_1": marks.count("+") / len(marks),
            "low": 0.0,
            "high": 1.0,
            "outcomes": [{"item_id": f"i{i}", "right": m == "+"} for i, m in enumerate(marks)],
        }
        for number, (release, marks) in enumerate(rounds)
    ]
    write(lake, "eval_scores", rows, tag)


def plan_of(lake):
    rows = lake.scan("next_round_plan").collect()
    return {row["tag"]: (row["round"], row["items"], row["action"]) for row in rows.to_dicts()}


def test_the_loop_plans_notices_takes_back_and_plans_again(lake):
    with dg.DagsterInstance.ephemeral() as instance:
        first = told(decided(lake, instance, {"tags": [A, B], "budget": 100}), "next_round_plan")
        assert (first["round"], json.loads(first["tags"])) == (1, [A, B])
        assert plan_of(lake) == {A: (1, 50, "feed"), B: (1, 50, "feed")}

        for tag in (A, B):
            settled(lake, tag, "right")
        good = lake.release(DATASETS)
        scored(lake, A, (None, BAD), (good.id, GOOD))
        scored(lake, B, (None, BAD), (good.id, BAD))
        second = told(decided(lake, instance, {"budget": 100}), "next_round_plan")
        assert plan_of(lake) == {A: (2, 50, "keep"), B: (2, 130, "feed")}
        assert second["rollbacks"] == "[]"

        settled(lake, A, "spoiled")
        bad = lake.release(DATASETS)
        scored(lake, A, (None, BAD), (good.id, GOOD), (bad.id, BAD))
        scored(lake, B, (None, BAD), (good.id, BAD), (bad.id, BAD[:-5] + "+" * 5))
        third = decided(lake, instance, {"budget": 100})
        (asked,) = json.loads(told(third, "attribution_report")["rollbacks"])
        assert asked == {"tag": A, "to": good.id, "bad": bad.id}
        assert json.loads(told(third, "next_round_plan")["rollbacks"]) == [f"{A}:{bad.id}"]
        assert plan_of(lake)[A] == (3, 50, "roll_back")
        assert json.loads(told(third, "next_round_plan")["resting"]) == [A]

        again = told(decided(lake, instance, {"budget": 100}), "next_round_plan")
        assert again["plan_id"] == told(third, "next_round_plan")["plan_id"]

        for _ in range(2):
            taken_back(lake, instance, asked)
        assert lake.release(DATASETS).id == good.id


def taken_back(lake, instance, asked):
    result = rollback_of(lake, instance, asked)
    events = result.asset_materializations_for_node("rollback")
    told_of = {event.asset_key.to_user_string() for event in events}
    assert told_of - {"next_round_plan"} == set(DATASETS)
    final = next(event for event in events if event.asset_key == dg.AssetKey("final_set"))
    assert final.partition == A
    assert final.tags["dagster/data_version"] == lake.history("final_set", A)[0].content_hash
    kept = lake.scan("final_set", tags=[A]).collect()
    assert kept["answer"].to_list() == ["right"]


def rollback_of(lake, instance, asked):
    return assets.rollback_tag.execute_in_process(
        instance=instance,
        resources={"lake": lake},
        run_config={"ops": {"rollback": {"config": asked}}},
    )


def test_a_rollback_that_meets_newer_rows_leaves_them_and_succeeds(lake, capfd):
    settled(lake, A, "right")
    good = lake.release(DATASETS)
    settled(lake, A, "spoiled")
    bad = lake.release(DATASETS)
    write(lake, "final_set", [{"tag": A, "item_id": "1", "answer": "mended"}], A)
    before = {dataset: lake.head(dataset, A) for dataset in DATASETS}
    with dg.DagsterInstance.ephemeral() as instance:
        result = rollback_of(lake, instance, {"tag": A, "to": good.id, "bad": bad.id})
    assert result.success
    assert not result.asset_materializations_for_node("rollback")
    assert {dataset: lake.head(dataset, A) for dataset in DATASETS} == before
    said = capfd.readouterr().err
    assert "WARNING" in said and "superseded, nothing more was done" in said
    assert f"final_set {before['final_set'].number} (test)" in said


def test_a_round_planned_again_without_a_tag_forgets_it(lake):
    with dg.DagsterInstance.ephemeral() as instance:
        for tags in ([A, B], [B]):
            decided(lake, instance, {"tags": tags, "budget": 100})
        settled(lake, B, "right")
        good = lake.release(DATASETS)
        scored(lake, B, (None, BAD), (good.id, "+" * 15 + "-" * 5))
        decided(lake, instance)
        assert plan_of(lake) == {B: (2, 180, "feed")}  # 100, and 0.8 of it


def test_a_half_scored_round_is_not_judged(lake):
    with dg.DagsterInstance.ephemeral() as instance:
        decided(lake, instance, {"tags": [A, B], "budget": 100})
        for tag in (A, B):
            settled(lake, tag, "right")
        good = lake.release(DATASETS)
        said = [
            {"tag": tag, "item_id": tag, "round": 1, "model_id": "m1", "stage": "grpo"}
            for tag in (A, B)
        ]
        answered = pl.DataFrame(said, schema=records.SEALED_ANSWERS)
        lake.write("sealed_answers", answered, tags=None, reason="test", run_id="test")
        scored(lake, A, (None, BAD), (good.id, GOOD))
        with pytest.raises(LookupError, match=f"{B}: .* materialize eval_scores"):
            decided(lake, instance)
        scored(lake, B, (None, BAD), (good.id, GOOD))
        decided(lake, instance)
        assert plan_of(lake)[B][0] == 2


def test_a_tag_that_a_person_took_back_rests_in_the_planned_round(lake):
    instance = dg.DagsterInstance.ephemeral()
    for tag in (A, B):
        settled(lake, tag, "good")
        scored(lake, tag, (None, BAD), ("r1", GOOD))
    release = lake.release(DATASETS)
    decided(lake, instance, {"tags": [A, B], "budget": 40})
    before = told(decided(lake, instance), "next_round_plan")
    settled(lake, A, "other")
    assert rollback_of(lake, instance, {"tag": A, "to": release.id}).success
    event = instance.get_latest_materialization_event(dg.AssetKey("next_round_plan"))
    after = {k: v.value for k, v in event.asset_materialization.metadata.items()}
    assert json.loads(before["resting"]) == [] and json.loads(after["resting"]) == [A]
    assert [after[name] for name in ("plan_id", "round", "tags", "rollbacks")] == [
        before[name] for name in ("plan_id", "round", "tags", "rollbacks")
    ]
    assert plan_of(lake)[A][2] == "roll_back"


def test_a_rollback_without_a_target_goes_to_the_last_good_release(lake):
    with dg.DagsterInstance.ephemeral() as instance:
        decided(lake, instance, {"tags": [A], "budget": 100})
        settled(lake, A, "right")
        good = lake.release(DATASETS)
        scored(lake, A, (None, BAD), (good.id, GOOD))
        decided(lake, instance, {"budget": 100})
        settled(lake, A, "spoiled")
        taken_back(lake, instance, {"tag": A})


def test_a_release_that_is_not_there_is_named(lake):
    config = {"ops": {"rollback": {"config": {"tag": A, "to": "beef"}}}}
    settled(lake, A, "right")
    lake.release(DATASETS)
    with pytest.raises(LookupError, match="beef"):
        assets.rollback_tag.execute_in_process(resources={"lake": lake}, run_config=config)


def test_the_warehouse_lies_beside_the_lake_and_holds_its_tables(lake, tmp_path):
    with dg.DagsterInstance.ephemeral() as instance:
        decided(lake, instance, {"tags": [A, B], "budget": 100})
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        count = connection.sql("select sum(items) from next_round_plan").fetchall()
    assert count == [(100,)]


def test_a_tag_that_the_taxonomy_does_not_know_is_refused(lake):
    with (
        dg.DagsterInstance.ephemeral() as instance,
        pytest.raises(ValueError, match="not in the taxonomy"),
    ):
        decided(lake, instance, {"tags": ["no.such"], "budget": 100})
