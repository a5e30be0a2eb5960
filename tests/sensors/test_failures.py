import dagster as dg

from resources.notifier import NoticeFile
from sensors.failures import failures


def test_a_failed_run_is_told_with_its_cause_and_what_to_do(tmp_path):
    @dg.op
    def breaks():
        raise OSError("the disk is full")

    @dg.job
    def draft_tag():
        breaks()

    notices = tmp_path / "notices.log"
    with dg.DagsterInstance.ephemeral() as instance:
        result = draft_tag.execute_in_process(
            instance=instance, raise_on_error=False, tags={"agentar/target": "a.x"}
        )
        context = dg.build_run_status_sensor_context(
            sensor_name="failures",
            dagster_instance=instance,
            dagster_run=result.dagster_run,
            dagster_event=result.get_run_failure_event(),
            resources={"notifier": NoticeFile(path=str(notices))},
        ).for_run_failure()
        failures(context)
    told = notices.read_text()
    assert "draft_tag failed on a.x" in told and "re-execute from failure" in told
