"""Texts cut in processes apart: as one process cuts them, but for those that take too much."""

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.knowledge import crew, passages
from agentar_assets.tags import taxonomy

TAXONOMY = taxonomy.load()
TEXT = "# 规则{n}\n\n## 开户\n\n客户开立第{n}类账户应当出示身份证件，银行应当核对身份。\n"


@pytest.fixture
def texts(tmp_path, shelf):
    """Six short texts."""
    for number in range(6):
        (tmp_path / f"{number}.md").write_text(TEXT.format(n=number), encoding="utf-8")
    shelf.read(tmp_path)
    return shelf.texts().collect()


def documents_of(texts):
    return texts.select("text_id", "characters", state=pl.lit("in_force")).lazy()


def fresh(texts, stored=None):
    held = records.PASSAGES.to_frame() if stored is None else stored
    return crew.fresh(documents_of(texts), texts.lazy(), held.lazy(), TAXONOMY)


def test_processes_apart_cut_what_one_would_and_what_is_kept_is_not_cut_again(texts, monkeypatch):
    monkeypatch.setattr(crew, "_AT_ONCE", 80)
    key = ["text_id", "start", "unit_id"]
    found = pl.concat(fresh(texts))
    assert found.sort(key).equals(passages.passages(texts, TAXONOMY).sort(key))
    assert list(fresh(texts, found)) == []


@pytest.mark.slow
def test_a_text_that_takes_too_long_has_a_row_that_says_so_and_the_rest_is_cut(texts, monkeypatch):
    monkeypatch.setattr(crew, "SECONDS", 1)
    endless = "1元" * 500_000
    whole = {"start": 0, "end": len(endless), "kind": "text", "section": "一", "heading": ""}
    section = dict.fromkeys(texts["sections"][0][0]) | whole | {"parts": []}
    hostile = texts.head(1).with_columns(
        text_id=pl.lit("endless"),
        text=pl.lit(endless),
        characters=pl.lit(1, pl.Int64),  # so that it is first cut together with the others
        sections=pl.Series([[section]], dtype=records.TEXTS["sections"]),
    )
    both = pl.concat([texts.head(3), hostile, texts.tail(-3)])
    found = pl.concat(fresh(both))
    said = found.filter(text_id="endless").rows(named=True)
    assert [row["unit_id"] for row in said] == [""]
    assert said[0]["reason"].startswith("gave up: time: it takes more than a process may")
    key = ["text_id", "start", "unit_id"]
    sound = found.filter(pl.col("text_id") != "endless").sort(key)
    assert sound.equals(passages.passages(texts, TAXONOMY).sort(key))
    assert passages.uncut(documents_of(both), found.lazy(), TAXONOMY).is_empty()
