"""How an asset with audits is declared: it is written only after they passed."""

import functools
import inspect
import warnings
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import dagster as dg
import polars as pl

from agentar_assets.tags.partitions import TAGS

Audit: TypeAlias = Callable[..., dg.AssetCheckResult]
Make: TypeAlias = Callable[..., pl.DataFrame | pl.LazyFrame | dg.Output[pl.DataFrame]]


def tagged(group: str, *audits: Audit) -> Callable[[Make], dg.AssetsDefinition]:
    """Declare a function of tables as an asset with one partition a tag; see `audited`."""
    return audited(group, *audits, partitions=TAGS)


def audited(
    group: str, *audits: Audit, partitions: dg.PartitionsDefinition[str] | None = None
) -> Callable[[Make], dg.AssetsDefinition]:
    """Declare a function of tables as an asset that is held to its audits.

    It gives the table, or a Dagster `Output` of it where it has metadata to tell. An audit is
    shown in the UI as a check of the asset. It takes the new table first, then what it needs of
    the asset's inputs, by name. Where one fails, nothing is written and the run stops: the head
    stays at the last table that passed.

    Args:
        group: The stage.
        audits: What must hold of the table.
        partitions: Null for an asset that is replaced whole.
    """

    def declared(make: Make) -> dg.AssetsDefinition:
        face = inspect.signature(make)

        @functools.wraps(make)
        def published(
            *given: object, **named: object
        ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[pl.DataFrame]]:
            inputs = face.bind(*given, **named).arguments
            made = make(*given, **named)
            output = made if isinstance(made, dg.Output) else dg.Output(made)
            table = output.value.lazy().collect()
            results = [_audited(audit, table.lazy(), inputs) for audit in audits]
            yield from results
            if failed := "; ".join(map(_told, filter(_fails, results))):
                said = f"{make.__name__} is not written, its audits failed: {failed}"
                raise dg.Failure(said, allow_retries=False)
            yield dg.MaterializeResult(value=table, metadata=output.metadata)

        # The function's own return type is that of the table, not of these events.
        bare = face.replace(return_annotation=inspect.Signature.empty)
        published.__signature__ = bare  # type: ignore[attr-defined]
        return dg.asset(
            partitions_def=partitions,
            group_name=group,
            kinds={"polars"},
            owners=["team:data"],
            check_specs=[_spec(make.__name__, audit, partitions) for audit in audits],
        )(published)

    return declared


def _spec(
    dataset: str, audit: Audit, partitions: dg.PartitionsDefinition[str] | None
) -> dg.AssetCheckSpec:
    name, why = audit.__name__, audit.__doc__
    with warnings.catch_warnings():
        # Partitions of checks are a preview in 1.13, to which the project is pinned.
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return dg.AssetCheckSpec(
            name, asset=dataset, description=why, blocking=True, partitions_def=partitions
        )


def _audited(audit: Audit, table: pl.LazyFrame, inputs: dict[str, Any]) -> dg.AssetCheckResult:
    _, *needs = inspect.signature(audit).parameters
    result = audit(table, **{name: inputs[name] for name in needs})
    return result._replace(check_name=audit.__name__)


def _fails(result: dg.AssetCheckResult) -> bool:
    return not result.passed and result.severity is dg.AssetCheckSeverity.ERROR


def _told(result: dg.AssetCheckResult) -> str:
    numbers = ", ".join(f"{name} {value.value}" for name, value in result.metadata.items())
    return f"{result.check_name} ({numbers}){f': {result.description}' * bool(result.description)}"
