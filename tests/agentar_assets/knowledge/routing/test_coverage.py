from pathlib import Path

import polars as pl

from agentar_assets import records
from agentar_assets.knowledge.routing import coverage, keywords, routing
from agentar_assets.tags import taxonomy

TAXONOMY = taxonomy.load()
SAMPLES = Path(__file__).parents[4] / "samples"
ENTITY = {"text": "云汀银行", "type": "机构", "entity_id": "yunting"}
QUANTITY = {"text": "50万元", "kind": "money", "value": "500000", "comparison": "<="}


def corpus() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Passages of every sample, a paragraph each, some with an entity, a figure or a flaw."""
    rows, files = [], []
    for path in sorted(SAMPLES.glob("*.md")):
        files.append({"text_id": path.name, "path": path.name, "title": path.stem})
        files[-1]["state"] = "repealed" if path.name.startswith("trustee") else "in_force"
        for text in path.read_text(encoding="utf-8").split("\n\n"):
            place = len(rows)
            rows.append(
                {"unit_id": f"{place * 2654435761 % 2**32:016x}", "text_id": path.name}
                | {"text": text, "heading": "", "section": "", "start": place, "laws": []}
                | {"entities": [ENTITY] * (place % 2), "quantities": [QUANTITY] * (place % 3)}
                | {"deontics": [], "relations": [], "granularity": "text"}
                | {"reason": "boilerplate" if place % 11 == 0 else None}
            )
    frame = pl.DataFrame(rows, schema_overrides=records.PASSAGES, infer_schema_length=None)
    frame = frame.with_columns(keywords.words(frame, TAXONOMY))
    documents = pl.DataFrame(files, schema_overrides=records.DOCUMENTS)
    return (
        frame.match_to_schema(records.PASSAGES, missing_columns="insert"),
        documents.match_to_schema(records.DOCUMENTS, missing_columns="insert"),
    )


def test_what_is_counted_is_what_is_routed():
    passages, documents = corpus()
    found = coverage.coverage(passages.lazy(), documents, TAXONOMY)
    assert found.schema == records.COVERAGE
    assert found.height == sum(cell.applies for cell in TAXONOMY.cells())
    force = documents.filter(state="in_force")["text_id"].to_list()
    for tag in [*TAXONOMY.matching("deposit_savings.*,trust_business.*"), *TAXONOMY.tags[::40]]:
        scenario, _, attribute = tag.partition(".")
        kept = routing.routed(passages, documents, tag, TAXONOMY).filter(
            pl.col("reason").is_null(), pl.col("text_id").is_in(force)
        )
        routes = kept.group_by("leaf").agg(units=pl.len(), documents=pl.col("text_id").n_unique())
        cells = found.filter(pl.col("units") > 0, scenario=scenario, attribute=attribute)
        assert sorted(cells.select("leaf", "units", "documents").rows()) == sorted(routes.rows())


def test_the_state_says_whether_units_are_none_few_enough_or_many():
    passages, documents = corpus()
    found = coverage.coverage(passages.lazy(), documents, TAXONOMY, few=2, many=4)
    ends = found.group_by("state").agg(low=pl.col("units").min(), high=pl.col("units").max())
    bounds = {state: (low, high) for state, low, high in ends.rows()}
    assert bounds["none"] == (0, 0)
    assert bounds["few"] == (1, 1)
    assert (bounds["enough"][0], bounds["enough"][1]) == (2, 4)
    assert bounds["many"][0] == 5


def test_a_scenario_is_summed_over_its_cells():
    passages, documents = corpus()
    found = coverage.coverage(passages.lazy(), documents, TAXONOMY)
    summary = coverage.summary(found)
    assert summary["scenario"].to_list() == [*TAXONOMY.scenarios]
    total = summary.select(pl.sum_horizontal(coverage.STATES)).to_series()
    assert total.to_list() == summary["cells"].to_list()
    (trust,) = summary.filter(scenario="trust_business").to_dicts()
    assert trust["most"] == found.filter(scenario="trust_business")["units"].max()


def test_a_store_without_passages_has_none_of_all():
    passages, documents = corpus()
    found = coverage.coverage(passages.lazy().clear(), documents.clear(), TAXONOMY)
    assert found["state"].unique().to_list() == ["none"]
