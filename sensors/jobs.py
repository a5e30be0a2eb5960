"""The jobs of a round: which assets each one makes, for one tag or once."""

from dataclasses import dataclass

import dagster as dg

PLAN_TAG = "agentar/plan"
"""Run tag: id of the plan that a run belongs to."""
TARGET_TAG = "agentar/target"
"""Run tag: what a run works on, a tag or `all`."""


@dataclass(frozen=True)
class Phase:
    """One step of a round: a job, run for each planned tag or once."""

    job: str
    per_tag: bool
    assets: tuple[str, ...]
    makes: bool = False
    """Whether it makes a tag's data: then it leaves out the tags whose data must stay."""


INGEST = Phase(
    "ingest",
    False,
    (
        "documents",
        "citations",
        "passages",
        "coverage",
        "stale_items",
        "benchmark_items",
        "touched_tags",
    ),
)
DRAFT = Phase(
    "draft_tag",
    True,
    (
        "knowledge_units",
        "evaluation_items",
        "task_triples",
        "evolved_instructions",
        "answers",
    ),
    makes=True,
)
RATE = Phase("rate", False, ("review_batch", "reviews", "rating_model"))
SETTLE = Phase("settle_tag", True, ("verified_set", "final_set"), makes=True)
TRAIN = Phase(
    "train",
    False,
    (
        "stale_items",
        "release",
        "base_model",
        "pass_rates",
        "tag_weights",
        "training_mixture",
        "sft_model",
        "grpo_model",
        "sealed_answers",
        "benchmark_scores",
    ),
)
SCORE = Phase("score_tag", True, ("eval_scores",))
DECIDE = Phase("decide", False, ("attribution_report", "next_round_plan", "warehouse"))
REMAKE = Phase(
    "remake_tag",
    True,
    (*DRAFT.assets, *SETTLE.assets),
    makes=True,
)
"""All of one tag's data in one run: a person wants that tag again, or its documents changed."""

ROUND = (DRAFT, RATE, SETTLE, TRAIN, SCORE, DECIDE)
"""A round, in the order in which data flows."""

JOBS = {
    phase.job: dg.define_asset_job(
        phase.job, dg.AssetSelection.assets(*phase.assets), executor_def=dg.in_process_executor
    )
    for phase in (INGEST, *ROUND, REMAKE)
}
"""Jobs by name; the stages of one tag gain nothing from a process each."""
