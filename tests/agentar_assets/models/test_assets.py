"""The glue of the models on a real lake, with a trainer door that notes what it is asked for."""

import dagster as dg
import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.models import assets
from resources.lake import Lake
from resources.tables import LakeTables
from resources.trainer import Checkpoint, Trainer

ASKED = []


class Tables(LakeTables):
    def audited(self, dataset, frame):
        return records.audited(dataset, frame)

    def columns(self, dataset):
        return records.SCHEMAS[dataset]


class Noting(Trainer):
    """Names a model after what it is made from, and trains nothing."""

    def run(self, _context, kind, data, *, model=None, lineage=None):
        ASKED.append((kind, data.height, model, lineage))
        name = f"{kind}-{lineage['release_id']}-{lineage['round']}"
        return Checkpoint(
            path=f"/{name}", model_id=name, steps=3, loss=0.5, seconds=1.0, manifest={"kind": kind}
        )


def write(lake, dataset, rows, tags=None):
    frame = pl.DataFrame(rows, schema=records.SCHEMAS[dataset])
    lake.write(dataset, frame, tags=tags, reason="test", run_id="test")


def planned(lake, number, release_id):
    """A round that is about to train: its plan, its release, its mixture."""
    write(lake, "next_round_plan", [{"round": number, "tag": "a.b"}])
    version = lake.history("final_set", "a.b")[0].number
    pinned = {"dataset": "final_set", "tag": "a.b", "version": version}
    write(lake, "release", [{"release_id": release_id, **pinned}])
    write(lake, "training_mixture", [{"item_id": f"i{n}", "tag": "a.b"} for n in range(number)])


@pytest.fixture
def lake(tmp_path):
    lake = Lake(root=str(tmp_path / "lake"))
    kept = {"tag": "a.b", "item_id": "i1", "question": "q", "thinking": "t", "answer": "a"}
    write(lake, "final_set", [kept, kept | {"item_id": "i2", "reason": "duplicate"}], ["a.b"])
    ASKED.clear()
    return lake


def made(lake):
    upstream = [dg.AssetSpec("release"), dg.AssetSpec("training_mixture")]
    result = dg.materialize(
        [*upstream, assets.base_model, assets.sft_model, assets.grpo_model],
        resources={
            "lake": lake,
            "io_manager": Tables(lake=lake),
            "trainer": Noting(runs="", recipe="tiny-cpu"),
        },
    )
    assert result.success
    return [lake.scan(f"{stage}_model").collect()["model_id"].to_list() for stage in STAGES]


STAGES = ("base", "sft", "grpo")


def test_each_round_goes_on_from_the_one_before(lake):
    planned(lake, 1, "r1")
    assert made(lake) == [["base-r1-0"], ["sft-r1-1"], ["grpo-r1-1"]]
    planned(lake, 2, "r2")
    assert made(lake)[1:] == [["sft-r1-1", "sft-r2-2"], ["grpo-r1-1", "grpo-r2-2"]]
    assert [(kind, rows, model) for kind, rows, model, _ in ASKED] == [
        ("base", 1, None),
        ("sft", 1, "/base-r1-0"),
        ("grpo", 1, "/sft-r1-1"),
        ("sft", 2, "/grpo-r1-1"),
        ("grpo", 2, "/sft-r2-2"),
    ]
    row = lake.scan("grpo_model").collect().row(-1, named=True)
    assert (row["parent"], row["release_id"], row["round"]) == ("sft-r2-2", "r2", 2)


def test_a_round_run_again_trains_nothing(lake):
    planned(lake, 1, "r1")
    first = made(lake)
    asked = len(ASKED)
    assert made(lake) == first
    assert len(ASKED) == asked


def test_a_release_that_comes_back_brings_its_models_back_as_the_newest(lake):
    for number, release_id in enumerate(("r1", "r2", "r1"), start=1):
        planned(lake, number, release_id)
        found = made(lake)
    assert found[1:] == [
        ["sft-r1-1", "sft-r2-2", "sft-r1-1"],
        ["grpo-r1-1", "grpo-r2-2", "grpo-r1-1"],
    ]
    assert made(lake) == found
    for stage in ("sft", "grpo"):
        rows = lake.scan(f"{stage}_model").select("round", "steps", "seconds").collect().rows()
        assert rows == [(1, 3, 1.0), (2, 3, 1.0), (3, 0, 0.0)]
    assert [kind for kind, *_ in ASKED] == ["base", "sft", "grpo", "sft", "grpo"]
