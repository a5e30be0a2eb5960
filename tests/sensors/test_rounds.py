import json

import dagster as dg
import pytest

from sensors import rounds
from sensors.jobs import ROUND

TAGS = ["a.x", "b.y"]


def succeed(instance, phase, plan, target):
    @dg.job(name=phase.job)
    def done(): ...

    tags = rounds.run_tags(plan, phase, target)
    assert done.execute_in_process(instance=instance, tags=tags).success


def planned(instance, plan_id="p1", number=1, stop="", rollbacks=()):
    instance.report_runless_asset_event(
        dg.AssetMaterialization(
            rounds.PLAN,
            metadata={
                "plan_id": plan_id,
                "round": number,
                "tags": json.dumps(TAGS),
                "stop": stop,
                "rollbacks": json.dumps(list(rollbacks)),
            },
        )
    )
    return rounds.newest_plan(instance)


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


def ticked(instance):
    return list(rounds.rounds(dg.build_sensor_context(instance=instance)))


def test_without_a_plan_the_bell_keeps_still(instance):
    assert "no plan yet" in ticked(instance)[0].skip_message


def test_a_new_plan_asks_for_a_draft_of_each_tag(instance):
    planned(instance)
    asked = ticked(instance)
    assert [(r.job_name, r.partition_key) for r in asked] == [("draft_tag", t) for t in TAGS]
    assert {r.run_key for r in asked} == {f"p1:draft_tag:{t}" for t in TAGS}


def test_the_bell_asks_only_for_what_is_missing(instance):
    plan = planned(instance)
    succeed(instance, ROUND[0], plan, "a.x")
    assert [r.partition_key for r in ticked(instance)] == ["b.y"]


def test_a_round_goes_through_its_phases_and_then_rests(instance):
    plan = planned(instance)
    seen = []
    while not isinstance(asked := ticked(instance)[0], dg.SkipReason):
        phase, targets = rounds.outstanding(instance, plan)
        seen.append(asked.job_name)
        for target in targets:
            succeed(instance, phase, plan, target)
    assert seen == [phase.job for phase in ROUND]
    assert "carried out" in asked.skip_message


def test_runs_of_an_older_plan_do_not_count_for_a_new_one(instance):
    succeed(instance, ROUND[0], planned(instance), "a.x")
    planned(instance, plan_id="p2", number=2)
    assert [r.partition_key for r in ticked(instance)] == TAGS


def test_a_plan_waits_for_the_rollbacks_it_rests_on(instance):
    planned(instance, rollbacks=["a.x:bad1"])
    assert "a.x:bad1" in ticked(instance)[0].skip_message

    @dg.job(name="rollback_tag")
    def rollback(): ...

    rollback.execute_in_process(instance=instance, tags={rounds.ROLLBACK_TAG: "a.x:bad1"})
    assert ticked(instance)[0].job_name == "draft_tag"


def test_a_stopped_loop_says_why(instance):
    planned(instance, stop="every tag is at its target")
    assert "every tag is at its target" in ticked(instance)[0].skip_message
