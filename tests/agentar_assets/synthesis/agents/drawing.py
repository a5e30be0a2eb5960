"""Of which units each attribute's items are drawn, how many, and how alike they may be."""

from random import Random
from typing import NamedTuple

import polars as pl

from agentar_assets.synthesis.agents import AGENTS
from agentar_assets.synthesis.drafts import fits
from agentar_assets.synthesis.units import read

DEPOSITS, BROKERS, LIFE = "deposit_savings", "securities_brokerage", "life_health_insurance"
FUNDS, TRUSTS = "mutual_funds", "trust_business"
EVERY = (DEPOSITS, BROKERS, LIFE, FUNDS, TRUSTS)


class Draws(NamedTuple):
    """How an attribute's items are drawn, and the bars for what comes of it."""

    scenarios: tuple[str, ...]
    seeds: int
    """Items of each unit."""
    distinct: float
    """More than this share of the questions are no other's."""
    needless: float = 0.02
    """At most this share says what another item says, in nearly the same words."""
    commonest: float = 0.3
    """No answer is that of more than this share."""


DRAWS = {
    "clause_element_extraction": Draws((DEPOSITS, FUNDS), 40, 0.99),
    "code_understanding_generation": Draws(EVERY, 40, 0.98),
    "compliance_judgement": Draws(EVERY, 5, 0.85, needless=0.26),
    "compliant_marketing_copy": Draws((DEPOSITS, FUNDS, LIFE), 20, 0.97),
    "consulting_qa": Draws(EVERY, 5, 0.88, needless=0.22),
    "dialogue_clarification": Draws((DEPOSITS, FUNDS), 40, 0.99),
    "entity_disambiguation": Draws(EVERY, 5, 0.99, commonest=0.55),
    "event_extraction": Draws((DEPOSITS, FUNDS), 40, 0.99),
    "fraud_aml_detection": Draws(EVERY, 30, 0.98),
    "grounded_expression": Draws((DEPOSITS, BROKERS, FUNDS), 20, 0.97),
    "hallucination_detection": Draws(EVERY, 30, 0.98),
    "intent_classification": Draws(EVERY, 5, 0.93, needless=0.06),
    "multi_step_scenario_reasoning": Draws(EVERY, 60, 0.98),
    "named_entity_recognition": Draws(EVERY, 5, 0.92, needless=0.08),
    "numeric_computation": Draws(EVERY, 5, 0.87, needless=0.14),
    "privacy_protection": Draws(EVERY, 20, 0.98),
    "product_comparison": Draws((DEPOSITS, FUNDS, LIFE), 20, 0.97),
    "regulation_interpretation": Draws((DEPOSITS, TRUSTS), 20, 0.97),
    "relation_extraction": Draws((DEPOSITS, FUNDS), 40, 0.99),
    "report_writing": Draws((DEPOSITS, FUNDS, TRUSTS), 20, 0.97),
    "risk_assessment": Draws((FUNDS, BROKERS, LIFE), 20, 0.97),
    "security_defense": Draws(EVERY, 30, 0.98),
    "sentiment_analysis": Draws((DEPOSITS, FUNDS), 40, 0.99),
    "slot_filling": Draws(EVERY, 5, 0.99),
    "suitability_matching": Draws(EVERY, 30, 0.98),
    "summarization": Draws((DEPOSITS, TRUSTS, LIFE), 20, 0.97),
    "table_statement_reasoning": Draws(EVERY, 30, 0.98),
    "terminology_explanation": Draws((DEPOSITS, BROKERS, LIFE), 20, 0.97),
    "text_classification": Draws((DEPOSITS, FUNDS), 40, 0.99),
    "tool_argument_binding": Draws((DEPOSITS, FUNDS), 40, 0.99),
    "tool_planning": Draws((DEPOSITS, FUNDS), 40, 0.99),
}


def drawn(units, attribute):
    """Each unit that the agent can use with the items of its seeds, those too long left out."""
    agent, draws = AGENTS[attribute], DRAWS[attribute]
    tags = [f"{scenario}.consulting_qa" for scenario in draws.scenarios]  # a tag is as good
    usable = filter(agent.usable, read(units.filter(pl.col("tag").is_in(tags))))
    seeded = [
        (unit, Random(f"{unit.scenario}{unit.unit_id}{seed}"))
        for unit in usable
        for seed in range(draws.seeds)
    ]
    drafts = [(unit, agent.draw(unit, dice)) for unit, dice in seeded]
    return [(unit, draft) for unit, draft in drafts if draft and fits(draft, unit.language)]
