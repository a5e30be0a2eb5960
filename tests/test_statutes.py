"""One round on statutes in force, with real benchmarks kept out of the data."""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import polars as pl
import pytest

from resources.roots import Root

AGENTAR = str(Path(sys.executable).with_name("agentar"))
DATA = Path(__file__).parents[2] / "shared" / "data"
LAWS = DATA / "laws" / "in_force"
BENCHMARKS = [DATA / name for name in ("finova", "fineva", "financeiq", "math500")]
TAGS = [
    "life_health_insurance.named_entity_recognition",
    "mutual_funds.consulting_qa",
    "trust_business.compliance_judgement",
]
EMBEDDED = 20
"""Characters from which on a benchmark question inside another one is no accident."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws/in_force is absent"),
]


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    root = tmp_path_factory.mktemp("statutes") / "root"
    options = ["--tags", ",".join(TAGS), "--budget", "240", "--root", str(root)]
    options += [part for folder in BENCHMARKS for part in ("--benchmarks", str(folder))]
    command = [AGENTAR, "run", "--documents", str(LAWS), *options]
    told = subprocess.run(command, check=False, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    return Root(root).lake()


def table(lake, dataset):
    return lake.scan(dataset).collect()


def kept(lake, dataset="final_set"):
    return table(lake, dataset).filter(pl.col("reason").is_null())


def bare(text):
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text)).lower()


def test_every_statute_is_read_as_articles_in_force(lake):
    documents = table(lake, "documents")
    assert documents.height == len(list(LAWS.iterdir())) == 25
    assert set(documents["state"]) == {"in_force"}
    undated = documents.filter(pl.col("valid_from").is_null())["title"]
    assert [title for title in undated if "民间借贷" not in title] == []  # which says no date
    units = kept(lake, "knowledge_units")
    assert set(units["tag"]) == set(TAGS)
    preambles = units.filter(~pl.col("section").str.contains(r"^第.+条"))
    assert preambles.height < 5 and preambles["text"].str.starts_with("为").all()


def test_every_registered_benchmark_is_known_and_asked(lake):
    names = {folder.name for folder in BENCHMARKS}
    assert set(kept(lake, "benchmark_items")["benchmark"]) == names
    scores = table(lake, "benchmark_scores")
    assert set(scores["benchmark"]) == names and (scores["items"] > 0).all()


def test_no_training_item_holds_a_benchmark_question(lake):
    asked = {bare(question) for question in kept_questions(lake)}
    known = {bare(q) for q in table(lake, "benchmark_items")["question"].drop_nulls()}
    long = [question for question in known if len(question) >= EMBEDDED]
    assert not asked & known
    assert not [(q, other) for other in asked for q in long if q in other]


def kept_questions(lake):
    return table(lake, "training_mixture")["prompt"].to_list()


def test_quoting_a_statute_is_no_contamination(lake):
    final = table(lake, "final_set")
    assert kept(lake).height > 0.5 * final.height
    assert set(kept(lake)["tag"]) == set(TAGS)


def test_the_round_is_closed(lake):
    scores = table(lake, "eval_scores").filter(stage="grpo")
    assert sorted(scores["tag"]) == TAGS and (scores["items"] >= 10).all()
    assert set(table(lake, "next_round_plan")["round"]) == {2}
