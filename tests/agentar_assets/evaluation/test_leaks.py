import polars as pl

from agentar_assets.evaluation import leaks

ITEMS = pl.LazyFrame(
    {
        "item_id": ["1", "2", "3", "dev"],
        "split": ["sealed", "sealed", "sealed", "development"],
        "question": ["存款 100 元，利息多少？", "甲是谁？", "乙是谁？", "丙是谁？"],
    }
)


def leaked(**mixture):
    return leaks.leaked(pl.LazyFrame(mixture), ITEMS)["item_id"].to_list()


def test_a_question_is_found_through_widths_spaces_and_punctuation():
    assert leaked(item_id=["t"], prompt=["存款１００元利息多少?"]) == ["1"]


def test_an_item_is_found_by_its_id_too():
    assert leaked(item_id=["2"], prompt=["something else"]) == ["2"]


def test_another_figure_is_another_question_and_development_is_no_leak():
    assert leaked(item_id=["t", "u"], prompt=["存款 200 元，利息多少？", "丙是谁？"]) == []
