import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.verification import sample

strata = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(1, 2)), max_size=60
)


SEEN = ("tag", "leaf", "difficulty", "item_id", "question", "thinking", "answer")


def items(rows):
    return pl.LazyFrame(
        [(*row, f"{place:04}", "q", "t", "a") for place, row in enumerate(rows)],
        schema={name: records.ITEMS[name] for name in SEEN},
        orient="row",
    )


@settings(max_examples=50, deadline=None)
@given(strata, st.integers(1, 30), st.randoms(use_true_random=False))
def test_the_batch_is_spread_bounded_and_the_same_in_any_order(rows, size, chance):
    batch = sample.review_batch(items(rows), size=size).collect()
    assert batch.schema == records.REVIEW_BATCH
    assert len(batch) == min(size, len(rows))
    assert batch["item_id"].is_unique().all()
    shuffled = items(rows).collect().sample(fraction=1, shuffle=True, seed=chance.randrange(999))
    assert batch.equals(sample.review_batch(shuffled.lazy(), size=size).collect())
    tags = {tag for tag, *_ in rows}
    assert batch["tag"].n_unique() == min(size, len(tags))


def test_every_stratum_gives_one_before_any_gives_two():
    rows = [("a", "x", 1)] * 50 + [("a", "x", 2), ("a", "y", 1), ("b", "x", 1)]
    batch = sample.review_batch(items(rows), size=4).collect()
    assert batch["stratum"].to_list() != ["a/x/1"] * 4
    assert {"a/x/2", "a/y/1", "b/x/1"} <= set(batch["stratum"])


def test_marks_average_over_reviewers_and_stand_in_the_order_of_the_items():
    reviews = pl.DataFrame(
        [("k", "ann", 1.0, None, 0.0, 1.0), ("k", "bob", 0.0, None, 0.0, 1.0)],
        schema=records.REVIEWS,
        orient="row",
    )
    marks = sample.mean_marks(pl.DataFrame({"item_id": ["i", "k"]}), reviews)
    assert marks.rows() == [(None,) * 4, (0.5, None, 0.0, 1.0)]
