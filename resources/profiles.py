"""The sets of doors: what stands behind each resource key, and what a profile runs by default."""

from dataclasses import dataclass
from typing import Any

import dagster as dg

from resources.embedder import HashedEmbedder
from resources.lake import Lake
from resources.notifier import NoticeFile
from resources.review import ReviewFolder
from resources.sources import Sources
from resources.trainer import Trainer


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What `agentar run` does where the command line does not say otherwise."""

    tags: str
    """Globs of the tags in the loop, comma separated."""
    recipe: str
    """Folder of `training/recipes` that holds the numbers of every training run."""
    budget: int
    """New items of round 1 over all tags, B_0 of eq. 21."""
    drill: str | None = None
    """Tag whose data is spoiled on purpose in the second round, to show it rolled back."""


SCENARIOS = (
    "deposit_savings",
    "securities_brokerage",
    "life_health_insurance",
    "mutual_funds",
)
ATTRIBUTES = (
    "named_entity_recognition",
    "intent_classification",
    "slot_filling",
    "entity_disambiguation",
    "consulting_qa",
    "numeric_computation",
    "compliance_judgement",
)
TRUST = ("named_entity_recognition", "intent_classification", "consulting_qa")

PROFILES: dict[str, Profile] = {
    "demo": Profile(
        tags=",".join(
            [f"{scenario}.{attribute}" for scenario in SCENARIOS for attribute in ATTRIBUTES]
            + [f"trust_business.{attribute}" for attribute in TRUST]
        ),
        recipe="tiny-cpu",
        budget=2400,
        drill="deposit_savings.intent_classification",
    ),
}
"""Profiles by name: no network, no GPU and no weights are needed by `demo`."""


def named(name: str) -> Profile:
    """A profile by its name.

    Raises:
        ValueError: There is none of that name.
    """
    if name not in PROFILES:
        raise ValueError(f"no profile '{name}': there are {', '.join(PROFILES)}")
    return PROFILES[name]


def doors() -> dict[str, Any]:
    """Every door by its resource key, opened by the variables of `roots.Root`."""
    lake = Lake(root=dg.EnvVar("AGENTAR_LAKE"))
    return {
        "lake": lake,
        "sources": Sources(
            documents=dg.EnvVar("AGENTAR_DOCUMENTS"),
            benchmarks=dg.EnvVar("AGENTAR_BENCHMARKS"),
            reviews=dg.EnvVar("AGENTAR_REVIEWS"),
        ),
        "review": ReviewFolder(folder=dg.EnvVar("AGENTAR_REVIEWS")),
        "embedder": HashedEmbedder(),
        "trainer": Trainer(runs=dg.EnvVar("AGENTAR_RUNS"), recipe=dg.EnvVar("AGENTAR_RECIPE")),
        "notifier": NoticeFile(path=dg.EnvVar("AGENTAR_NOTICES")),
    }
