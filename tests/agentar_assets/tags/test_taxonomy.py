from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.tags import taxonomy

SHIPPED = taxonomy.load()
RAW = yaml.safe_load(taxonomy.SHIPPED.read_text(encoding="utf-8"))

SMALL = """\
schema_version: 1
as_of: "2025-04-19"
counts: {scenarios: 2, leaves: 3, attributes: 2, applicable_cells: 3, full_product: 6, density: 0.5}
features:
  talk: {zh: "会话", en: "talk"}
  slots: {zh: "槽位", en: "slots"}
attributes:
  intent:
    zh: "意图"
    en: "intent"
    group: understanding
    requires: [talk]
    answer_form: label
    verifier: exact
  filling: {zh: "填充", en: "fill", group: x, requires: [talk, slots], answer_form: j, verifier: f}
archetypes:
  retail: {zh: "零售", en: "retail", features: [talk]}
scenarios:
  deposits:
    zh: "存款"
    en: "deposits"
    leaves:
      demand: {zh: "活期", en: "demand", archetype: retail, add: [slots], keywords: ["活期"]}
  trusts:
    zh: "信托"
    en: "trusts"
    deny: {filling: "少用"}
    leaves:
      family: {zh: "家族", en: "family", archetype: retail, add: [slots]}
      charity: {zh: "慈善", en: "charity", archetype: retail, drop: [talk]}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "taxonomy.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.split("\n"), 1) if part in line)


def test_the_shipped_taxonomy_has_726_tags_and_10633_cells():
    assert len(SHIPPED.tags) == 726
    assert len(SHIPPED.cells()) == 10_633
    assert sum(cell.applies for cell in SHIPPED.cells()) == 4182
    assert len(SHIPPED.scenarios) == 29
    assert len(SHIPPED.attributes) == 31


def test_tags_are_sorted_and_each_scenario_is_one_range():
    assert list(SHIPPED.tags) == sorted(SHIPPED.tags)
    scenarios = [taxonomy.scenario_of(tag) for tag in SHIPPED.tags]
    changes = sum(a != b for a, b in pairwise(scenarios))
    assert changes == len(set(scenarios)) - 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_632))
def test_a_cell_applies_exactly_where_the_rule_of_the_file_says_so(index):
    cell = SHIPPED.cells()[index]
    scenario = RAW["scenarios"][cell.scenario]
    leaf = scenario["leaves"][cell.leaf]
    features = set(RAW["archetypes"][leaf["archetype"]]["features"])
    features = (features | set(leaf.get("add", []))) - set(leaf.get("drop", []))
    needed = set(RAW["attributes"][cell.attribute]["requires"])
    denied = cell.attribute in scenario.get("deny", {})
    assert cell.applies == (needed <= features and not denied)
    assert set(cell.missing) == needed - features
    assert set(cell.present) == needed & features


def test_why_tells_the_words_of_the_denial():
    cells = SHIPPED.why("trust_business.slot_filling")
    assert len(cells) == 12
    assert not any(cell.applies for cell in cells)
    assert "信托以文件分析与合规审查为主" in cells[0].reason


def test_why_of_one_cell_names_the_missing_feature():
    (cell,) = SHIPPED.why("central_banking.lpr_interest_rate_policy/slot_filling")
    assert not cell.applies
    assert cell.missing == ("slots",)
    assert cell.present == ("dialogue",)
    assert cell.reason == "missing: slots"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("trust_busines.slot_filling", "unknown scenario 'trust_busines'; did you mean trust_bus"),
        ("trust_business.slot_fill", "unknown attribute 'slot_fill'; did you mean slot_filling"),
        ("trust_business.family/slot_filling", "unknown leaf 'family'"),
        ("nonsense", "is no tag: `scenario.attribute` was expected"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest_ones(name, message):
    with pytest.raises(ValueError, match=r"unknown|no tag") as error:
        SHIPPED.why(name)
    assert message in str(error.value)


def test_globs_name_tags_and_a_glob_without_one_is_an_error():
    found = SHIPPED.matching("deposit_savings.*, mutual_funds.named_entity_recognition")
    assert "mutual_funds.named_entity_recognition" in found
    assert {taxonomy.scenario_of(tag) for tag in found[:-1]} == {"deposit_savings"}
    with pytest.raises(ValueError, match="did you mean trust_business"):
        SHIPPED.matching("trust_busines.consulting_qa")
    with pytest.raises(ValueError, match=r"no tag matches 'trust_business\.slot_filling': it appl"):
        SHIPPED.matching("deposit_savings.*,trust_business.slot_filling")
    with pytest.raises(ValueError, match="no tag matches ''"):
        SHIPPED.matching("")


def test_leaves_of_a_tag_are_those_to_which_it_applies():
    leaves = SHIPPED.leaves("trust_business.intent_classification")
    assert {leaf.key for leaf in leaves} == {
        "family_trust",
        "insurance_proceeds_trust",
        "charitable_trust",
    }
    assert SHIPPED.leaves("trust_business.slot_filling") == ()


def test_a_small_taxonomy_is_read_whole(tmp_path):
    found = taxonomy.load(written(tmp_path, SMALL))
    assert found.tags == ("deposits.filling", "deposits.intent", "trusts.intent")
    assert found.scenarios["deposits"].leaves[0].keywords == ("活期",)


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("requires: [talk]", "requires: [tolk]", "requires: [tolk]", "requires: unknown feature"),
        ("add: [slots], key", "add: [slotz], key", "slotz", "add: unknown feature 'slotz'; did"),
        ("archetype: retail, drop", "archetype: reteil, drop", "reteil", "unknown archetype"),
        ("  trusts:", "  deposits:", "deposits:\n", "deposits: duplicate key in scenarios, first"),
        ("      charity:", "      family:", "慈善", "family: duplicate key in leaves, first"),
        ("  slots: {zh", "  Slots-1: {zh", "Slots-1", "Slots-1: bad character in key"),
        ("    en: \"trusts\"\n", "", "trusts:", "trusts: missing field en"),
        ("drop: [talk]", "dropp: [talk]", "dropp", "dropp: unknown field in charity; did you"),
        ("leaves: 3", "leaves: 4", "leaves: 4", "leaves: the file states 4, 3 were found"),
        ("density: 0.5", "density: half", "density", "a number was expected, 'half' came"),
        ("deny: {filling", "deny: {fillin", "fillin:", "fillin: unknown attribute; did you mean"),
        ("keywords: [\"活期\"]", "keywords: 活期", "keywords: 活期", "keywords: a list was expect"),
        ("schema_version: 1", "schema_version: 2", "schema_version", "only schema version 1"),
        ("    zh: \"信托\"", "    zh: \"信托", "信托", "not YAML"),
    ],
)  # fmt: skip
def test_an_error_in_the_file_names_file_line_and_key(tmp_path, old, new, at, message):
    text = SMALL.replace(old, new, 1)
    path = written(tmp_path, text)
    with pytest.raises(ValueError, match=r"taxonomy\.yaml:\d+: ") as error:
        taxonomy.load(path)
    told = str(error.value)
    assert message in told
    if message != "not YAML":
        last = max(n for n, line in enumerate(text.split("\n"), 1) if at.strip() in line)
        assert f"{path}:{last}: " in told


def test_a_scenario_without_leaves_is_an_error(tmp_path):
    start = SMALL.index("    leaves:\n      family")
    path = written(tmp_path, SMALL[:start] + "    leaves: {}\n")
    with pytest.raises(ValueError, match="leaves: empty scenario: at least one leaf") as error:
        taxonomy.load(path)
    assert f":{line_of(path.read_text(encoding='utf-8'), 'leaves: {}')}: " in str(error.value)


def test_a_missing_an_empty_and_a_wrongly_encoded_file_are_told_apart(tmp_path):
    with pytest.raises(FileNotFoundError, match="AGENTAR_TAXONOMY"):
        taxonomy.load(tmp_path / "none.yaml")
    with pytest.raises(ValueError, match="empty file"):
        taxonomy.load(written(tmp_path, ""))
    path = tmp_path / "gb.yaml"
    path.write_bytes("名: 值".encode("gb18030"))
    with pytest.raises(ValueError, match="not UTF-8"):
        taxonomy.load(path)


def test_a_changed_file_is_read_again(tmp_path):
    path = written(tmp_path, SMALL)
    assert len(taxonomy.load(path).tags) == 3
    written(tmp_path, SMALL.replace("keywords", "keywordz"))
    with pytest.raises(ValueError, match="unknown field"):
        taxonomy.load(path)
