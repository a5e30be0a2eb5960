"""Stage 10: from scores to verdicts, from verdicts to the next round's plan, and the way back."""

from pathlib import Path

import dagster as dg
import polars as pl
from pydantic import Field

from agentar_assets import records
from agentar_assets.attribution import plan, report, rounds, verdicts
from agentar_assets.tags.partitions import TAGS
from resources.lake import Conflict, Lake, Release


class ReportConfig(dg.Config):
    """How scores become verdicts; the numbers are ours, the paper gives none."""

    mode: str = "robust"
    """`robust`, or `paper` for eq. 19 and 20 as printed."""
    sota: float = 0.85
    """State of the art of a tag that `targets` does not name."""
    targets: dict[str, float] = Field(default={})
    """State of the art by tag, or by attribute, in [0, 1]."""
    margin: float = 0.05
    """What a target asks above the state of the art; the paper has 0.05 or 0.10."""
    half_life: float = 500.0
    """Items after which a tag's claim is halved; ln 2 / lambda of eq. 20."""
    effect: float = 0.1
    """Least fall in pass@1 that counts as a regression."""
    false_discoveries: float = 0.1
    """Share of false alarms allowed among the tags found worse (Benjamini-Hochberg)."""
    patience: int = 2
    """Falls in a row of unchanged data at which it is made anew."""
    give_up: int = 4
    """Falls in a row after which a tag is taken as it is."""

    def settings(self) -> report.Settings:
        """The numbers by the names that the core gives them."""
        bars = verdicts.Bars(
            effect=self.effect,
            false_discoveries=self.false_discoveries,
            patience=self.patience,
            give_up=self.give_up,
        )
        return report.Settings(
            mode=self.mode,
            sota=self.sota,
            by_tag=self.targets,
            margin=self.margin,
            half_life=self.half_life,
            bars=bars,
        )


class PlanConfig(dg.Config):
    """What a round may make; the numbers are ours, the paper gives none."""

    tags: list[str] = Field(default=[])
    """Tags of the loop; empty: those of the plan before."""
    budget: int = 0
    """New items of round one over all tags, B_0 of eq. 21; 0: what the first plan added."""
    beta: float = 0.8
    """Share of the budget that stays from round to round (eq. 21), in (0, 1]."""
    budget_max: float = 0.0
    """Items over all tags above which a saturated loop ends; 0: 90 % of what the budgets add to."""
    seed: int = 0
    """Seed of every tag in round one."""
    mode: str = "robust"
    """`robust`, or `paper` for eq. 22 as printed."""

    def settings(self, plans: pl.DataFrame) -> plan.Settings:
        """The numbers by the names that the core gives them, beside the plans so far."""
        return plan.Settings(
            budget=self.budget or plan.first_budget(plans),
            beta=self.beta,
            budget_max=self.budget_max,
            seed=self.seed,
            mode=self.mode,
        )


@dg.asset(
    group_name="attribution",
    kinds={"polars"},
    owners=["team:data"],
    deps=[dg.AssetKey("release")],
)
def attribution_report(
    context: dg.AssetExecutionContext,
    config: ReportConfig,
    eval_scores: pl.LazyFrame,
    lake: Lake,
) -> pl.DataFrame:
    """Each tag's gap, efficiency and claim, and its verdict with the numbers it rests on."""
    plans = _every_round(lake, "next_round_plan", records.PLAN)
    answers = lake.scan("sealed_answers", schema=records.SEALED_ANSWERS)
    scores = report.with_every_score(eval_scores, answers, plans)
    past = _every_round(lake, "attribution_report", records.ATTRIBUTION)
    history = report.earlier(past, scores)
    wanted = report.releases(scores, history, config.settings())
    held = [_held(lake, known) for known in lake.releases() if known.id in wanted]
    rows = report.report(scores, held, plans, history, config.settings())
    context.add_output_metadata(report.told(rows))
    return rows


@dg.asset(group_name="attribution", kinds={"polars"}, owners=["team:data"])
def next_round_plan(
    context: dg.AssetExecutionContext,
    config: PlanConfig,
    attribution_report: pl.LazyFrame,
    lake: Lake,
) -> pl.DataFrame:
    """How many items each tag shall have in the next round; or why the loop is done."""
    newest = attribution_report.collect()
    past = _every_round(lake, "attribution_report", records.ATTRIBUTION)
    judged = plan.judged_rounds(newest, past)
    plans = _every_round(lake, "next_round_plan", records.PLAN).collect()
    tags = plan.chosen(config.tags, plans, plan.next_round(judged), TAGS.get_partition_keys())
    rows = plan.plan(tags, judged, plans, config.settings(plans))
    context.add_output_metadata(plan.told(rows, newest))
    return rows


