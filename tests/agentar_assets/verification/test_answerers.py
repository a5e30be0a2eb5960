import ast
import json
from pathlib import Path

import polars as pl
import pytest

from agentar_assets.verification import measures, panel
from agentar_assets.verification.answerers import quantities
from agentar_assets.verification.answerers.question import Question

HOME = Path(panel.__file__).parent
ATTRIBUTES = sorted(panel.ANSWERERS["rules"])


@pytest.fixture(scope="module")
def said(items, answers):
    attribute = pl.col("tag").str.split(".").list.last()
    votes = answers.filter(pl.col("role") == "answerer")
    right = pl.col("right").fill_null(value=False)
    return measures.judged(items, votes).with_columns(attribute=attribute, right=right)


def test_there_are_three_methods_for_every_attribute():
    assert len(panel.ANSWERERS) >= 3
    assert all(sorted(table) == ATTRIBUTES for table in panel.ANSWERERS.values())


@pytest.mark.parametrize("model", panel.ANSWERERS)
@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_an_answerer_is_right_on_most_items_of_an_attribute(model, attribute, said):
    own = said.filter(pl.col("model") == model, pl.col("attribute") == attribute)
    assert own["right"].mean() >= 0.6


def test_the_methods_err_on_different_items(said):
    wide = said.pivot("model", index="item_id", values="right")
    wrong = wide.filter(~pl.all_horizontal(list(panel.ANSWERERS)))
    together = wrong.filter(~pl.any_horizontal(list(panel.ANSWERERS)))
    assert len(together) < len(wrong) / 2


def test_no_answerer_sees_the_gold_or_the_thinking(items, units, answers):
    blind = items.with_columns(answer=pl.lit("?"), thinking=pl.lit("?"), quote=pl.lit("?"))
    votes = pl.col("role") == "answerer"
    assert panel.answered(blind, units).filter(votes).equals(answers.filter(votes))


def test_the_reasoner_does_not_see_the_answer(items, units, answers):
    blind = items.with_columns(answer=pl.lit("?"), quote=pl.lit("?"))
    assert panel.answered(blind, units).equals(answers)


@pytest.mark.parametrize("path", sorted(HOME.rglob("*.py")), ids=lambda path: path.stem)
def test_verification_knows_nothing_of_synthesis(path):
    imported = {
        name.name if isinstance(node, ast.Import) else node.module or ""
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert not [
        name for name in imported if name.startswith(("agentar_assets.synthesis", "random"))
    ]
    assert "lexicon" not in path.read_text()


@pytest.mark.parametrize("model", panel.ANSWERERS)
@pytest.mark.parametrize("attribute", ATTRIBUTES)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "？",
        "「",
        "候选：",
        "资料：「」问：",
        "规定：「」情形：。是否合规？",
        "1" * 5000,
        "（" * 500,
    ],
)
def test_a_question_of_another_shape_is_not_answered_with_a_guess(model, attribute, text):
    answer, error = panel._asked(panel.ANSWERERS[model][attribute], Question(text, "zh", ""))
    assert answer in (None, "[]", "{}") or json.loads(answer) is not None
    assert (answer is None) == (error is not None)


@pytest.mark.parametrize(
    ("text", "value", "dimension"),
    [
        ("5万元", "50000", "money"),
        ("1,200.50元", "1200.50", "money"),
        ("3.5%", "0.035", "ratio"),
        ("千分之五", "0.005", "ratio"),
        ("百分之十二", "0.12", "ratio"),
        ("十八个月", "18", "month"),
        ("二百五十万元", "2500000", "money"),
        ("RMB 10 million", "10000000", "money"),
        ("7 working days", "7", "day"),
        ("-1.20个百分点", "-0.0120", "ratio"),
    ],
)
def test_a_quantity_is_read_as_it_is_meant(text, value, dimension):
    (read,) = quantities.read(text)
    assert (read.value, read.dimension) == (quantities.Decimal(value), dimension)


def test_dates_and_articles_are_no_quantities():
    assert quantities.read("2025年4月1日依据《2024年办法》第三十条") == []


def test_an_attribute_without_a_method_is_an_error_and_no_answer(items, units):
    other = items.head(1).with_columns(tag=pl.lit("deposit_savings.poetry"))
    made = panel.answered(other, units)
    assert made["answer"].null_count() == len(made) == len(panel.ANSWERERS) + 1
    assert made["error"].null_count() == 0
