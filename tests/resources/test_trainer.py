"""The trainer door: what is made once is not made again, and a failure says what to do."""

import json
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from resources.trainer import Trainer

CORPUS = pl.DataFrame({"prompt": ["甲乙丙？"] * 9, "completion": ["<think>想</think>丁"] * 9})
ITEMS = CORPUS.with_columns(
    item_id=pl.format("i{}", pl.int_range(pl.len())), tag=pl.lit("a.b"), weight=pl.lit(1.0)
)
SMALL = "layers = 1\nhidden_size = 16\nheads = 2\nhead_size = 8\nfeed_forward = 16\n"


@pytest.fixture
def trainer(tmp_path):
    recipe = tmp_path / "recipes" / "mini"
    recipe.mkdir(parents=True)
    (recipe / "base.toml").write_text(SMALL)
    (recipe / "sft.toml").write_text("max_steps = 2\nbatch_size = 3\nlog_every = 1\n")
    (recipe / "rollouts.toml").write_text("max_new_tokens = 3\n")
    return Trainer(runs=str(tmp_path / "runs"), recipe="mini", recipes=str(recipe.parent))


def asked(prompts=("a", "b")):
    return pl.DataFrame({"prompt_id": prompts, "prompt": ["甲？"] * len(prompts)})


def test_an_unknown_recipe_is_told_with_those_that_there_are(trainer):
    lost = trainer.model_copy(update={"recipe": "huge"})
    with pytest.raises(FileNotFoundError, match=r"no recipe 'huge' for sft.*\['mini'\]"):
        lost.run(None, "sft", ITEMS)


def test_the_shipped_recipes_are_found_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shipped = Trainer(runs=str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"no checkpoint at /nowhere.*materialize"):
        shipped.run(None, "sft", ITEMS, model="/nowhere")


def test_no_prompts_no_process(trainer):
    none = trainer.completions(None, asked(()), model="/nowhere")
    assert none.schema == {"prompt_id": pl.String, "sample": pl.Int64, "completion": pl.String}
    with pytest.raises(ValueError, match="prompt_id 'a' is there twice"):
        trainer.completions(None, asked(("a", "a")), model="/nowhere")


@pytest.mark.slow
def test_from_nothing_to_completions_under_dagster(trainer):
    told = {}

    @dg.asset
    def model(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        base = trainer.run(context, "base", CORPUS, lineage={"release_id": "r1"})
        again = trainer.run(context, "base", CORPUS, lineage={"release_id": "r1"})
        other = trainer.run(context, "base", CORPUS, lineage={"release_id": "r2"})
        tuned = trainer.run(context, "sft", ITEMS, model=base.path, lineage={"release_id": "r1"})
        said = trainer.completions(context, asked(), model=tuned.path, samples=2, temperature=1.0)
        told.update(base=base, again=again, other=other, tuned=tuned, said=said)
        return dg.MaterializeResult()

    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([model], instance=instance)
        messages = [record.user_message for record in instance.all_logs(result.run_id)]
    base, tuned = told["base"], told["tuned"]
    assert told["again"] == base
    assert told["other"].model_id == base.model_id
    assert told["other"].path != base.path
    assert tuned.steps == 2
    assert tuned.loss > 0
    assert tuned.manifest["lineage"] == {"release_id": "r1", "parent": base.model_id}
    assert json.loads((Path(tuned.path).parent / "metrics.json").read_text())["steps"] == 2
    assert told["said"].select("prompt_id", "sample").rows() == [
        ("a", 0),
        ("a", 1),
        ("b", 0),
        ("b", 1),
    ]
    assert any("step 2/2 loss" in message for message in messages)
    assert len(list(Path(trainer.runs).iterdir())) == 4
    log = Path(tuned.path).parent / "log.txt"
    before = log.stat().st_mtime_ns
    assert trainer.run(None, "sft", ITEMS, model=base.path, lineage={"release_id": "r1"}) == tuned
    assert log.stat().st_mtime_ns == before


@pytest.mark.slow
def test_a_failed_run_shows_its_log_its_folder_and_what_to_do(trainer):
    base = trainer.run(None, "base", CORPUS)
    with pytest.raises(RuntimeError) as failure:
        trainer.run(None, "sft", ITEMS.with_columns(weight=pl.lit(-1.0)), model=base.path)
    said = str(failure.value)
    assert "9 items have a weight that is no number" in said
    assert "runs/sft-" in said
    assert "materialize again" in said
