import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from agentar_assets import records
from agentar_assets.drill import spoiled


def final_set(kept, dropped=0):
    rows = [
        {
            "tag": "a.x",
            "item_id": f"i{number:03}",
            "thinking": f"t{number}",
            "answer": f"a{number}",
            "reason": None if number < kept else "duplicate",
        }
        for number in range(kept + dropped)
    ]
    return pl.DataFrame(rows, schema_overrides=records.FINAL, schema=None).select(
        pl.col(name) if name in rows[0] else pl.lit(None, dtype).alias(name)
        for name, dtype in records.FINAL.items()
    )


@given(kept=st.integers(2, 30), dropped=st.integers(0, 5))
def test_a_fully_spoiled_tag_has_the_same_rows_and_one_gold_for_all_that_are_kept(kept, dropped):
    before = final_set(kept, dropped)
    after = spoiled(before, share=1.0)
    assert after.schema == before.schema
    assert after.drop("thinking", "answer").equals(before.drop("thinking", "answer"))
    golds = after.filter(pl.col("reason").is_null()).select("thinking", "answer")
    assert golds.unique().rows() == [("t0", "a0")]


@given(share=st.floats(0, 1))
def test_no_more_than_the_share_is_spoiled(share):
    before = final_set(20)
    changed = (spoiled(before, share=share)["answer"] != before["answer"]).sum()
    assert changed == max(0, int(share * 20) - 1)


def test_dropped_items_stay_as_they_are():
    before = final_set(4, 4)
    dropped = pl.col("reason").is_not_null()
    assert spoiled(before, share=1.0).filter(dropped).equals(before.filter(dropped))
