"""The graph as it loads: names, groups, jobs, doorbells; nothing runs."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
import yaml

from agentar_assets import records
from agentar_assets.definitions import defs
from sensors import jobs, new_documents, regressions, rounds

ROOT = Path(__file__).parents[1]
GRAPH = defs.resolve_asset_graph()
KEYS = {key.to_user_string() for key in GRAPH.get_all_asset_keys()}


def test_the_graph_loads_with_no_variable_set():
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("AGENTAR_", "DAGSTER_"))}
    code = (
        "import sys, agentar_assets.definitions as d; import dagster as dg;"
        "dg.Definitions.validate_loadable(d.defs);"
        "assert not {'torch', 'transformers', 'trl', 'vllm'} & set(sys.modules), 'heavy import'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=bare)


def test_every_table_of_the_lake_is_an_asset_and_the_other_way_round():
    beside = {"texts"}  # what `documents` has read, once for all
    assert KEYS - {"warehouse", "touched_tags", "stale_items"} == set(records.SCHEMAS) - beside


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_asset_is_described_owned_and_grouped(key):
    node = GRAPH.get(dg.AssetKey(key))
    assert node.description and node.owners and node.kinds
    assert node.group_name in {path.parent.name for path in ROOT.glob("agentar_assets/*/assets.py")}


def test_every_job_names_assets_that_exist():
    assert {
        name for phase in (jobs.INGEST, *jobs.ROUND, jobs.REMAKE) for name in phase.assets
    } <= KEYS


def test_a_round_makes_every_asset_once():
    made = [name for phase in (jobs.INGEST, *jobs.ROUND) for name in phase.assets]
    made.remove("stale_items")  # after new documents, and once more before a release
    assert sorted(made) == sorted(KEYS)


def test_every_asset_is_made_from_assets_that_are_made_here():
    assert GRAPH.materializable_asset_keys == GRAPH.get_all_asset_keys()


def test_every_doorbell_hangs_on_an_asset_that_exists():
    bells = {rounds.PLAN, regressions.REPORT, new_documents.TOUCHED}
    assert bells <= GRAPH.get_all_asset_keys()


def test_no_doorbell_is_an_asset_sensor():
    assert not [s.name for s in defs.sensors or [] if isinstance(s, dg.AssetSensorDefinition)]


def test_what_must_hold_before_money_is_spent_is_checked_and_blocks():
    specs = [GRAPH.get(key) for key in GRAPH.asset_check_keys]
    blocking = {(spec.key.asset_key.path[-1], spec.key.name) for spec in specs if spec.blocking}
    assert blocking == {
        ("documents", "document_spans_are_exact"),
        ("documents", "a_document_is_in_force"),
        ("documents", "few_documents_are_rejected"),
        ("knowledge_units", "unit_spans_are_exact"),
        ("knowledge_units", "every_kept_unit_is_in_force"),
        ("knowledge_units", "few_units_are_rejected"),
        ("evaluation_items", "items_are_sound"),
        ("task_triples", "items_are_sound"),
        ("evolved_instructions", "items_are_sound"),
        ("verified_set", "every_verdict_is_there"),
        ("verified_set", "verified_share_is_sane"),
        ("final_set", "every_kept_item_has_provenance"),
        ("final_set", "every_kept_item_scores_above_tau"),
        ("final_set", "no_kept_item_is_a_test_question"),
        ("final_set", "something_is_kept"),
        ("training_mixture", "weights_are_finite_and_positive"),
        ("training_mixture", "weights_average_to_one"),
        ("training_mixture", "no_sealed_item_is_trained_on"),
        ("eval_scores", "enough_sealed_items"),
    }


def test_no_table_is_written_that_breaks_its_contract():
    tables = defs.resources["io_manager"]
    doubled = pl.DataFrame([{"tag": "a.b", "item_id": "i"}] * 2, schema=records.FINAL)
    with pytest.raises(ValueError, match="final_set"):
        tables.audited("final_set", doubled)


def test_one_training_at_a_time_and_one_writer_of_the_warehouse():
    pools = {
        key.path[-1]: GRAPH.get(key).assets_def.op.pool for key in GRAPH.materializable_asset_keys
    }
    named = {pool: {name for name in pools if pools[name] == pool} for pool in pools.values()}
    assert named["warehouse"] == {"warehouse"}
    assert named["trainer"] == {
        *("base_model", "pass_rates", "sft_model", "grpo_model"),
        *("sealed_answers", "benchmark_scores"),
    }
    settings = yaml.safe_load((ROOT / "dagster.yaml").read_text())
    assert settings["concurrency"]["pools"] == {"granularity": "op", "default_limit": 1}
    assert settings["run_monitoring"]["free_slots_after_run_end_seconds"] > 0
    assert settings["run_retries"] == {"enabled": True, "max_retries": 1}


def test_models_hang_on_the_release_and_not_on_hundreds_of_partitions():
    for model in ("sft_model", "grpo_model"):
        parents = GRAPH.get(dg.AssetKey(model)).parent_keys
        assert not [key for key in parents if GRAPH.get(key).is_partitioned]
