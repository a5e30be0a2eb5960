"""What of the knowledge is made again when documents are read again."""

import pytest

from agentar_assets.knowledge import assets
from agentar_assets.knowledge.routing import coverage as covering
from agentar_assets.knowledge.routing import keywords
from agentar_assets.tags import taxonomy
from resources.lake import Lake

BANK = "# 云汀银行存款规则\n\n## 存款保险\n\n存款保险的最高偿付限额为人民币50万元，超过部分受偿。\n"


@pytest.fixture
def covered(tmp_path, new_shelf, monkeypatch):
    """Writes the coverage of some texts, and tells how often it was counted."""
    lake = Lake(root=str(tmp_path / "lake"))
    counted = []
    count = covering.coverage
    monkeypatch.setattr(covering, "coverage", lambda *a: counted.append(1) or count(*a))

    def write(dataset, rows):
        lake.write(dataset, rows, tags=None, reason="made", run_id="r")

    def cover(**texts):
        shelf = new_shelf()
        write("documents", shelf.take(**texts))
        write("passages", shelf.passages())
        (made,) = assets.coverage(lake.scan("documents"), lake.scan("passages"), lake=lake)
        write("coverage", made.value)
        return made, len(counted)

    return cover


def test_coverage_is_counted_only_where_a_document_changed(covered):
    first, times = covered(bank=BANK)
    assert times == 1 and first.value["units"].sum() > 0
    again, times = covered(bank=BANK)
    assert times == 1 and again.value.equals(first.value) and again.metadata == first.metadata
    other, times = covered(bank=BANK, copy=BANK.replace("50万元", "60万元"))
    assert times == 2 and other.value["units"].sum() > first.value["units"].sum()


def test_the_words_of_a_taxonomy_are_counted_once():
    known = taxonomy.load()
    table = keywords.table(known)
    assert keywords.table(known) is table and table["word"].is_in(["存款"]).any()
    fewer = taxonomy.Taxonomy(
        known.path, known.features, known.attributes, dict([*known.scenarios.items()][:1])
    )
    assert keywords.table(fewer)["scenario"].unique().to_list() == [*known.scenarios][:1]
