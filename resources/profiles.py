"""The sets of doors: what stands behind each resource key, and what a profile runs by default."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dagster as dg

from resources.embedder import HashedEmbedder
from resources.lake import Lake
from resources.llm import Server, ServerLlm
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
    drill: bool = False
    """Whether one tag's data is spoiled in the second round, to show it rolled back."""


DEPOSIT, BROKER, LIFE, FUNDS, TRUST = (
    "deposit_savings",
    "securities_brokerage",
    "life_health_insurance",
    "mutual_funds",
    "trust_business",
)
DEMO = {
    "named_entity_recognition": (DEPOSIT, BROKER, LIFE, FUNDS, TRUST),
    "intent_classification": (DEPOSIT, BROKER, LIFE, FUNDS, TRUST),
    "slot_filling": (DEPOSIT, BROKER, LIFE, FUNDS),
    "entity_disambiguation": (DEPOSIT, BROKER, LIFE, FUNDS),
    "compliance_judgement": (DEPOSIT, LIFE, TRUST),
    "consulting_qa": (DEPOSIT, LIFE),
    "numeric_computation": (DEPOSIT, FUNDS),
}
"""Scenarios of the demo by attribute: 25 tags, the seven attributes that have an agent."""

PROFILES: dict[str, Profile] = {
    "demo": Profile(
        tags=",".join(
            f"{scenario}.{attribute}"
            for attribute, scenarios in DEMO.items()
            for scenario in scenarios
        ),
        recipe="tiny-cpu",
        budget=2000,
        drill=True,
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


def llm(variable: Callable[[str], str]) -> ServerLlm:
    """The door to the model server that the variables of `roots.Root` name.

    Args:
        variable: Gives the value of a variable, or what will give it once a run begins.
    """
    return ServerLlm(
        model=variable("AGENTAR_LLM_MODEL"),
        calls=variable("AGENTAR_CALLS"),
        server=Server(
            base_url=variable("AGENTAR_LLM_URL"),
            key_variable=variable("AGENTAR_LLM_KEY_VARIABLE"),
        ),
    )


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
        "llm": llm(dg.EnvVar),
        "embedder": HashedEmbedder(),
        "trainer": Trainer(runs=dg.EnvVar("AGENTAR_RUNS"), recipe=dg.EnvVar("AGENTAR_RECIPE")),
        "notifier": NoticeFile(path=dg.EnvVar("AGENTAR_NOTICES")),
    }
