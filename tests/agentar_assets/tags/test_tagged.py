"""A tag's table is committed only after its audits passed."""

import dagster as dg
import polars as pl

from agentar_assets.tags.partitions import TAGS
from agentar_assets.tags.tagged import tagged
from resources.lake import Lake
from resources.tables import LakeTables

TAG = "deposit_savings.slot_filling"


class Knobs(dg.Config):
    numbers: list[int]


def none_below_zero(made: pl.LazyFrame) -> dg.AssetCheckResult:
    """No number is below zero."""
    wrong = made.filter(pl.col("n") < 0).collect().height
    return dg.AssetCheckResult(passed=wrong == 0, metadata={"wrong": wrong})


def as_many_as_asked(made: pl.LazyFrame, config: Knobs) -> dg.AssetCheckResult:
    """There is a number for each that was asked for."""
    rows, severity = made.collect().height, dg.AssetCheckSeverity.WARN
    return dg.AssetCheckResult(passed=rows == len(config.numbers), severity=severity)


@tagged("made", none_below_zero, as_many_as_asked)
def numbers(context: dg.AssetExecutionContext, config: Knobs) -> dg.Output:
    """Numbers of a tag."""
    found = pl.LazyFrame({"n": config.numbers}).unique(maintain_order=True)
    table = found.with_columns(tag=pl.lit(context.partition_key))
    return dg.Output(table, metadata={"asked": len(config.numbers)})


def run(lake: Lake, *values: int) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [numbers],
        partition_key=TAG,
        resources={"io_manager": LakeTables(lake=lake)},
        run_config={"ops": {"numbers": {"config": {"numbers": list(values)}}}},
        raise_on_error=False,
    )


def outcomes(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {found.check_name: found.passed for found in result.get_asset_check_evaluations()}


def test_a_table_that_passes_is_written_and_its_audits_are_told(tmp_path):
    lake = Lake(root=str(tmp_path))
    result = run(lake, 3, 4)
    assert outcomes(result) == {"none_below_zero": True, "as_many_as_asked": True}
    assert lake.scan("numbers", tags=[TAG]).collect()["n"].to_list() == [3, 4]
    told = result.asset_materializations_for_node("numbers")[0]
    assert told.partition == TAG and told.metadata["asked"].value == 2
    assert told.tags["dagster/data_version"] == lake.head("numbers", TAG).content_hash


def test_a_table_that_fails_leaves_the_head_where_it_was(tmp_path):
    lake = Lake(root=str(tmp_path))
    run(lake, 3, 4)
    before = lake.head("numbers", TAG)
    result = run(lake, 3, -4)
    assert not result.success and not outcomes(result)["none_below_zero"]
    assert lake.head("numbers", TAG) == before
    why = result.failure_data_for_node("numbers").error.to_string()
    assert "numbers is not written, its audits failed: none_below_zero (wrong 1)" in why


def test_a_warning_does_not_keep_a_table_back(tmp_path):
    lake = Lake(root=str(tmp_path))
    result = run(lake, 3, 3)
    assert result.success and not outcomes(result)["as_many_as_asked"]
    assert lake.scan("numbers", tags=[TAG]).collect()["n"].to_list() == [3]


def test_the_declaration_holds_partitions_checks_and_their_descriptions():
    spec = {each.name: each for each in numbers.check_specs}["none_below_zero"]
    assert numbers.partitions_def == TAGS and spec.partitions_def == TAGS and spec.blocking
    assert spec.description == "No number is below zero."
    assert numbers.op.config_schema is not None and not numbers.dependency_keys
