import json

import dagster as dg
import pytest

from sensors import regressions


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


def reported(instance, *rollbacks):
    asked = [{"tag": tag, "to": "good", "bad": bad} for tag, bad in rollbacks]
    event = dg.AssetMaterialization(regressions.REPORT, metadata={"rollbacks": json.dumps(asked)})
    instance.report_runless_asset_event(event)


def ticked(instance):
    return list(regressions.regressions(dg.build_sensor_context(instance=instance)))


def carried_out(instance, request, *, asked=True, succeeds=True):
    """Run what was asked for; by the daemon, or else by a process that knows no keys."""

    @dg.op
    def rollback():
        if not succeeds:
            raise OSError("the disk is full")

    @dg.job
    def rollback_tag():
        rollback()

    key = {"dagster/run_key": request.run_key} if asked else {}
    rollback_tag.execute_in_process(
        instance=instance, tags={**request.tags, **key}, raise_on_error=False
    )


def test_no_report_no_rollback(instance):
    (skipped,) = ticked(instance)
    assert "no rollback" in skipped.skip_message


def test_every_rollback_of_the_newest_report_is_asked_for(instance):
    reported(instance, ("s.a1", "bad"), ("s.a2", "bad"))
    assert [request.run_key for request in ticked(instance)] == [
        "rollback:s.a1:bad",
        "rollback:s.a2:bad",
    ]


def test_a_report_that_a_newer_one_replaced_asks_for_nothing(instance):
    reported(instance, ("s.a", "bad1"))
    reported(instance)
    assert isinstance(ticked(instance)[0], dg.SkipReason)
    reported(instance, ("s.a", "bad2"))
    assert [request.run_key for request in ticked(instance)] == ["rollback:s.a:bad2"]


@pytest.mark.parametrize("asked", [True, False])
def test_a_rollback_that_was_carried_out_is_not_asked_for_again(instance, asked):
    reported(instance, ("s.a", "bad"), ("s.b", "bad"))
    carried_out(instance, ticked(instance)[0], asked=asked)
    assert [request.run_key for request in ticked(instance)] == ["rollback:s.b:bad"]


def test_a_rollback_that_failed_is_asked_for_under_a_new_key_until_it_is_given_up(instance):
    reported(instance, ("s.a", "bad"))
    keys = []
    while isinstance(request := ticked(instance)[0], dg.RunRequest):
        keys.append(request.run_key)
        carried_out(instance, request, succeeds=False)
    assert keys == ["rollback:s.a:bad", "rollback:s.a:bad:2", "rollback:s.a:bad:3"]
    assert "given up after 3 attempts: s.a:bad" in request.skip_message


def test_a_rollback_run_is_told_where_from_and_where_to(instance):
    reported(instance, ("s.a", "bad"))
    (request,) = ticked(instance)
    config = {"tag": "s.a", "to": "good", "bad": "bad"}
    assert request.run_config == {"ops": {"rollback": {"config": config}}}
    assert request.tags == {"agentar/rollback": "s.a:bad", "agentar/target": "s.a"}
    assert list(regressions.requests([config])) == [request]
