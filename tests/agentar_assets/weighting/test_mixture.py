import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.weighting import mixture


def final_set(*rows):
    cells = [
        {
            "tag": tag,
            "item_id": item,
            "question": f"q {item}",
            "thinking": f"t {item}",
            "answer": f"a {item}",
            "answer_form": "exact",
            "reason": reason,
        }
        for tag, item, reason in rows
    ]
    return pl.DataFrame(cells, schema_overrides={"reason": pl.String}).lazy()


def released(*tags):
    cells = [("r1", "final_set", tag, 1, "h", 1) for tag in tags]
    return pl.LazyFrame(cells, schema=records.RELEASE, orient="row")


def weights(**by_tag):
    return pl.LazyFrame(
        {"tag": [tag.replace("__", ".") for tag in by_tag], "weight": list(by_tag.values())}
    )


FINAL = final_set(("s.a", "2", None), ("s.a", "1", None), ("s.a", "3", "dup"), ("s.b", "4", None))


def test_kept_items_of_released_tags_carry_the_weight_of_their_tag():
    rows = mixture.mixture(FINAL, released("s.a"), weights(s__a=1.5, s__b=0.5))
    records.audited("training_mixture", rows)
    assert rows["item_id"].to_list() == ["1", "2"]
    assert rows["weight"].to_list() == [1.5, 1.5]


def test_a_completion_thinks_and_then_answers():
    row = mixture.mixture(FINAL, released("s.b"), weights(s__b=1.0)).to_dicts()[0]
    assert row["prompt"] == "q 4"
    assert row["completion"] == "<think>t 4</think>a 4"
    assert row["answer"] == "a 4"


@pytest.mark.parametrize("bad", [None, float("nan"), float("inf")])
def test_a_tag_without_a_weight_is_refused_by_name(bad):
    given = weights(s__a=1.0) if bad is None else weights(s__a=1.0, s__b=bad)
    with pytest.raises(ValueError, match=r"tags without weight: \['s\.b'\]"):
        mixture.mixture(FINAL, released("s.a", "s.b"), given)


def test_samples_counts_what_is_kept():
    got = dict(mixture.samples(FINAL).collect().rows())
    assert got == {"s.a": 2, "s.b": 1}
