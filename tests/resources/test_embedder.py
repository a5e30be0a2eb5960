import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.embedder import HashedEmbedder, SentenceEmbedder

texts = st.lists(st.one_of(st.none(), st.text(max_size=20)), max_size=6)


def embed(*said):
    return HashedEmbedder().vectors(pl.Series(said, dtype=pl.String))


@settings(max_examples=60, deadline=None)
@given(texts)
def test_every_text_is_a_unit_vector_and_a_blank_one_is_zeros(said):
    rows = embed(*said)
    assert rows.shape == (len(said), 256)
    assert rows.dtype == np.float32
    length = np.linalg.norm(rows, axis=1)
    assert all(np.isclose(norm, 1, atol=1e-5) or np.isclose(norm, 0) for norm in length)
    assert all(length[place] == 0 for place, text in enumerate(said) if not text)


@settings(max_examples=60, deadline=None)
@given(texts)
def test_a_text_has_the_same_vector_alone_and_in_any_company(said):
    together = embed(*said)
    for place, text in enumerate(said):
        assert np.array_equal(together[place], embed(text)[0])


def test_blocks_change_nothing(monkeypatch):
    said = [f"存款保险最高偿付限额 {n} 万元" for n in range(10)]
    whole = embed(*said)
    monkeypatch.setattr("resources.embedder._BLOCK", 3)
    assert np.array_equal(whole, embed(*said))


def test_like_texts_are_nearer_than_unlike_ones():
    near, like, far = embed(
        "逾期利息按日计收", "逾期利息按日计算收取", "基金份额净值每个交易日公布"
    )
    assert near @ like > 0.5 > near @ far


def test_the_vector_does_not_depend_on_the_machine():
    assert np.flatnonzero(embed("存款")[0]).tolist() == [35, 188, 248]


def test_a_missing_sentence_model_is_named():
    door = SentenceEmbedder(path="no/such/model")
    with pytest.raises(FileNotFoundError, match="no/such/model"):
        door.vectors(pl.Series(["x"]))
