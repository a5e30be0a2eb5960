"""The roof: the one place that puts assets, checks, jobs, doors and doorbells together."""

import dagster as dg
import polars as pl

from agentar_assets import drill, records
from agentar_assets.attribution import assets as attribution
from agentar_assets.documents import assets as documents
from agentar_assets.evaluation import assets as evaluation
from agentar_assets.evaluation import benchmark_assets
from agentar_assets.evaluation import checks as evaluation_checks
from agentar_assets.governance import assets as governance
from agentar_assets.governance import checks as governance_checks
from agentar_assets.knowledge import assets as knowledge
from agentar_assets.models import assets as models
from agentar_assets.models import checks as model_checks
from agentar_assets.synthesis import assets as synthesis
from agentar_assets.verification import assets as verification
from agentar_assets.weighting import assets as weighting
from resources.profiles import doors
from resources.tables import LakeTables
from sensors.failures import failures
from sensors.jobs import JOBS
from sensors.new_documents import new_documents
from sensors.regressions import regressions
from sensors.rounds import rounds


class AuditedTables(LakeTables):
    """The lake's tables, each held to its contract in `records` before it is committed."""

    def audited(self, dataset: str, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame, if its contract holds."""
        return records.audited(dataset, frame)

    def columns(self, dataset: str) -> pl.Schema:
        """Columns of a dataset that was never written."""
        return records.SCHEMAS[dataset]


_DOORS = doors()

defs = dg.Definitions(
    assets=dg.load_assets_from_modules(
        [
            documents,
            benchmark_assets,
            knowledge,
            synthesis,
            verification,
            governance,
            weighting,
            models,
            evaluation,
            attribution,
        ]
    ),
    asset_checks=dg.load_asset_checks_from_modules(
        [
            governance_checks,
            model_checks,
            evaluation_checks,
        ]
    ),
    jobs=[*JOBS.values(), attribution.rollback_tag, drill.spoil_tag],
    sensors=[rounds, regressions, new_documents, failures],
    resources={**_DOORS, "io_manager": AuditedTables(lake=_DOORS["lake"])},
    executor=dg.in_process_executor,
)
