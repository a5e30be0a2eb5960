import json
import tomllib
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.knowledge.routing import keywords, likeness, needs, routing
from agentar_assets.tags import taxonomy

ROOT = Path(__file__).parents[4]
GOLDEN = ROOT / "tests" / "golden" / "routing.jsonl"
TAXONOMY = taxonomy.load()
LEAST_PRECISION, LEAST_RECALL = 0.95, 0.94
QUANTITY = {"text": "50万元", "kind": "money", "value": "500000", "comparison": "<="}


def passages(*rows: dict) -> pl.DataFrame:
    """Passages, each of a text of its own if it names none."""
    full = [
        {"unit_id": f"{place:016x}", "text_id": f"t{place}", "heading": "", "section": ""}
        | {"start": place, "granularity": "article", "laws": [], "entities": []}
        | {"quantities": [], "deontics": [], "relations": []}
        | row
        for place, row in enumerate(rows)
    ]
    frame = pl.DataFrame(full, schema_overrides=records.PASSAGES, infer_schema_length=None)
    frame = frame.with_columns(keywords.words(frame, TAXONOMY))
    return frame.match_to_schema(records.PASSAGES, missing_columns="insert")


def documents(frame: pl.DataFrame, **titles: str) -> pl.DataFrame:
    """A document in force for each text, with a title where one is given."""
    rows = [
        {"text_id": name, "path": f"d/{name}.md", "title": titles.get(name, name)}
        | {"state": "in_force"}
        for name in frame["text_id"].unique(maintain_order=True)
    ]
    return pl.DataFrame(rows, schema_overrides=records.DOCUMENTS).match_to_schema(
        records.DOCUMENTS, missing_columns="insert"
    )


def routed(frame: pl.DataFrame, tag: str, **titles: str) -> pl.DataFrame:
    return routing.routed(frame, documents(frame, **titles), tag, TAXONOMY)


def test_an_article_of_a_law_is_routed_with_law_article_words_and_figure():
    text = "存款保险实行限额偿付，最高偿付限额为人民币50万元。"
    frame = passages({"section": "第五条", "text": text, "quantities": [QUANTITY]})
    (row,) = routed(frame, "deposit_savings.numeric_computation", t0="存款保险条例").to_dicts()
    assert (row["leaf"], row["reason"]) == ("deposit_insurance", None)
    assert row["evidence"] == ("law 存款保险条例 第五条; keywords 偿付, 存款保险; quantity 50万元")


def test_one_word_suffices_beside_a_citation_and_not_without():
    cited = {"text": "交易应当公平。", "laws": ["证券法 第四十四条"]}
    frame = passages(cited, {"text": "交易应当公平。"})
    (row,) = routed(frame, "securities_brokerage.numeric_computation").to_dicts()
    assert row["text_id"] == "t0"
    assert row["evidence"] == "cites 证券法 第四十四条; keywords 交易"
    assert row["reason"] == "not_applicable"


def test_a_document_full_of_the_words_is_at_home_and_one_loud_word_is_not():
    rows = [{"text_id": "a", "text": f"第{n}期存单提前支取，按活期存款计息。"} for n in range(3)]
    frame = passages(*rows, {"text_id": "a", "text": "存单可以挂失。"}, {"text": "存单遗失。"})
    found = routed(frame, "deposit_savings.consulting_qa")
    assert found["text_id"].unique().to_list() == ["a"]
    assert found.height == 4
    assert "large_certificate_of_deposit" in found["leaf"]


def test_of_two_texts_with_one_unit_the_one_in_force_keeps_it():
    text = {"unit_id": "00000000000000aa", "text": "存款保险实行限额偿付。"}
    frame = passages(text | {"text_id": "a"}, text | {"text_id": "b"}, text | {"text_id": "c"})
    state = pl.Series(["superseded", "in_force", "duplicate"])
    files = documents(frame).with_columns(state=state)
    found = routing.routed(frame, files, "deposit_savings.consulting_qa", TAXONOMY)
    assert found["text_id"].to_list() == ["b"]


def test_english_words_are_found_whole():
    frame = passages(
        {"text": "The trustee keeps the trusts apart; BENEFICIARIES are paid."},
        {"text": "They were entrusted with the adoption of a distrustful plan."},
    )
    words = [set(found) for found in frame["words"].to_list()]
    assert {"trustee", "trust", "beneficiary"} <= words[0]
    assert words[1] == set()


