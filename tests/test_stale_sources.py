"""A statute gives way to its new version: what rested on it is found, retired and asked for anew.

Real statutes, a real instance, the data phases of a round; nothing is trained.
"""

import shutil
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from agentar_assets.console.impact import impact
from agentar_assets.definitions import defs
from agentar_assets.loop import opened
from agentar_assets.workers import QUIET, Run, executed
from resources.roots import Root
from resources.sources import Sources
from sensors import new_documents
from sensors.jobs import REMAKE, TRAIN

LAWS = Path(__file__).parents[2] / "shared" / "data" / "laws"
OLD, NEW = "反洗钱法(2006-10-31).md", "反洗钱法(2024-11-08).md"
BANKS, FUNDS = "商业银行法(2015-08-29).md", "证券投资基金法(2015-04-24).md"
JUDGED = "aml_financial_crime.compliance_judgement"
TOUCHED = (JUDGED, "aml_financial_crime.named_entity_recognition")
LEFT = "mutual_funds.intent_classification"
TAGS = (*TOUCHED, LEFT)
DATASETS = ("task_triples", "evolved_instructions", "answers", "verified_set", "final_set")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not LAWS.is_dir(), reason="../shared/data/laws is absent"),
]


class Story:
    """A loop over a folder of statutes, and what its doorbell asks for."""

    def __init__(self, place, folder):
        self.folder = folder
        self.loop = opened(place, processes=1)
        self.lake, self.instance = self.loop.lake, self.loop.instance
        self._cursor = None

    def rings(self):
        """What the doorbell asks for now: (job, tag)."""
        context = dg.build_sensor_context(
            instance=self.instance,
            cursor=self._cursor,
            resources={"sources": Sources(documents=str(self.folder), reviews="")},
        )
        result = new_documents.new_documents(context)
        self._cursor = result.cursor
        return [(request.job_name, request.partition_key) for request in result.run_requests]

    def read(self):
        """The doorbell asks for ingestion, which runs; what it asks for then."""
        assert self.rings() == [("ingest", None)]
        self.loop.read()
        return self.rings()

    def remade(self, *tags):
        """What the doorbell asked for, as `agentar run` or a person would do it."""
        outcomes = [
            executed(self.instance, Run(job=REMAKE.job, target=tag, partition=tag)) for tag in tags
        ]
        assert not any(outcomes), outcomes

    def released(self):
        """The release that a round would be trained on now, made as the job `train` makes it."""
        everything = defs.resolve_implicit_global_asset_job_def()
        first = [dg.AssetKey("stale_items"), dg.AssetKey("release")]
        assert everything.execute_in_process(
            instance=self.instance, asset_selection=first, run_config=QUIET
        ).success
        return self.lake.releases()[0]

    def rows(self, dataset, *tags, version=None):
        return self.lake.scan(dataset, tags=tags or None, version=version).collect()

    def kept(self, *tags, release=None):
        version = release.pins["final_set"] if release else None
        return self.rows("final_set", *tags, version=version).filter(pl.col("reason").is_null())

    def units_of(self, name):
        """Units that stand in a file, by its name."""
        files = self.rows("documents").filter(pl.col("path").str.ends_with(f"/{name}"))
        return set(self.rows("passages").join(files, on="text_id", how="semi")["unit_id"])

    def held(self, asked):
        """The releases that hold what rests on it, and the tags of that."""
        return self.impact(asked, "release").select("id", "tag").sort("tag").rows()

    def impact(self, asked, kind):
        found = impact(self.lake, asked, folders=[self.folder])
        return found.filter(kind=kind)


def heads(story, tag):
    return {name: story.lake.head(name, tag) for name in DATASETS}


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """A round up to its release on the law of 2006; then the law of 2024 comes into the folder."""
    folder = tmp_path_factory.mktemp("sources") / "laws"
    folder.mkdir()
    for name in (BANKS, FUNDS):
        shutil.copy(LAWS / "in_force" / name, folder)
    shutil.copy(LAWS / "traps" / OLD, folder)
    story = Story(Root(folder.parent / "root").settled(documents=[folder]), folder)
    assert story.rings() == [("ingest", None)]
    story.loop.advance(story.loop.begin(tags=TAGS, budget=60, seed=1), until=TRAIN)
    assert story.rings() == []
    story.first = story.released()
    story.before = {tag: heads(story, tag) for tag in TAGS}
    story.made = story.kept()
    shutil.copy(LAWS / "in_force" / NEW, folder)
    story.asked = story.read()
    story.after = {tag: heads(story, tag) for tag in TAGS}
    story.marked = story.rows("final_set")
    return story


