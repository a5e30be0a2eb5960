from pathlib import Path

import polars as pl
import pytest

from resources.roots import Root


def test_a_root_remembers_its_sources_for_the_next_command(tmp_path):
    Root(tmp_path / "root").settled(documents=[tmp_path / "a", tmp_path / "b"], recipe="tiny-cpu")
    variables = Root(tmp_path / "root").settled().variables()
    assert variables["AGENTAR_DOCUMENTS"].split(":") == [str(tmp_path / "a"), str(tmp_path / "b")]
    assert variables["AGENTAR_RECIPE"] == "tiny-cpu"


def test_without_sources_the_samples_are_read(tmp_path):
    variables = Root(tmp_path / "root").settled().variables()
    assert Path(variables["AGENTAR_DOCUMENTS"]).name == "samples"
    assert variables["AGENTAR_BENCHMARKS"] == ""


def test_every_place_lies_under_the_root(tmp_path):
    variables = Root(tmp_path / "root").settled().variables()
    places = ["AGENTAR_LAKE", "AGENTAR_RUNS", "AGENTAR_REVIEWS", "AGENTAR_NOTICES", "DAGSTER_HOME"]
    assert all(Path(variables[name]).is_relative_to(tmp_path / "root") for name in places)


def test_a_root_where_nothing_was_run_is_told_so(tmp_path):
    with pytest.raises(LookupError, match="`agentar run` first"):
        Root(tmp_path / "root").existing()


def test_a_loop_keeps_the_budget_and_seed_that_it_was_begun_with(tmp_path):
    root = Root(tmp_path).settled()
    assert root.begun(budget=70, seed=2, default=80) == (70, 2)
    assert root.begun(budget=None, seed=3, default=80) == (80, 3)  # nothing was planned yet
    plan = pl.DataFrame({"tag": ["a.b"]})
    root.lake().write("next_round_plan", plan, tags=None, reason="test", run_id="r")
    assert root.begun(budget=None, seed=None, default=90) == (80, 3)
    assert root.begun(budget=80, seed=3, default=90) == (80, 3)
    with pytest.raises(ValueError, match="begun with seed 3, not 4"):
        root.begun(budget=None, seed=4, default=80)
    assert "AGENTAR_LAKE" in root.settled().variables()


def test_a_root_is_held_by_one_at_a_time(tmp_path):
    with Root(tmp_path).held():
        with pytest.raises(RuntimeError, match="another `agentar run` works on"):
            Root(tmp_path).held().__enter__()
        with Root(tmp_path / "other").held():
            pass
    with Root(tmp_path).held():
        pass


def test_a_damaged_note_is_named(tmp_path):
    (tmp_path / "agentar.json").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match=r"agentar.json is damaged"):
        Root(tmp_path).variables()


def test_documents_of_ones_own_are_not_the_samples(tmp_path):
    assert Root(tmp_path / "a").settled().on_samples()
    assert not Root(tmp_path / "b").settled(documents=[tmp_path]).on_samples()
