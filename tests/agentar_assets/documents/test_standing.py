"""Texts beside each other: near ones are found, whether they are asked of at once or in parts."""

from datetime import date

import polars as pl
import pytest

from agentar_assets import records
from agentar_assets.documents import near, standing

CLAUSES = (
    "客户开立账户应当出示有效身份证件，银行应当核对其身份，并按照规定留存资料五年以上。"
    "投资者申购基金份额应当在交易日十五时前提出申请，管理人按照当日净值确认份额。"
    "投保人未按期支付保险费的，合同自宽限期届满之日起中止，两年内可以申请恢复效力。"
    "受托人应当将信托财产与其固有财产分别管理，分别记账，不得将其归入固有财产。"
)


def text(number, *, changed="", spaced=False):
    """A text that shares little with those of other numbers."""
    own = "".join(
        f"第{number}类业务的第{place}款按{number * place}元计收。" for place in range(1, 9)
    )
    body = f"{own}{CLAUSES}" if number % 2 else own
    body = body.replace("计收", changed, 1) if changed else body
    return body.replace("。", " 。\n") if spaced else body


def held(*bodies):
    rows = [
        {
            "text_id": f"{place:02}",
            "text": body,
            "characters": len(body),
            "essence": near.essence(body),
            "signature": near.signature(body),
            "reason": None,
        }
        for place, body in enumerate(bodies)
    ]
    names = ("text_id", "text", "characters", "essence", "signature", "reason")
    return pl.LazyFrame(rows, {name: records.TEXTS[name] for name in names})


BODIES = (
    *(text(number) for number in range(8)),
    *(text(number, spaced=True) for number in range(3)),
    *(text(number, changed="收取") for number in range(3)),
    text(5),
)


def every_pair_laid_side_by_side(texts):
    """What is told where no essence spares the reading."""
    all_texts = texts.collect()
    pairs = near.pairs(all_texts.select("text_id", "signature"))
    for side in ("a", "b"):
        bodies = all_texts.select(
            pl.col("text_id").alias(side), pl.col("text").alias(f"text_{side}")
        )
        pairs = pairs.join(bodies, on=side)
    return near.verified(pairs).sort("a", "b")


@pytest.mark.parametrize("characters", [1, 700, 1_000_000])
def test_texts_are_as_near_in_parts_as_at_once(characters):
    found = standing.near_each_other(held(*BODIES), characters=characters)
    assert found.equals(every_pair_laid_side_by_side(held(*BODIES)))
    same = found.filter("same").select("a", "b").rows()
    assert {("00", "08"), ("01", "09"), ("02", "10"), ("05", "14")} <= set(same)
    assert found.filter(~pl.col("same")).height >= 1


def test_texts_of_signs_alone_are_not_the_same():
    assert standing.near_each_other(held("。。。", "；；", "——")).is_empty()


def test_files_of_signs_alone_are_no_duplicates(tmp_path, shelf):
    for name, body in {"a": "。。。", "b": "——\n\n！"}.items():
        (tmp_path / f"{name}.md").write_text(body, encoding="utf-8")
    assert (
        shelf.read(tmp_path).select("state", "copy_of", "near").rows()
        == [("in_force", None, None)] * 2
    )


def test_no_text_and_none_that_is_near_give_no_pair():
    assert standing.near_each_other(held()).is_empty()
    assert standing.near_each_other(held(text(2), text(4))).is_empty()


def test_what_was_beside_it_before_counts_only_where_all_texts_lie_as_before(tmp_path, shelf):
    for name, body in {"a": text(1), "b": text(1, changed="收取")}.items():
        (tmp_path / f"{name}.md").write_text(f"# 规则{name}\n\n{body}\n", encoding="utf-8")
    first = shelf.read(tmp_path)
    assert first["near"].to_list() == [f"{tmp_path.name}/b.md", f"{tmp_path.name}/a.md"]
    told = first.with_columns(near=pl.lit("told before"))
    day = date(2026, 11, 23)
    again = standing.settled(as_taken(first, shelf), shelf.texts(), day, before=told)
    assert set(again["near"]) == {"told before"}
    fresh = standing.settled(as_taken(first, shelf), shelf.texts(), day, before=told.head(1))
    assert fresh.equals(first)
    assert standing.on(first, shelf.texts(), day).equals(first)


def as_taken(documents, shelf):
    names = ("path", "format", "size", "sha256", "text_id", "reason")
    return documents.select(names).join(shelf.lay.select("path", "modified"), on="path")
