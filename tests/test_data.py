"""The data half of a round, which needs no model: the same twice, and one tag at a time."""

import pytest

from agentar_assets.loop import opened
from agentar_assets.workers import Run, Workers
from resources.roots import Root
from sensors.jobs import TRAIN

pytestmark = pytest.mark.slow
TAGS = ("deposit_savings.intent_classification", "mutual_funds.numeric_computation")
DATASETS = ("task_triples", "evolved_instructions", "answers", "verified_set", "final_set")


def settled(folder, seed=7):
    place = Root(folder).settled()
    loop = opened(place)
    loop.advance(loop.begin(tags=TAGS, budget=40, seed=seed), until=TRAIN)
    return place.lake()


def hashes(lake, dataset):
    return {tag: lake.history(dataset, tag)[0].content_hash for tag in TAGS}


@pytest.fixture(scope="module")
def lakes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    return [settled(folder / name, seed) for name, seed in (("a", 7), ("b", 7), ("c", 8))]


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_same_seed_gives_the_same_content_and_another_does_not(lakes, dataset):
    first, again, other = (hashes(lake, dataset) for lake in lakes)
    assert first == again
    assert all(first[tag] != other[tag] for tag in TAGS)


@pytest.mark.parametrize("tag", TAGS)
def test_as_many_items_are_drafted_as_the_plan_asks_for(lakes, tag):
    plan = {
        row["tag"]: row["items"] for row in lakes[0].scan("next_round_plan").collect().to_dicts()
    }
    assert sum(plan.values()) == 40
    assert lakes[0].scan("task_triples", tags=[tag]).collect().height == plan[tag]


def test_one_tag_is_made_anew_where_the_rows_of_another_cannot_be_read(tmp_path):
    place = Root(tmp_path).settled()
    loop = opened(place)
    loop.advance(loop.begin(tags=TAGS, budget=40, seed=7), until=TRAIN)
    for rows in (tmp_path / "lake").glob(f"*/tag={TAGS[1]}/*.parquet"):
        rows.write_bytes(b"unreadable")
    (tmp_path / "lake" / "final_set").rename(tmp_path / "lost")
    run = Run(job="remake_tag", target=TAGS[0], partition=TAGS[0])
    assert list(Workers(1).outcomes(loop.instance, [run])) == [""]
    again = place.lake().head("final_set", TAGS[0])
    assert again.rows > 0 and place.lake().head("final_set", TAGS[1]) is None


def test_most_of_what_is_drafted_passes_the_gates(lakes):
    final = lakes[0].scan("final_set").collect()
    assert 0.5 < final["reason"].is_null().mean() <= 1
