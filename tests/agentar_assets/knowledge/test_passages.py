"""What is left to cut: asked for again after a kill, in the order in which it was kept."""

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.knowledge import figures, passages
from agentar_assets.tags import taxonomy

TAXONOMY = taxonomy.load()
TEXT = "# 规则{n}\n\n## 开户\n\n客户开立第{n}类账户应当出示身份证件，银行应当核对身份。\n"


@pytest.fixture
def library(tmp_path, shelf):
    """Six texts, one of them twice, one that cannot be read."""
    for number in range(6):
        (tmp_path / f"{number}.md").write_text(TEXT.format(n=number), encoding="utf-8")
    (tmp_path / "6.md").write_text(TEXT.format(n=5), encoding="utf-8")
    (tmp_path / "7.md").write_text("", encoding="utf-8")
    shelf.read(tmp_path)
    return shelf


def cut(shelf, ids):
    texts = shelf.texts().filter(pl.col("text_id").is_in(ids.implode())).collect()
    return passages.passages(texts, TAXONOMY)


def test_texts_in_use_are_wanted_once_each_in_the_order_of_their_documents(library):
    nothing = records.PASSAGES.to_frame().lazy()
    wanted = passages.uncut(library.documents.lazy(), nothing, TAXONOMY)
    used = library.documents.filter(state="in_force")
    assert wanted.equals(used.select("text_id", "characters"))
    assert wanted.height == 6


def test_after_a_kill_between_two_batches_the_rest_is_wanted_and_nothing_twice(library):
    documents = library.documents.lazy()
    nothing = records.PASSAGES.to_frame()
    batches = list(
        passages.batches(passages.uncut(documents, nothing.lazy(), TAXONOMY), characters=80)
    )
    assert len(batches) >= 3
    kept = pl.concat([cut(library, ids) for ids in batches[:2]])
    left = passages.uncut(documents, kept.lazy(), TAXONOMY)
    assert left["text_id"].to_list() == pl.concat(batches[2:]).to_list()
    whole = pl.concat([kept, *(cut(library, ids) for ids in passages.batches(left, characters=80))])
    key = ["text_id", "start", "unit_id"]
    at_once = cut(library, pl.concat(batches))
    assert whole.sort(key).equals(at_once.sort(key))
    assert passages.uncut(documents, whole.lazy(), TAXONOMY).is_empty()


def test_what_another_program_cut_is_wanted_again_and_does_not_count(library):
    documents = library.documents.lazy()
    wanted = passages.uncut(documents, records.PASSAGES.to_frame().lazy(), TAXONOMY)
    old = cut(library, wanted["text_id"]).with_columns(code=pl.lit("another"))
    assert passages.uncut(documents, old.lazy(), TAXONOMY).equals(wanted)
    assert figures.used(documents, old.lazy(), passages.code(TAXONOMY)).collect().is_empty()


def test_the_version_of_the_passages_is_that_of_their_texts_in_any_order(library):
    documents = library.documents.lazy()
    wanted = passages.uncut(documents, records.PASSAGES.to_frame().lazy(), TAXONOMY)["text_id"]
    rows = cut(library, wanted)
    version = figures.version(rows.lazy())
    assert figures.version(rows.reverse().lazy()) == version
    assert figures.version(cut(library, wanted.head(3)).lazy()) != version
