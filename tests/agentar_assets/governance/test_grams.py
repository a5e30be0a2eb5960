import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets.governance import grams

texts = st.lists(st.one_of(st.none(), st.text("甲乙丙 ab1,é", max_size=12)), min_size=1, max_size=5)


def words_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each word, by a plain walk."""
    inside = [letter in "ab1é" for letter in text]
    starts = [i for i, here in enumerate(inside) if here and (i == 0 or not inside[i - 1])]
    ends = [i + 1 for i, here in enumerate(inside) if here and not [*inside, False][i + 1]]
    return list(zip(starts, ends, strict=True))


def phrases(corpus: grams.Corpus, windows: grams.Windows) -> list[tuple[int, str]]:
    spans = zip(windows.row, windows.start, windows.end, strict=True)
    return [(row, corpus.text[start:end]) for row, start, end in spans]


@given(texts, st.integers(1, 6))
def test_windows_of_characters_are_all_substrings_of_one_text(many, size):
    corpus = grams.Corpus(pl.Series(many, dtype=pl.String))
    windows = corpus.characters(size)
    found = phrases(corpus, windows)
    assert found == [
        (row, (text or "")[i : i + size])
        for row, text in enumerate(many)
        for i in range(len(text or "") - size + 1)
    ]


@given(texts, st.integers(1, 3))
def test_windows_of_words_hold_no_han_and_cross_no_text(many, size):
    corpus = grams.Corpus(pl.Series(many, dtype=pl.String))
    windows = corpus.words(size)
    expected = []
    for row, text in enumerate(many):
        spans = words_of(text or "")
        for first, last in zip(spans, spans[size - 1 :], strict=False):
            phrase = (text or "")[first[0] : last[1]]
            if not set(phrase) & set("甲乙丙"):
                expected.append((row, phrase))
    found = phrases(corpus, windows)
    assert found == expected


@given(texts, texts)
@settings(max_examples=50)
def test_equal_windows_have_equal_hashes_wherever_they_stand(one, other):
    seen: dict[str, int] = {}
    for many in (one, other):
        corpus = grams.Corpus(pl.Series(many, dtype=pl.String))
        windows = corpus.characters(2)
        for start, hashed in zip(windows.start, corpus.hashes(windows), strict=True):
            text = corpus.text[start : start + 2]
            assert seen.setdefault(text, hashed) == hashed
    assert len(set(seen.values())) == len(seen)


def test_hashes_do_not_collide_over_many_windows():
    rng = np.random.default_rng(1)
    text = "".join(chr(code) for code in rng.integers(0x4E00, 0x9FA5, 200_000))
    corpus = grams.Corpus(pl.Series([text]))
    windows = corpus.characters(8)
    assert len(np.unique(corpus.hashes(windows))) == len({text[i : i + 8] for i in windows.start})


def test_a_text_shorter_than_its_window_is_its_own_shingle():
    found = grams.shingles(
        pl.Series(["股票", "股市", "buy now", "股票", ""]), characters=5, words=3
    )
    hashes = dict(found.rows())
    assert len(found) == 5
    assert hashes[0] == hashes[3]
    assert len(set(hashes.values())) == 4


def test_figures_are_part_of_shingles():
    texts = pl.Series(["年利率为百分之3的存款", "年利率为百分之4的存款"])
    sets = grams.shingles(texts, characters=5, words=3).group_by("row").agg("hash").sort("row")
    assert set(sets["hash"][0]) != set(sets["hash"][1])
