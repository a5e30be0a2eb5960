import dagster as dg
import polars as pl
import pytest

from resources.lake import Lake
from resources.tables import LakeTables, preview

TAGS = ["a.x", "a.y", "b.x"]
PARTITIONS = dg.StaticPartitionsDefinition(TAGS)
SCHEMA = pl.Schema({"tag": pl.String, "item": pl.Int64, "reason": pl.String})


class Amount(dg.Config):
    items: int = 2


@dg.asset(partitions_def=PARTITIONS)
def drafts(context: dg.AssetExecutionContext, config: Amount) -> pl.LazyFrame:
    tags = [tag for tag in context.partition_keys for _ in range(config.items)]
    rows = pl.LazyFrame({"tag": tags, "item": range(len(tags))})
    worn = pl.when(pl.col("item") % 2 == 1).then(pl.format("duplicate: of {}", "item"))
    return rows.with_columns(reason=worn)


@dg.asset(partitions_def=PARTITIONS)
def kept(drafts: pl.LazyFrame) -> pl.LazyFrame:
    return drafts.filter(pl.col("reason").is_null())


@dg.asset
def counts(drafts: pl.DataFrame) -> pl.DataFrame:
    return drafts.group_by("tag", maintain_order=True).len().cast({"len": pl.Int64})


@dg.asset(partitions_def=PARTITIONS)
def stray(context: dg.AssetExecutionContext) -> pl.DataFrame:
    return pl.DataFrame({"tag": [context.partition_key, "b.x"], "item": [0, 1]})


@dg.asset
def published(kept: pl.LazyFrame) -> None:
    kept.collect()


class Strict(LakeTables):
    def audited(self, dataset, frame):
        if frame.height > 6:
            raise ValueError(f"{dataset}: too many rows")
        return frame

    def columns(self, dataset):
        return SCHEMA if dataset in ("drafts", "kept") else None


ASSETS = [drafts, kept, counts, stray, published]


class Project:
    """An instance of Dagster beside a lake."""

    def __init__(self, instance, lake):
        self.instance, self.lake = instance, lake

    def make(self, *assets, items=2, **how):
        drafted = {"ops": {"drafts": {"config": {"items": items}}}} if drafts in assets else {}
        resources = {"io_manager": Strict(lake=self.lake)}
        return dg.materialize(
            ASSETS,
            selection=[*assets],
            resources=resources,
            instance=self.instance,
            run_config=drafted,
            **how,
        )

    def said(self, result):
        """Metadata and data version by asset and partition."""
        return {
            (event.asset_key.to_user_string(), event.partition): (
                {key: value.value for key, value in event.materialization.metadata.items()},
                event.materialization.tags["dagster/data_version"],
            )
            for event in result.get_asset_materialization_events()
        }


@pytest.fixture
def project(tmp_path):
    with dg.DagsterInstance.ephemeral() as instance:
        yield Project(instance, Lake(root=str(tmp_path)))


def test_a_partition_is_written_alone_and_read_by_its_own_downstream(project):
    project.make(drafts, kept, partition_key="a.x", items=4)
    project.make(drafts, kept, partition_key="b.x")
    assert project.lake.scan("kept").collect().rows() == [
        ("a.x", 0, None),
        ("a.x", 2, None),
        ("b.x", 0, None),
    ]
    assert project.lake.history("kept", "a.x")[0].rows == 2


def test_the_data_version_is_the_content_hash_and_stays_while_the_content_does(project):
    hashes = []
    for items in (2, 2, 4):
        result = project.make(drafts, partition_key="a.x", items=items)
        said, data_version = project.said(result)["drafts", "a.x"]
        head = project.lake.head("drafts", "a.x")
        assert data_version == head.content_hash == said["content_hash"]
        assert said["version"] == head.number
        hashes.append(data_version)
    assert hashes[0] == hashes[1] != hashes[2]
    assert len(project.lake.history("drafts", "a.x")) == 2


def test_rows_reasons_columns_and_a_preview_are_reported(project):
    said, _ = project.said(project.make(drafts, partition_key="a.x", items=3))["drafts", "a.x"]
    numbers = {key: said[key] for key in ("dagster/partition_row_count", "kept")}
    assert numbers == {"dagster/partition_row_count": 3, "kept": 2}
    assert said["reason: duplicate"] == 1
    assert said["dagster/table_name"] == "drafts"
    assert said["dagster/uri"] == project.lake.uri("drafts")
    columns = [(column.name, column.type) for column in said["dagster/column_schema"].columns]
    assert columns == [("tag", "String"), ("item", "Int64"), ("reason", "String")]
    assert said["preview"].splitlines()[3] == "| a.x | 1 | duplicate: of 1 |"


def test_a_run_over_a_range_writes_each_tag_in_one_commit_and_reports_each(project):
    span = {
        "dagster/asset_partition_range_start": "a.x",
        "dagster/asset_partition_range_end": "b.x",
    }
    said = project.said(project.make(drafts, kept, tags=span))
    heads = project.lake.heads("kept")
    assert {head.number for head in heads.values()} == {1}
    for tag in TAGS:
        metadata, _ = said["kept", tag]
        assert metadata["content_hash"] == heads[tag].content_hash
        assert metadata["dagster/partition_row_count"] == heads[tag].rows == 1


def test_an_asset_without_partitions_reads_all_tags(project):
    for tag in ("b.x", "a.x"):
        project.make(drafts, partition_key=tag)
    said, _ = project.said(project.make(counts))["counts", None]
    assert project.lake.scan("counts").collect().rows() == [("a.x", 2), ("b.x", 2)]
    assert said["dagster/row_count"] == 2
    assert "kept" not in said


def test_an_upstream_never_written_reads_as_empty_where_its_columns_are_known(project):
    project.make(kept, partition_key="a.x")
    assert project.lake.head("kept", "a.x").rows == 0
    bare = LakeTables(lake=project.lake)
    with pytest.raises(LookupError, match="drafts was never written"):
        dg.materialize(ASSETS, selection=[counts], resources={"io_manager": bare})


def test_a_frame_that_fails_its_audit_is_not_written(project):
    project.make(drafts, partition_key="a.x")
    before = project.lake.head("drafts", "a.x")
    failed = project.make(drafts, partition_key="a.x", items=7, raise_on_error=False)
    assert not failed.success
    assert project.lake.head("drafts", "a.x") == before


def test_rows_of_another_partition_are_refused(project):
    with pytest.raises(ValueError, match=r"stray: rows of \{'b.x'\}"):
        project.make(stray, partition_key="a.x")
    assert project.lake.heads("stray") == {}


def test_an_asset_that_returns_nothing_is_not_kept(project):
    assert project.make(published).success
    assert "published" not in project.lake.datasets()


def test_the_preview_cuts_long_cells_and_escapes_what_would_break_the_table():
    frame = pl.DataFrame({"text": ["a|b\nc", "长" * 100, None], "parts": [[{"x": 1}], [], None]})
    assert preview(frame).splitlines() == [
        "| text | parts |",
        "| --- | --- |",
        "| a\\|b<br>c | [{'x': 1}] |",
        f"| {'长' * 59}… | [] |",
        "|  |  |",
    ]
    assert len(preview(pl.DataFrame({"x": range(20)})).splitlines()) == 7
