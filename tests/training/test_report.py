"""Reporting: silent where nobody listens."""

from training import report


def test_nobody_is_told_where_nobody_started_the_run(monkeypatch):
    monkeypatch.delenv("DAGSTER_PIPES_CONTEXT", raising=False)
    with report.reporting() as reporter:
        assert isinstance(reporter, report.Silent)
        reporter.progress("step 1")
        reporter.result({"loss": 1.0})


def test_only_rank_zero_reports(monkeypatch):
    monkeypatch.setenv("DAGSTER_PIPES_CONTEXT", "whatever")
    monkeypatch.setenv("RANK", "1")
    with report.reporting() as reporter:
        assert isinstance(reporter, report.Silent)