class WarehouseConfig(dg.Config):
    """Where the warehouse file goes."""

    path: str = ""
    """File to replace; empty: `warehouse.duckdb` beside the lake's folder."""


@dg.asset(
    group_name="attribution",
    kinds={"duckdb"},
    owners=["team:data"],
    pool="warehouse",
    deps=[next_round_plan],
)
def warehouse(config: WarehouseConfig, lake: Lake) -> dg.MaterializeResult[None]:
    """All tables of the lake in one DuckDB file for analysts, replaced whole."""
    path = config.path or _beside(lake.root)
    rows = lake.publish(path)
    return dg.MaterializeResult(
        metadata={"path": dg.MetadataValue.path(path), "rows": sum(rows.values())}
    )


class RollbackConfig(dg.Config):
    """What is taken back."""

    tag: str
    """Tag whose datasets go back, all of them."""
    to: str = ""
    """Release to go back to; empty: the last one that was judged good for the tag."""
    bad: str = ""
    """Release that must still be the tag's; if newer rows stand, they stay. Empty: no fence."""


@dg.op
def rollback(context: dg.OpExecutionContext, config: RollbackConfig, lake: Lake) -> None:
    """Take every dataset of one tag back to a release, and tell Dagster its data versions.

    Where the tag was written since the bad release, there is nothing bad left to take back: that
    is told, and the loop goes on with what stands.
    """
    judged = _every_round(lake, "attribution_report", records.ATTRIBUTION)
    to = lake.released(config.to or report.last_good(judged, config.tag))
    bad = lake.released(config.bad) if config.bad else None
    try:
        standing = lake.rollback(config.tag, to, expect=bad, run_id=context.run.run_id)
    except Conflict as newer:
        if bad is None:
            raise
        stands = _standing(lake, config.tag, to)
        context.log.warning(f"superseded, nothing more was done: {newer}; what stands: {stands}")
        return
    for restored in standing:
        context.log_event(
            dg.AssetMaterialization(
                restored.dataset,
                partition=config.tag,
                tags={"dagster/data_version": restored.content_hash},
                metadata={"rolled_back_to": to.id, "rolled_back_from": config.bad},
            )
        )
    if bad is None:
        _rest(context, lake, config.tag)


def _rest(context: dg.OpExecutionContext, lake: Lake, tag: str) -> None:
    """Let a tag that a person took back rest in the planned round: it would be made again."""
    rows = lake.scan("next_round_plan", schema=records.PLAN).collect()
    if tag not in rows["tag"]:
        return
    rows = plan.taken_back(rows, tag)
    version = lake.write(
        "next_round_plan", rows, tags=None, reason="rollback", run_id=context.run.run_id
    )
    newest = lake.scan("attribution_report", schema=records.ATTRIBUTION).collect()
    context.log_event(
        dg.AssetMaterialization(
            "next_round_plan",
            tags={"dagster/data_version": version.content_hash},
            metadata=plan.told(rows, newest),
        )
    )


@dg.job(executor_def=dg.in_process_executor)
def rollback_tag() -> None:
    """Take one tag's data back to its last good release."""
    rollback()


def _beside(root: str) -> str:
    if "://" in root:
        raise ValueError(f"the lake {root} is remote: name the warehouse's file in `path`")
    return str(Path(root).parent / "warehouse.duckdb")


def _held(lake: Lake, known: Release) -> pl.LazyFrame:
    final_set = lake.scan("final_set", version=known.pins["final_set"])
    return report.holdings(final_set, known.id)


def _standing(lake: Lake, tag: str, to: Release) -> str:
    """The head of each dataset that a rollback would have moved, in words."""
    heads = {dataset: lake.head(dataset, tag) for dataset in sorted(to.pins)}
    said = (f"{name} {head.number} ({head.reason})" for name, head in heads.items() if head)
    return ", ".join(said)


def _every_round(lake: Lake, dataset: str, schema: pl.Schema) -> pl.LazyFrame:
    """An unpartitioned table of all rounds, each as made last; empty where never written."""
    numbers = [version.number for version in lake.history(dataset, None)]
    past = [lake.scan(dataset, version=number, schema=schema) for number in numbers]
    return rounds.every_round([pl.LazyFrame(schema=schema), *past])
