"""Whatever is done to a lake, in whatever order, its heads are what was last written to it."""

import tempfile
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from resources.lake import Conflict, Lake
from resources.versions import content_hash

TAGS = ("a.x", "b.x")
DATASETS = ("items", "answers")
SCHEMA = pl.Schema({"tag": pl.String, "item": pl.Int64})
tags, datasets = st.sampled_from(TAGS), st.sampled_from(DATASETS)
items = st.lists(st.integers(0, 3), max_size=3)


def frame(tag, held):
    return pl.DataFrame({"tag": tag, "item": held}, SCHEMA)


class LakeMachine(RuleBasedStateMachine):
    """A lake beside what it should hold: rows, and number of versions, by dataset and tag."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.lake = Lake(root=self.folder.name)
        self.held, self.versions, self.released = {}, {}, []
        for dataset in DATASETS:
            self._write(dataset, "a.x", [0])

    def teardown(self):
        self.folder.cleanup()

    def _write(self, dataset, tag, held, **how):
        rows = frame(tag, held)
        version = self.lake.write(
            dataset, rows, **{"tags": [tag], "reason": "made", "run_id": "r", **how}
        )
        self._stands(dataset, tag, held)
        return version

    def _stands(self, dataset, tag, held):
        if self.held.get((dataset, tag)) != held:
            self.versions[dataset, tag] = self.versions.get((dataset, tag), 0) + 1
        self.held[dataset, tag] = held

    @rule(dataset=datasets, tag=tags, held=items)
    def write(self, dataset, tag, held):
        version = self._write(dataset, tag, held)
        assert (version.rows, version.content_hash) == (len(held), content_hash(frame(tag, held)))

    @rule(dataset=datasets, tag=tags, held=items)
    def write_fenced(self, dataset, tag, held):
        head = self.lake.head(dataset, tag)
        self._write(dataset, tag, held, expect=head.number if head else 0)

    @rule(dataset=datasets, tag=tags, held=items, back=st.integers(1, 3))
    def write_too_late(self, dataset, tag, held, back):
        head = self.lake.head(dataset, tag)
        if head:
            with pytest.raises(Conflict):
                self._write(dataset, tag, held, expect=max(0, head.number - back))

    @rule(dataset=datasets, tag=tags)
    def write_what_no_audit_passes(self, dataset, tag):
        with pytest.raises(ValueError, match="expected those of"):
            self._write(dataset, tag, [1], tags=["another.tag"])

    @rule()
    def release(self):
        release = self.lake.release(DATASETS)
        held = {key: rows for key, rows in self.held.items() if rows}
        assert (release.id in dict(self.released)) == (held in dict(self.released).values())
        self.released = [*dict([*self.released, (release.id, held)]).items()]
        assert len(self.lake.releases()) == len(self.released)

    @rule(tag=tags, which=st.integers(0, 5), twice=st.booleans())
    def roll_back(self, tag, which, twice):
        if not self.released:
            return
        name, held = self.released[which % len(self.released)]
        for _ in range(1 + twice):
            self.lake.rollback(tag, self.lake.released(name), expect=None, run_id="back")
            for dataset in DATASETS:
                if (dataset, tag) in self.held:
                    self._stands(dataset, tag, held.get((dataset, tag), []))

    @invariant()
    def heads_are_what_was_written(self):
        for (dataset, tag), held in getattr(self, "held", {}).items():
            found = self.lake.scan(dataset, tags=[tag]).collect()
            head = self.lake.head(dataset, tag)
            assert found.equals(frame(tag, held))
            assert (head.rows, head.content_hash) == (found.height, content_hash(found))

    @invariant()
    def history_is_whole(self):
        for (dataset, tag), count in getattr(self, "versions", {}).items():
            history = self.lake.history(dataset, tag)
            assert len(history) == count
            assert [v.parent for v in history] == [v.number for v in history[1:]] + [None]
            assert all(a.content_hash != b.content_hash for a, b in pairwise(history))


LakeMachine.TestCase.settings = settings(max_examples=8, stateful_step_count=10, deadline=None)
TestLake = LakeMachine.TestCase
