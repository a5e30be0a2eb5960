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


def ticked(instance, cursor=None):
    return regressions.regressions(dg.build_sensor_context(instance=instance, cursor=cursor))


def test_no_report_no_rollback(instance):
    assert isinstance(ticked(instance), dg.SkipReason)


def test_every_rollback_of_every_report_since_the_last_tick_is_asked_for(instance):
    for number in range(3):
        reported(instance, (f"s.a{number}", f"bad{number}"))
    keys = [request.run_key for request in ticked(instance).run_requests]
    assert keys == [f"rollback:s.a{number}:bad{number}" for number in range(3)]


def test_a_report_is_read_once(instance):
    reported(instance, ("s.a", "bad"))
    assert isinstance(ticked(instance, ticked(instance).cursor), dg.SkipReason)


def test_a_report_without_rollbacks_moves_the_cursor_only(instance):
    reported(instance)
    result = ticked(instance)
    assert not result.run_requests and int(result.cursor) > 0


def test_the_run_key_holds_the_bad_release(instance):
    reported(instance, ("s.a", "bad1"))
    first = ticked(instance)
    reported(instance, ("s.a", "bad2"))
    second = ticked(instance, first.cursor)
    assert [r.run_key for r in second.run_requests] == ["rollback:s.a:bad2"]
