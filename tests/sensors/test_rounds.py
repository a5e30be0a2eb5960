import json
import uuid
from datetime import UTC, datetime

import dagster as dg
import pytest

from sensors import rounds
from sensors.jobs import ROUND

TAGS = ["a.x", "b.y"]
FAILED, CANCELED = dg.DagsterEventType.RUN_FAILURE, dg.DagsterEventType.RUN_CANCELED
STARTS, WORKS = dg.DagsterEventType.RUN_STARTING, dg.DagsterEventType.RUN_START


def succeed(instance, phase, plan, target):
    @dg.job(name=phase.job)
    def done(): ...

    tags = rounds.run_tags(plan, phase, target)
    assert done.execute_in_process(instance=instance, tags=tags).success


def submit(instance, request, *, parent=None, **tags):
    """A run as the daemon would make it of a request, or of a failed one's; it waits in line."""
    run = dg.DagsterRun(
        job_name=request.job_name,
        run_id=str(uuid.uuid4()),
        status=dg.DagsterRunStatus.NOT_STARTED,
        tags={"dagster/run_key": request.run_key, **request.tags, **tags},
        root_run_id=parent.run_id if parent else None,
        parent_run_id=parent.run_id if parent else None,
    )
    return instance.add_run(run)


def become(instance, run, event):
    told = dg.DagsterEvent(event.value, run.job_name, message="")
    instance.handle_run_event(run.run_id, told, datetime.now(UTC))


def ended(instance, event):
    """Every run that is asked for now ends so; their keys."""
    requests = ticked(instance)
    for request in requests:
        become(instance, submit(instance, request), event)
    return [request.run_key for request in requests]


def planned(instance, plan_id="p1", number=1, stop="", rollbacks=(), **metadata):
    instance.report_runless_asset_event(
        dg.AssetMaterialization(
            rounds.PLAN,
            metadata={
                "plan_id": plan_id,
                "round": number,
                "tags": json.dumps(TAGS),
                "stop": stop,
                "rollbacks": json.dumps(list(rollbacks)),
                **metadata,
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


def test_a_resting_tag_keeps_its_data_and_is_scored_with_the_others(instance):
    plan = planned(instance, resting=json.dumps(["a.x"]))
    worked = {}
    while work := rounds.outstanding(instance, plan):
        phase, worked[phase.job] = work
        for target in worked[phase.job]:
            succeed(instance, phase, plan, target)
    assert worked["draft_tag"] == worked["settle_tag"] == ["b.y"]
    assert worked["score_tag"] == TAGS


def test_a_round_in_which_every_tag_rests_goes_on_without_new_data(instance):
    plan = planned(instance, resting=json.dumps(TAGS))
    assert rounds.outstanding(instance, plan)[0].job == "rate"


@pytest.mark.parametrize("event", [STARTS, WORKS, dg.DagsterEventType.RUN_CANCELING])
def test_what_is_under_way_is_not_asked_for_again(instance, event):
    planned(instance)
    assert len(ended(instance, event)) == len(TAGS)
    (skipped,) = ticked(instance)
    assert "runs under way: a.x, b.y" in skipped.skip_message


@pytest.mark.parametrize("event", [FAILED, CANCELED])
def test_what_ended_badly_is_asked_for_under_a_new_key_until_it_is_given_up(instance, event):
    planned(instance)
    keys = [ended(instance, event) for _ in range(3)]
    assert keys == [[f"p1:draft_tag:{t}{n}" for t in TAGS] for n in ("", ":2", ":3")]
    (skipped,) = ticked(instance)
    assert "draft_tag: given up after 3 attempts: a.x, b.y: open" in skipped.skip_message


def test_a_tag_that_is_given_up_goes_on_once_a_person_has_run_it_again(instance):
    plan = planned(instance)
    for _ in range(3):
        ended(instance, CANCELED)
    for tag in TAGS:
        succeed(instance, ROUND[0], plan, tag)
    assert ticked(instance)[0].job_name == "rate"


def test_a_new_plan_asks_anew_for_what_the_old_one_gave_up(instance):
    planned(instance)
    for _ in range(3):
        ended(instance, FAILED)
    planned(instance, plan_id="p2", number=2)
    assert [request.run_key for request in ticked(instance)] == [f"p2:draft_tag:{t}" for t in TAGS]


def test_a_run_that_was_made_but_never_submitted_is_asked_for_by_its_own_key(instance):
    planned(instance)
    first = ticked(instance)
    submit(instance, first[0])  # and then the daemon was killed
    assert [request.run_key for request in ticked(instance)] == [r.run_key for r in first]


def test_a_run_of_another_process_holds_nothing_up(instance):
    plan = planned(instance)
    request = ticked(instance)[0]
    run = dg.DagsterRun(
        job_name="draft_tag", run_id=str(uuid.uuid4()), tags=rounds.run_tags(plan, ROUND[0], "a.x")
    )
    become(instance, instance.add_run(run), WORKS)  # `agentar run`, perhaps killed since
    assert ticked(instance)[0].run_key == request.run_key


@pytest.fixture
def retrying(tmp_path):
    overrides = {"run_retries": {"enabled": True, "max_retries": 1}}
    with dg.instance_for_test(overrides=overrides, temp_dir=str(tmp_path)) as instance:
        yield instance


@pytest.mark.parametrize("said", [{}, {"dagster/will_retry": "true"}])
def test_nothing_is_asked_for_while_dagster_may_try_again_itself(retrying, said):
    planned(retrying)
    for request in ticked(retrying):
        become(retrying, submit(retrying, request, **said), FAILED)
    assert "runs under way: a.x, b.y" in ticked(retrying)[0].skip_message


def test_a_retry_is_waited_for_and_counts_with_what_it_repeats(retrying):
    planned(retrying)
    request = ticked(retrying)[0]
    first = submit(retrying, request)
    again = submit(retrying, request, parent=first, **{"dagster/will_retry": "false"})
    retried = {"dagster/will_retry": "true", "dagster/auto_retry_run_id": again.run_id}
    retrying.add_run_tags(first.run_id, retried)
    become(retrying, first, FAILED)
    assert [r.partition_key for r in ticked(retrying)] == ["b.y"]  # made, not yet submitted
    become(retrying, again, WORKS)
    assert [r.partition_key for r in ticked(retrying)] == ["b.y"]
    become(retrying, again, FAILED)
    assert [r.run_key for r in ticked(retrying)] == ["p1:draft_tag:a.x:2", "p1:draft_tag:b.y"]