def test_the_new_version_supersedes_the_old_one(story):
    states = story.rows("documents").select(pl.col("path").str.split("/").list.last(), "state")
    assert dict(states.iter_rows()) == {
        OLD: "superseded",
        **dict.fromkeys([NEW, BANKS, FUNDS], "in_force"),
    }


def test_exactly_the_tags_that_rested_on_it_are_asked_for(story):
    assert story.asked == [("remake_tag", tag) for tag in TOUCHED]
    assert story.rings() == []


def test_exactly_the_items_that_rested_on_it_are_stale_in_one_commit_a_tag(story):
    rested = story.made.filter(pl.col("unit_id").is_in(list(story.units_of(OLD))))
    stale = story.marked.filter(reason="stale_source")
    assert stale.height and set(stale["item_id"]) == set(rested["item_id"])
    assert set(stale["tag"]) == set(TOUCHED)
    for tag in TOUCHED:
        before, after = story.before[tag]["final_set"], story.after[tag]["final_set"]
        assert (after.parent, after.reason) == (before.number, "stale_source")
    assert story.before[LEFT] == story.after[LEFT]


def test_what_rested_on_it_is_named_with_the_release_that_holds_it(story):
    file = str(story.folder / OLD)
    named = story.impact(file, "triple")
    stale = story.marked.filter(reason="stale_source")
    assert set(named.filter(state="stale")["id"]) == set(stale["item_id"])
    assert set(story.impact(file, "unit")["state"]) == {"retired"}
    assert set(story.impact(file, "unit")["tag"].drop_nulls()) == set(TOUCHED)
    assert story.held(file) == [(story.first.id, tag) for tag in TOUCHED]
    assert story.impact(BANKS, "release").is_empty()


def test_no_release_holds_a_stale_item_and_the_old_one_stays_as_it_was(story):
    second = story.released()
    held, old = (set(story.kept(release=one)["unit_id"]) for one in (second, story.first))
    assert held and not held & story.units_of(OLD)
    assert old & story.units_of(OLD)
    assert set(story.kept(LEFT, release=second)["item_id"]) == set(
        story.kept(LEFT, release=story.first)["item_id"]
    )


def test_made_anew_the_tags_rest_on_the_new_version_and_a_rollback_brings_nothing_back(story):
    story.remade(*TOUCHED)
    units = story.rows("knowledge_units", *TOUCHED)
    used = set(units.filter(pl.col("reason").is_null())["unit_id"])
    assert used & story.units_of(NEW) and not used & story.units_of(OLD)
    ended = units.filter(pl.col("unit_id").is_in(list(story.units_of(OLD))))
    assert set(ended["reason"]) <= {"not_in_force"}
    fresh = story.kept(*TOUCHED)
    assert set(fresh["unit_id"]) <= story.units_of(NEW)
    assert story.rows("final_set", *TOUCHED).filter(reason="stale_source").is_empty()
    assert story.held(OLD) == [(story.first.id, tag) for tag in TOUCHED]
    assert set(story.impact(OLD, "triple")["state"]) == {"retired"}
    story.loop.take_back(JUDGED, story.first.id)
    assert set(story.kept(JUDGED)["unit_id"]) <= story.units_of(OLD)
    again = story.released()
    assert not set(story.kept(release=again)["unit_id"]) & story.units_of(OLD)


def test_units_that_the_next_version_repeats_word_for_word_stay(story):
    """An amending decision changes one article of the law on funds."""
    text = (LAWS / "in_force" / FUNDS).read_text(encoding="utf-8")
    tail = "基金份额持有人大会由全体基金份额持有人组成"
    assert tail in text
    amended = text.replace(tail, f"{tail}（包括其代理人）")
    story.rings()
    before = story.kept(LEFT)
    (story.folder / "证券投资基金法(2025-12-27).md").write_text(amended, encoding="utf-8")
    asked = story.read()
    assert ("remake_tag", LEFT) in asked
    kept, ended = story.units_of("证券投资基金法(2025-12-27).md"), story.units_of(FUNDS)
    assert len(ended - kept) == 1
    stale = story.rows("final_set", LEFT).filter(reason="stale_source")
    assert set(stale["unit_id"]) <= ended - kept
    assert set(story.kept(LEFT)["item_id"]) == set(before["item_id"]) - set(stale["item_id"])
    story.remade(LEFT)
    units = story.rows("knowledge_units", LEFT).filter(pl.col("reason").is_null())
    assert set(units["unit_id"]) & ended and not set(units["unit_id"]) & (ended - kept)
