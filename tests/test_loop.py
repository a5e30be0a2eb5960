"""One round, offline, on the samples, killed on the way and gone on with: what it leaves behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.loop import home
from resources.roots import Root
from sensors.jobs import ROUND

AGENTAR = str(Path(sys.executable).with_name("agentar"))
TAGS = [
    "deposit_savings.intent_classification",
    "deposit_savings.named_entity_recognition",
    "mutual_funds.intent_classification",
]
pytestmark = pytest.mark.slow


def agentar(*args, root, check=True):
    command = [AGENTAR, *map(str, args), "--root", str(root)]
    return subprocess.run(command, check=check, capture_output=True, text=True)


def killed(folder):
    """Begin a round and kill it, with all its processes, while it drafts."""
    command = [AGENTAR, "run", "--tags", ",".join(TAGS), "--budget", "450", "--root", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as run:
        deadline = time.monotonic() + 120
        while not list(folder.glob("lake/answers/tag=*")):
            assert time.monotonic() < deadline and run.poll() is None, "nothing was drafted"
            time.sleep(0.02)
        os.killpg(run.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("round") / "root"
    killed(folder)
    told = agentar("run", "--tags", ",".join(TAGS), "--budget", 450, root=folder, check=False)
    assert told.returncode == 0, told.stderr
    return folder, told.stdout


@pytest.fixture(scope="module")
def root(told):
    return told[0]


@pytest.fixture(scope="module")
def lake(root):
    return Root(root).lake()


def table(lake, dataset):
    return lake.scan(dataset).collect()


def test_a_run_says_what_it_does_and_what_came_of_it(told):
    said = told[1].splitlines()
    phases = [line.partition(":")[0] for line in said if " done after " in line]
    assert phases[-len(ROUND) :] == [phase.job for phase in ROUND]
    assert any(line.startswith("mean pass@1 over 3 tags: base 0.0") for line in said)


def test_what_was_killed_is_gone_on_with_and_nothing_is_doubled(told, lake):
    root, said = told
    drafted = next(line for line in said.splitlines() if line.startswith("draft_tag"))
    instance = home(Root(root).variables())
    ended = {run.status for run in instance.get_runs()}
    assert ended <= {dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.CANCELED}, drafted
    for dataset in ("task_triples", "answers", "final_set"):
        rows = table(lake, dataset)
        assert not rows.select(records.KEYS[dataset]).is_duplicated().any()
        assert all(len(lake.history(dataset, tag)) == 1 for tag in TAGS)


def test_every_dataset_is_there_and_holds_its_contract(lake):
    for dataset in records.SCHEMAS:
        frame = lake.scan(dataset, schema=records.SCHEMAS[dataset]).collect()
        assert records.audited(dataset, frame).height or dataset in {
            "benchmark_items",
            "benchmark_scores",
            "reviews",
        }


def test_units_are_exact_spans_of_documents_in_force(lake):
    units, documents = table(lake, "knowledge_units"), table(lake, "documents")
    texts = table(lake, "texts").select("text_id", document="text")
    whole = documents.select("path", "text_id", "state").join(texts, on="text_id")
    joined = units.join(whole, on="path")
    assert joined.height == units.height
    spans = joined["document"].to_list()
    places = zip(spans, joined["start"], joined["end"], joined["text"], strict=True)
    assert all(text[start:end] == unit for text, start, end, unit in places)
    assert set(joined.filter(pl.col("reason").is_null())["state"]) == {"in_force"}


def test_every_item_is_grounded_in_a_unit_of_its_own_tag(lake):
    units = table(lake, "knowledge_units").select("tag", "unit_id", "text")
    for dataset in ("task_triples", "evolved_instructions", "evaluation_items"):
        items = table(lake, dataset)
        joined = items.join(units, on=["tag", "unit_id"])
        assert joined.height == items.height > 0
        quoted = joined.select(pl.col("text").str.contains(pl.col("quote"), literal=True).all())
        assert quoted.item()


def test_no_unit_serves_training_and_evaluation(lake):
    trained = table(lake, "task_triples").filter(split="train")["unit_id"]
    held = table(lake, "evaluation_items")["unit_id"]
    assert not set(trained) & set(held)
    assert set(table(lake, "evaluation_items")["split"]) == {"development", "sealed"}


def test_what_is_dropped_has_a_reason_and_what_is_kept_is_above_tau(lake):
    final = table(lake, "final_set")
    kept = final.filter(pl.col("reason").is_null())
    assert 0 < kept.height < final.height
    assert kept.select((pl.col("score") > pl.col("tau")).all()).item()
    drafted = table(lake, "task_triples").height + table(lake, "evolved_instructions").height
    assert final.height == drafted


def test_evolved_items_name_their_parent_operator_and_change(lake):
    evolved = table(lake, "evolved_instructions")
    assert set(evolved["gold_change"]) <= {"unchanged", "recomputed", "rederived"}
    assert evolved["operator"].n_unique() >= 2
    known = {*table(lake, "task_triples")["item_id"], *evolved["item_id"]}
    assert set(evolved["parent_id"]) <= known


def test_the_release_pins_what_the_mixture_holds(lake):
    release = table(lake, "release").filter(dataset="final_set")
    pinned = lake.scan("final_set", version=release["version"][0]).collect()
    kept = pinned.filter(pl.col("reason").is_null())
    assert set(table(lake, "training_mixture")["item_id"]) == set(kept["item_id"])


def test_weights_have_mean_one_and_harder_tags_weigh_more(lake):
    weights = table(lake, "tag_weights")
    assert sorted(weights["tag"]) == TAGS
    items = table(lake, "training_mixture").group_by("tag").len("items")
    mean = weights.join(items, on="tag").select(
        (pl.col("weight") * pl.col("items")).sum() / pl.col("items").sum()
    )
    assert mean.item() == pytest.approx(1, abs=1e-6)
    by_need = weights.sort("raw")["weight"]
    assert by_need.is_sorted()


def test_the_student_learns_and_its_scores_carry_intervals(lake):
    scores = table(lake, "eval_scores")
    mean = dict(scores.group_by("stage").agg(pl.col("pass_at_1").mean()).iter_rows())
    assert mean["grpo"] >= mean["base"] + 0.3
    inside = pl.col("pass_at_1").is_between("low", "high") & (pl.col("items") > 0)
    assert scores.select(inside.all()).item()


def test_the_next_plan_adds_the_budget_of_round_two(lake):
    plan = table(lake, "next_round_plan")
    assert set(plan["round"]) == {2}
    assert plan["added"].sum() == 360  # B_0 times beta: 450 x 0.8


def test_the_report_is_one_page_that_needs_no_other_file(root):
    page = (root / "report.html").read_text(encoding="utf-8")
    assert all(tag in page for tag in TAGS)
    assert "data:image/png;base64" in page and "http" not in page.split("</style>")[1]


def test_the_warehouse_answers_in_plain_duckdb(root):
    told = agentar("sql", "select count(*) as n from final_set", "--json", root=root)
    in_lake = json.loads(told.stdout)[0]["n"]
    with duckdb.connect(root / "warehouse.duckdb", read_only=True) as warehouse:
        assert warehouse.sql("select count(*) from final_set").fetchall() == [(in_lake,)]
