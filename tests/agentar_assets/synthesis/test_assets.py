"""The assets in a real lake, in a temporary folder."""

import json

import dagster as dg
import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.synthesis import assets, plans
from agentar_assets.tags.partitions import TAGS
from resources.lake import Lake
from resources.llm import Server, ServerLlm
from tests.agentar_assets.synthesis.test_prompted import item
from tests.fault_server import FaultServer, status

TAG = "deposit_savings.compliance_judgement"


def plan(*rows):
    made = [dict.fromkeys(records.PLAN.names()) | row for row in rows]
    return pl.DataFrame(made, schema=records.PLAN)


def test_without_a_plan_the_defaults_hold():
    assert plans.planned([], TAG, items=60, seed=0) == (60, 0)
    other = plan({"tag": "x.y", "round": 1, "items": 5, "seed": 5})
    assert plans.planned([plan(), other], TAG, items=60, seed=0) == (60, 0)


def test_the_newest_row_of_the_tag_decides():
    rows = ({"tag": TAG, "round": k, "items": 40 * k, "seed": k} for k in (2, 1))
    assert plans.planned([plan(*rows)], TAG, items=60, seed=0) == (80, 2)


def test_a_tag_that_the_newest_plan_does_not_name_keeps_to_the_last_that_did():
    def newest_first():
        yield plan({"tag": "x.y", "round": 3, "items": 5, "seed": 5})
        yield plan({"tag": TAG, "round": 2, "items": 25, "seed": 7})
        raise AssertionError("an older plan was read")

    assert plans.planned(newest_first(), TAG, items=60, seed=0) == (25, 7)


class Frames(dg.ConfigurableIOManager):
    """Parquet files in a folder; enough for one tag."""

    root: str

    def handle_output(self, context, obj):
        records.audited(context.asset_key.path[-1], obj).write_parquet(self._path(context))

    def load_input(self, context):
        return pl.scan_parquet(self._path(context))

    def _path(self, context):
        return f"{self.root}/{context.asset_key.path[-1]}.parquet"


@pytest.fixture
def materialized(tmp_path, units):
    """Materializes the stage for one tag and gives the tables."""
    door = ServerLlm(
        model="m", calls=str(tmp_path), server=Server(base_url="http://127.0.0.1:9/v1")
    )

    def run(*planned, llm=None, **knobs):
        units.filter(pl.col("tag") == TAG).write_parquet(tmp_path / "knowledge_units.parquet")
        lake = Lake(root=str(tmp_path / "lake"))
        for rows in planned:
            lake.write("next_round_plan", rows, tags=None, reason="test", run_id="r")
        made = [assets.evaluation_items, assets.task_triples, assets.evolved_instructions]
        result = dg.materialize(
            [*made, dg.AssetSpec("knowledge_units", partitions_def=TAGS)],
            partition_key=TAG,
            resources={"io_manager": Frames(root=str(tmp_path)), "lake": lake, "llm": llm or door},
            run_config={"ops": {"task_triples": {"config": knobs}}},
        )
        passed = [evaluation.passed for evaluation in result.get_asset_check_evaluations()]
        names = ("evaluation_items", "task_triples", "evolved_instructions")
        return passed, [pl.read_parquet(tmp_path / f"{name}.parquet") for name in names]

    return run


def test_the_stage_makes_sound_items_of_every_split(materialized):
    passed, (evaluation, triples, evolved) = materialized()
    assert passed == [True] * 3
    assert dict(evaluation["split"].value_counts().rows()) == {"development": 12, "sealed": 30}
    assert len(triples) == 60
    assert set(evolved["parent_id"]) <= {*triples["item_id"], *evolved["item_id"]}
    assert not set(evaluation["question"]) & {*triples["question"], *evolved["question"]}


def test_a_plan_sets_number_and_seed(materialized):
    row = {"tag": TAG, "round": 1, "items": 25, "seed": 7}
    _, (_, triples, _) = materialized(plan(row))
    assert len(triples) == 25


def test_a_tag_of_an_older_plan_is_made_again_as_that_asked(materialized):
    rows = ({"tag": tag, "round": 1, "items": 25, "seed": 7} for tag in (TAG, "x.y"))
    _, (_, triples, _) = materialized(*map(plan, rows))
    assert len(triples) == 25


def judged(asked):
    """A compliance item, as a model that keeps to the contract writes one."""
    said = item(asked["messages"][-1]["content"], asked.turn, answer="合规，第五条")
    return json.dumps(said, ensure_ascii=False)


@pytest.fixture
def server():
    made = FaultServer()
    yield made
    made.close()


def test_a_model_writes_its_share_of_the_items_and_is_paid_once(materialized, server, tmp_path):
    server.say = judged
    door = ServerLlm(model="m", calls=str(tmp_path), server=Server(base_url=server.url))
    _, (_, first, _) = materialized(llm=door, items=20, by_model=0.5)
    assert dict(first["engine"].value_counts().rows()) == {"symbolic": 10, "llm": 10}
    paid = len(server.seen)
    _, (_, again, _) = materialized(llm=door, items=20, by_model=0.5)
    assert len(server.seen) == paid
    assert again.equals(first)


def test_a_shut_door_ends_the_run_and_says_what_to_do(materialized, server, tmp_path):
    server.say = status(401)
    door = ServerLlm(model="m", calls=str(tmp_path), server=Server(base_url=server.url))
    with pytest.raises(dg.Failure, match="shut: 401"):
        materialized(llm=door, items=20, by_model=0.5)
