"""The whole run as it is started: it learns, it survives a kill, it leaves its papers."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from training import base, graders, grpo, rollouts, runs, sft
from training.config import RolloutConfig
from training.report import Silent

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "training" / "recipes" / "tiny-cpu"


@pytest.fixture(scope="module")
def course(tmp_path_factory, make_items):
    """A mixture, unseen items, and a student from nothing."""
    folder = tmp_path_factory.mktemp("course")
    mixture, exam = make_items(700, seed=1), make_items(200, seed=2)
    mixture.write_parquet(folder / "mixture.parquet")
    ordered(base, "base", folder / "base", folder / "mixture.parquet")
    return folder, exam.join(mixture, on="prompt", how="anti")


def ordered(module, recipe, output, data, *more):
    module.main(
        [str(RECIPES / f"{recipe}.toml"), "--data", str(data), "--output", str(output), *more]
    )


def right(model, exam):
    prompts = exam.select(prompt_id="item_id", prompt="prompt")
    said = rollouts.completions(prompts, RolloutConfig(model=str(model)), Silent())
    answers = [graders.final_answer(text) for text in said["completion"]]
    verdicts = graders.verdicts(exam["answer_form"].to_list(), exam["answer"].to_list(), answers)
    return sum(verdicts) / len(verdicts)


def test_a_student_from_nothing_learns_templated_tasks_and_grpo_keeps_them(course, tmp_path):
    folder, exam = course
    data = folder / "mixture.parquet"
    before = right(folder / "base" / "model", exam)
    ordered(sft, "sft", tmp_path / "sft", data, "--model", str(folder / "base" / "model"))
    learned = right(tmp_path / "sft" / "model", exam)
    ordered(grpo, "grpo", tmp_path / "grpo", data, "--model", str(tmp_path / "sft" / "model"))
    kept = right(tmp_path / "grpo" / "model", exam)
    metrics = json.loads((tmp_path / "sft" / "metrics.json").read_text())
    spent = json.loads((tmp_path / "grpo" / "metrics.json").read_text())["seconds"]
    print(f"right: {before:.3f}, {learned:.3f}, {kept:.3f}; {metrics}; grpo {spent} s")
    assert before < 0.05
    assert learned >= 0.8
    assert kept >= learned - 0.05
    assert metrics["steps"] > 0
    assert metrics["dropped"] == {"too_long": 0}
    assert (tmp_path / "grpo" / "model" / "model.safetensors").exists()
    lines = runs.whole_lines(tmp_path / "grpo" / "metrics.jsonl")
    assert all(0 <= line["reward"] <= 1 for line in lines)


@pytest.fixture
def brief(tmp_path, course):
    recipe = tmp_path / "brief.toml"
    recipe.write_text(
        "max_steps = 30\nsave_every = 5\nlog_every = 5\nbatch_size = 4\nthreads = 1\n"
    )
    folder, _ = course
    few = tmp_path / "few.parquet"
    pl.read_parquet(folder / "mixture.parquet").head(100).write_parquet(few)
    start = ["--model", str(folder / "base" / "model")]
    return [str(recipe), "--data", str(few), *start, "--output"]


def test_a_run_that_is_killed_ends_where_an_unbroken_one_ends(brief, tmp_path):
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    command = [sys.executable, "-m", "training.sft", *brief, str(killed)]
    process = subprocess.Popen(command, cwd=ROOT)
    deadline = time.monotonic() + 120
    while not list(killed.glob("checkpoint-*/trainer_state.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not runs.finished(killed)
    sft.main([*brief, str(killed)])
    sft.main([*brief, str(whole)])
    papers = [json.loads((run / "manifest.json").read_text()) for run in (killed, whole)]
    assert papers[0]["model_id"] == papers[1]["model_id"]
    assert papers[0]["metrics"]["steps"] == 30
    steps = [line["step"] for line in runs.whole_lines(killed / "metrics.jsonl")]
    assert steps == [5, 10, 15, 20, 25, 30]


def test_a_finished_run_is_not_run_again(brief, tmp_path):
    sft.main([*brief, str(tmp_path / "once")])
    manifest = tmp_path / "once" / "manifest.json"
    before = manifest.stat().st_mtime_ns
    sft.main([*brief, str(tmp_path / "once")])
    assert manifest.stat().st_mtime_ns == before
