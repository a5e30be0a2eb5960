import dagster as dg
import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.governance import checks
from agentar_assets.governance.assets import GovernanceConfig, final_set

ITEM = {"item_id": "i", "unit_id": "u", "quote": "条文", "question": "问题是怎样的？"}


def rows(*items: dict) -> pl.LazyFrame:
    base = ITEM | {"score": 0.9, "tau": 0.5}
    return pl.DataFrame([base | item for item in items], schema=records.FINAL).lazy()


def empty(name: str) -> pl.LazyFrame:
    return pl.LazyFrame(schema=records.SCHEMAS[name])


@pytest.mark.parametrize("change", [{"unit_id": None}, {"quote": None}, {"quote": " "}])
def test_a_kept_item_without_provenance_fails(change):
    assert not checks.every_kept_item_has_provenance(rows(change)).passed
    assert checks.every_kept_item_has_provenance(rows(change | {"reason": "duplicate"})).passed
    assert checks.every_kept_item_has_provenance(rows({})).passed


@pytest.mark.parametrize("score", [0.5, 0.4, None, float("nan")])
def test_a_kept_item_that_is_not_above_tau_fails(score):
    assert not checks.every_kept_item_scores_above_tau(rows({"score": score})).passed
    assert checks.every_kept_item_scores_above_tau(rows({"score": 0.51})).passed


def test_a_kept_item_that_is_a_test_question_fails():
    benchmark = pl.LazyFrame([{"question": "问题 是怎样的?"}], schema=records.BENCHMARK_ITEMS)
    sealed = pl.LazyFrame([ITEM | {"split": "sealed"}], schema=records.ITEMS)
    development = pl.LazyFrame([ITEM | {"split": "development"}], schema=records.ITEMS)
    check = checks.no_kept_item_is_a_test_question
    none = empty("benchmark_items")
    assert not check(rows({}), benchmark, empty("evaluation_items")).passed
    assert not check(rows({}), none, sealed).passed
    assert check(rows({}), none, development).passed
    assert check(rows({"reason": "contaminated"}), benchmark, sealed).passed


def test_a_tag_that_keeps_nothing_fails_and_a_tag_without_items_does_not():
    assert not checks.something_is_kept(rows({"reason": "duplicate"})).passed
    assert checks.something_is_kept(rows({}, {"reason": "duplicate"})).passed
    assert checks.something_is_kept(rows()).passed


def test_no_registered_benchmark_is_a_warning():
    result = checks.a_benchmark_is_registered(empty("benchmark_items"))
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.WARN


def test_the_final_set_is_audited_before_it_is_written():
    assert {check.name for check in final_set.check_specs if check.blocking} == {
        "every_kept_item_has_provenance",
        "every_kept_item_scores_above_tau",
        "no_kept_item_is_a_test_question",
        "something_is_kept",
    }


def test_the_asset_gives_the_rows_of_the_contract():
    verified = pl.LazyFrame([ITEM | {"score": 0.9, "tau": 0.5}], schema=records.VERIFIED)
    others = [empty(name) for name in ("evaluation_items", "benchmark_items", "knowledge_units")]
    *audits, written = final_set(verified, *others, GovernanceConfig())
    made = written.value
    assert all(audit.passed for audit in audits)
    assert records.audited("final_set", made)["reason"].to_list() == [None]