def test_an_attribute_takes_what_shows_its_features():
    entity = {"text": "云汀银行", "type": "机构", "entity_id": "yunting"}
    product = {"text": "大额存单", "type": "产品", "entity_id": "large_cd"}
    duty = {"text": "应当", "kind": "must"}
    frame = passages(
        {"text": "空"},
        {"text": "银行", "entities": [entity]},
        {"text": "产品", "entities": [product]},
        {"text": "数", "quantities": [QUANTITY]},
        {"text": "期", "quantities": [QUANTITY | {"kind": "date", "comparison": "="}]},
        {"text": "须", "deontics": [duty]},
        {"text": "表", "granularity": "table"},
    )
    taken = {
        name: frame.filter(needs.applies(TAXONOMY.attributes[name]))["text"].to_list()
        for name in (
            *("named_entity_recognition", "slot_filling", "numeric_computation"),
            *("compliance_judgement", "event_extraction", "table_statement_reasoning"),
            "consulting_qa",
        )
    }
    assert taken == {
        "named_entity_recognition": ["银行", "产品"],
        "slot_filling": ["产品", "数"],
        "numeric_computation": ["数"],
        "compliance_judgement": ["数", "须"],
        "event_extraction": ["期"],
        "table_statement_reasoning": ["表"],
        "consulting_qa": frame["text"].to_list(),
    }


def test_every_term_of_ours_stands_for_a_leaf_of_the_taxonomy():
    terms = tomllib.loads(Path(keywords.__file__).with_name("terms.toml").read_text("utf-8"))
    leaves = {(key, leaf.key) for key, s in TAXONOMY.scenarios.items() for leaf in s.leaves}
    assert {(key, leaf) for key, own in terms.items() for leaf in own} <= leaves
    known = keywords.table(TAXONOMY)
    words = known.filter(scenario="precious_metals", leaf="sge_trading")["word"].to_list()
    assert "延期合约" in words


def test_every_feature_with_a_need_is_one_of_the_taxonomy():
    assert set(needs.FEATURES) <= set(TAXONOMY.features)


def test_likeness_routes_what_no_word_does_and_says_so():
    frame = passages({"text": "把钱放在行里有国家兜底。"})
    near = likeness.near(
        frame["unit_id"].to_list(),
        np.array([[0.6, 0.8]], dtype=np.float32),
        ["deposit_insurance", "time_deposit"],
        np.array([[0.0, 1.0], [1.0, 0.0]], dtype=np.float32),
        threshold=0.7,
    )
    tag = "deposit_savings.consulting_qa"
    (row,) = routing.routed(frame, documents(frame), tag, TAXONOMY, near=near).to_dicts()
    assert (row["leaf"], row["evidence"]) == ("deposit_insurance", "likeness 0.8")
    assert routing.routed(frame, documents(frame), tag, TAXONOMY).is_empty()


def test_leaves_that_fit_alike_share_the_units():
    rows = [{"unit_id": f"{n * 7919:07x}", "text": "存款按日计息。"} for n in range(40)]
    frame = passages(*rows)
    titles = {f"t{n}": "商业银行法" for n in range(40)}
    found = routed(frame, "deposit_savings.named_entity_recognition", **titles)
    shares = found["leaf"].value_counts()
    assert shares.height >= 3
    assert shares["count"].max() <= 20


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(6)))
def test_routes_do_not_depend_on_the_order_of_passages(order):
    texts = [
        "存款保险偿付",
        "存单质押贷款",
        "基金份额净值申购",
        "信托受益人",
        "保险金受益人",
        "账户实名",
    ]
    frame = passages(*({"text": text * 2} for text in texts))
    tag = "deposit_savings.consulting_qa"
    files = documents(frame)
    found = routing.routed(frame, files, tag, TAXONOMY)
    again = routing.routed(frame[list(order)], files, tag, TAXONOMY)
    assert again.equals(found)


def _widest(scenario: str) -> str:
    """The tag of a scenario whose attribute applies to the most leaves."""
    return max(TAXONOMY.matching(f"{scenario}.*"), key=lambda tag: len(TAXONOMY.leaves(tag)))


def test_scenarios_of_the_golden_passages():
    lines = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    frame = passages(*({"section": line["section"], "text": line["text"]} for line in lines))
    titles = {f"t{place}": line["title"] for place, line in enumerate(lines)}
    told = {(f"t{n}", key) for n, line in enumerate(lines) for key in line["scenarios"]}
    widest = {key: _widest(key) for key in TAXONOMY.scenarios}
    found = {
        (text_id, scenario)
        for scenario, tag in widest.items()
        for text_id in routed(frame, tag, **titles)["text_id"]
    }
    right = len(found & told)
    assert right / len(found) >= LEAST_PRECISION
    assert right / len(told) >= LEAST_RECALL


@pytest.mark.parametrize(
    ("title", "tag", "law"),
    [
        ("《中华人民共和国证券法》（2019修订）", "securities_brokerage.consulting_qa", "证券法"),
        (
            "最高人民法院关于适用《中华人民共和国保险法》若干问题的解释（三）",
            "life_health_insurance.consulting_qa",
            "最高人民法院关于适用保险法若干问题的解释三",
        ),
        ("中华人民共和国民法典 合同编", "retail_lending.consulting_qa", "合同编"),
    ],
)
def test_a_law_is_known_however_its_title_is_written(title, tag, law):
    frame = passages(
        {"section": "第三条", "text": "按照约定进行证券交易、投保人寿保险、偿还贷款。"}
    )
    (row,) = routed(frame, tag, t0=title).to_dicts()
    assert row["evidence"].startswith(f"law {law} 第三条")
