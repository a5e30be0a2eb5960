"""The storage of every asset's table: what it returns is audited, written to the lake, reported."""

from collections.abc import Mapping, Sequence

import dagster as dg
import polars as pl

from resources.lake import Lake, Version

_PREVIEW_ROWS = 5
_PREVIEW_CHARACTERS = 60


class LakeTables(dg.ConfigurableIOManager):
    """Keeps each asset as a dataset of the lake, named as the last part of its key.

    A partitioned asset keeps the rows of its partitions alone. The content hash becomes the data
    version: an asset that computes the same again leaves everything downstream fresh.
    """

    lake: dg.ResourceDependency[Lake]
    """Where the tables lie."""

    def audited(self, dataset: str, frame: pl.DataFrame) -> pl.DataFrame:  # noqa: ARG002
        """The frame, if it may be written; a project's own tables refuse here, before the write."""
        return frame

    def columns(self, dataset: str) -> pl.Schema | None:  # noqa: ARG002
        """Columns that a dataset is read as, even before it was ever written; null: as it lies."""
        return None

    def handle_output(self, context: dg.OutputContext, obj: pl.LazyFrame | pl.DataFrame) -> None:
        """Replace the asset's rows, or its partitions' rows, and say what they are."""
        dataset = context.asset_key.path[-1]
        if not isinstance(obj, pl.LazyFrame | pl.DataFrame):
            raise TypeError(f"{dataset}: expected a polars frame, got {type(obj).__name__}")
        frame = self.audited(dataset, obj.lazy().collect())
        tags = [*context.asset_partition_keys] if context.has_asset_partitions else None
        version = self.lake.write(
            dataset, frame, tags=tags, reason="materialized", run_id=context.run_id
        )
        if tags is not None and len(tags) > 1:
            self._report_each(context, frame, tags)
        else:
            data_version = dg.DataVersion(version.content_hash)
            context.step_context.set_data_version(context.asset_key, data_version)
            context.add_output_metadata(_counted(frame, version, by_tag=tags is not None))
        context.add_output_metadata(
            {
                "dagster/table_name": dataset,
                "dagster/uri": self.lake.uri(dataset),
                "dagster/column_schema": _columns(frame.schema),
                "preview": dg.MetadataValue.md(preview(frame)),
            }
        )

    def load_input(self, context: dg.InputContext) -> pl.LazyFrame | pl.DataFrame:
        """The rows of the input's partitions, or of the whole dataset; lazy, unless asked not."""
        dataset = context.asset_key.path[-1]
        rows = self.lake.scan(dataset, tags=_wanted(context), schema=self.columns(dataset))
        return rows.collect() if context.dagster_type.typing_type is pl.DataFrame else rows

    def _report_each(
        self, context: dg.OutputContext, frame: pl.DataFrame, tags: Sequence[str]
    ) -> None:
        """Say of each tag what it holds.

        Dagster has one data version for all partitions of a run; each tag's own is the content
        hash that is said here.
        """
        heads = self.lake.heads(context.asset_key.path[-1])
        held = frame.partition_by("tag", as_dict=True)
        for tag in tags:
            rows = held.get((tag,), frame.clear())
            context.step_context.add_asset_metadata(
                _counted(rows, heads[tag], by_tag=True), context.asset_key, tag
            )


def preview(frame: pl.DataFrame) -> str:
    """The first rows as a Markdown table; long cells are cut."""
    rows = [[_cell(value) for value in row] for row in frame.head(_PREVIEW_ROWS).rows()]
    lines = [frame.columns, ["---"] * frame.width, *rows]
    return "\n".join("| {} |".format(" | ".join(line)) for line in lines)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    cut = text if len(text) <= _PREVIEW_CHARACTERS else f"{text[: _PREVIEW_CHARACTERS - 1]}…"
    return cut.replace("\\", "\\\\").replace("|", "\\|").replace("\r", "").replace("\n", "<br>")


def _columns(schema: pl.Schema) -> dg.TableSchema:
    return dg.TableSchema([dg.TableColumn(name, str(dtype)) for name, dtype in schema.items()])


def _counted(frame: pl.DataFrame, version: Version, *, by_tag: bool) -> Mapping[str, int | str]:
    """What plots over time: rows, and how many of them each kind of reason drops.

    What stands behind a colon names the one thing that is meant.
    """
    said: dict[str, int | str] = {"version": version.number, "content_hash": version.content_hash}
    said |= {"dagster/partition_row_count" if by_tag else "dagster/row_count": frame.height}
    if frame.schema.get("reason") != pl.String:
        return said
    said["kept"] = frame["reason"].null_count()
    kinds = frame["reason"].drop_nulls().str.split(":").list.first().rename("reason")
    reasons = kinds.value_counts(sort=True).rows()
    return said | {f"reason: {reason}": number for reason, number in reasons}


def _wanted(context: dg.InputContext) -> list[str] | None:
    """Partitions to read; null for all of them, as the lake holds them."""
    if not context.has_asset_partitions:
        return None
    keys = list(context.asset_partition_keys)
    return None if set(keys) >= set(context.asset_partitions_def.get_partition_keys()) else keys
