"""The whole graph, with a trainer door that trains nothing: a round whose release is an old one."""

import json

import dagster as dg
import polars as pl
import pytest

from agentar_assets.definitions import defs
from resources.lake import Lake
from resources.roots import Root
from resources.trainer import Checkpoint, Trainer
from sensors.jobs import DECIDE, DRAFT, INGEST, RATE, SCORE, SETTLE, TRAIN
from sensors.regressions import REPORT, requests
from sensors.rounds import newest_plan

TAG = "deposit_savings.intent_classification"
ASKED = []


class Student(Trainer):
    """Is right about every item, but for the base model and the models of round two."""

    lake_root: str

    def run(self, _context, kind, _data, *, lineage, **_model):
        ASKED.append(f"{kind}-{lineage['round']}")
        made = {"path": ASKED[-1], "model_id": ASKED[-1], "manifest": {}}
        return Checkpoint(**made, steps=3, loss=0.1, seconds=1.0)

    def completions(self, _context, prompts, *, model, samples=1, **_sampling):
        ASKED.append(f"completions of {model}")
        items = Lake(root=self.lake_root).scan("evaluation_items").collect()
        gold = dict(items.select("item_id", "answer").rows())
        knows = model in {"sft-1", "grpo-1"}
        said = [gold[item] if knows else "?" for item in prompts["prompt_id"]]
        rows = prompts.select("prompt_id", completion=pl.Series(said, dtype=pl.String))
        each = rows.join(pl.DataFrame({"sample": range(samples)}), how="cross")
        return each.select("prompt_id", "sample", "completion")


@pytest.fixture
def graph(tmp_path, monkeypatch):
    """Runs a job of the graph on a lake in a temporary folder; with the lake and the instance."""
    root = Root(tmp_path).settled()
    for name, value in root.variables().items():
        monkeypatch.setenv(name, value)
    lake = root.lake()
    student = Student(runs="", lake_root=lake.root)
    stubbed = dg.Definitions(
        assets=defs.assets,
        asset_checks=defs.asset_checks,
        jobs=defs.jobs,
        resources={**(defs.resources or {}), "trainer": student},
        executor=dg.in_process_executor,
    )
    ASKED.clear()
    with dg.DagsterInstance.ephemeral() as instance:

        def run(job, *, partition=None, config=None):
            job_def = stubbed.resolve_job_def(job)
            made = job_def.execute_in_process(
                instance=instance, partition_key=partition, run_config=config
            )
            assert made.success

        yield run, lake, instance


def decided(run):
    """Train on what stands, score it and decide."""
    run(TRAIN.job)
    run(SCORE.job, partition=TAG)
    run(DECIDE.job)


def rolled_back(run, instance):
    told = instance.get_latest_materialization_event(REPORT).asset_materialization.metadata
    (asked,) = requests(json.loads(told["rollbacks"].value))
    run("rollback_tag", config=asked.run_config)


@pytest.mark.slow
def test_a_round_on_an_old_release_trains_nothing_and_the_loop_goes_on(graph):
    run, lake, instance = graph
    run(INGEST.job)
    settings = {"tags": [TAG], "budget": 12}
    run(DECIDE.job, config={"ops": {"next_round_plan": {"config": settings}}})
    for phase in (DRAFT, RATE, SETTLE):
        run(phase.job, partition=TAG if phase.per_tag else None)
    decided(run)
    run("spoil_tag", config={"ops": {"spoil": {"config": {"tag": TAG}}}})
    decided(run)
    rolled_back(run, instance)
    assert newest_plan(instance).round == 3
    del ASKED[:]
    decided(run)

    # What the weights of the tags need is asked of the model of the round before, as ever.
    assert ASKED == ["completions of grpo-2"]
    first, second, third = lake.scan("grpo_model").collect().to_dicts()
    assert (second["model_id"], third["model_id"]) == ("grpo-2", "grpo-1")
    assert third == first | {"round": 3, "steps": 0, "seconds": 0.0}
    scores = lake.scan("eval_scores").filter(stage="grpo").collect()
    assert scores.select("round", "pass_at_1").rows() == [(1, 1.0), (2, 0.0), (3, 1.0)]
    report = lake.scan("attribution_report").collect()
    assert report.select("round", "verdict").rows() == [(3, "keep")]
    assert newest_plan(instance).round == 4
